import { expect, it } from "vitest";
import { propertyRuns } from "../../../scripts/lib/property-runs.ts";
import { compareWithZod } from "./support/zod-law.ts";

it("means what zod says, in a hundred thousand comparisons", { timeout: 600_000 }, () => {
  const { comparisons, valid } = compareWithZod(propertyRuns(5000), 30);
  expect(comparisons).toBeGreaterThan(100_000);
  expect(valid).toBeGreaterThan(comparisons / 20);
});
