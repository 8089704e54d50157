import { afterEach, expect, it, vi } from "vitest";
import { openEnvironment } from "./environment.ts";

afterEach(() => {
  vi.unstubAllEnvs();
});

it("says what is wrong with the settings", async () => {
  vi.stubEnv("CLOUDAPI_TARGET", "moon");
  await expect(openEnvironment()).rejects.toThrow(
    'The configuration can\'t be used:\n- CLOUDAPI_TARGET: expected local (the embedded cloud) or aws, found "moon"',
  );
});
