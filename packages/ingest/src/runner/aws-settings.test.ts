import { expect, it } from "vitest";
import { checkRegion } from "./aws-settings.ts";

it("says that no region is known, before a request would", async () => {
  const unknown = { config: { region: () => Promise.reject(new Error("Region is missing")) } };
  await expect(checkRegion(unknown)).rejects.toMatchObject({
    code: "INVALID_CONFIG",
    issues: [{ variable: "AWS_REGION" }],
  });
  const known = { config: { region: () => Promise.resolve("eu-central-1") } };
  expect(await checkRegion(known)).toBeUndefined();
});
