import { apiLogs } from "@cloudapi/core";
import { expect, it } from "vitest";
import { putObject } from "../../test/support/put-object.ts";
import { dataKeys, run } from "../../test/support/versioned-runs.ts";
import { memorySink, vacuum } from "../index.ts";

it("leaves the files of another table within the prefix alone, and those of contracts that are not recorded", async () => {
  const sink = memorySink();
  await run("a", sink);
  const [first = ""] = dataKeys(sink);
  const stray = first.replace(/-([0-9a-f]{16})-/, "-0123456789abcdef-");
  const others = [`copy/${stray}`, stray.replace(/api_logs-.{8}/, "api_logs-00000000")];
  for (const key of [stray, ...others]) await putObject(sink, key, "x");
  expect(await vacuum(sink, { dataset: apiLogs, olderThanMs: 0 })).toEqual([stray]);
  expect(dataKeys(sink)).toEqual(expect.arrayContaining(others));
});
