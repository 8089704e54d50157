import { expect, it } from "vitest";
import { skippedServers } from "./tell-skipped-servers.ts";
import { TEST_SERVERS } from "./test-server.ts";

it("names every server that is not set, in lines that fit a terminal", () => {
  const text = skippedServers(TEST_SERVERS);
  for (const variable of TEST_SERVERS)
    expect(text.split(/\s+/)).toContain(variable.replace("CLOUDAPI_TEST_", ""));
  expect(Math.max(...text.split("\n").map((line) => line.length))).toBeLessThanOrEqual(80);
});
