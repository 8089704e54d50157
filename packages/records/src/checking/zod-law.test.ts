import { expect, it } from "vitest";
import { propertyRuns } from "../../../../scripts/lib/property-runs.ts";
import { compareWithZod } from "../../test/support/zod-law.ts";

it("means what zod says, for every contract that is accepted", () => {
  const { comparisons, valid, contracts, refused } = compareWithZod(propertyRuns(1000), 10);
  // Most contracts are accepted, and many records are right: the comparison is of something.
  expect(contracts).toBeGreaterThan(refused);
  expect(valid).toBeGreaterThan(comparisons / 10);
});
