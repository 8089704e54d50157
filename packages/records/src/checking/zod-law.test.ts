import { expect, it } from "vitest";
import { propertyRuns } from "../../../../scripts/lib/property-runs.ts";
import { compareWithZod } from "../../test/support/zod-law.ts";

it.each([
  ["flat", 1000],
  ["nested", 200],
] as const)("means what zod says, for every %s contract that is accepted", (fields, count) => {
  const tally = compareWithZod(propertyRuns(count), 10, fields);
  const { comparisons, valid, contracts, refused } = tally;
  // Most contracts are accepted, and many records are right: the comparison is of something.
  expect(contracts).toBeGreaterThan(refused);
  expect(valid).toBeGreaterThan(comparisons / 20);
});
