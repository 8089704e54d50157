import { afterEach, expect, it, vi } from "vitest";
import { runExample } from "./environment.ts";

afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
  process.exitCode = undefined;
});

it("prints what is wrong with the settings as a message alone", async () => {
  vi.stubEnv("CLOUDAPI_TARGET", "moon");
  const printed = vi.spyOn(console, "error").mockReturnValue();
  const example = vi.fn<() => Promise<void>>();
  await runExample(example);
  expect(printed.mock.calls).toEqual([
    [
      'The configuration can\'t be used:\n- CLOUDAPI_TARGET: expected local (the embedded cloud) or aws, found "moon"',
    ],
  ]);
  expect(example).not.toHaveBeenCalled();
  expect(process.exitCode).toBe(1);
});
