import { expect, it } from "vitest";
import { missingRegion } from "./aws-settings.ts";

it("says that no region is known, before a request would", async () => {
  const unknown = { config: { region: () => Promise.reject(new Error("Region is missing")) } };
  expect(await missingRegion(unknown)).toMatchObject([{ variable: "AWS_REGION" }]);
  const known = { config: { region: () => Promise.resolve("eu-central-1") } };
  expect(await missingRegion(known)).toEqual([]);
});
