import { expect, it } from "vitest";
import { propertyRuns } from "../../../scripts/lib/property-runs.ts";
import { compareWithZod } from "./support/zod-law.ts";

const TIMEOUT = { timeout: 600_000 };

it.each([
  ["flat", 5000, 30],
  // Making a nested contract takes longer than comparing a record.
  ["nested", 2000, 90],
] as const)(
  "means what zod says, in a hundred thousand %s comparisons",
  TIMEOUT,
  (fields, contracts, records) => {
    const { comparisons, valid } = compareWithZod(propertyRuns(contracts), records, fields);
    expect(comparisons).toBeGreaterThan(100_000);
    expect(valid).toBeGreaterThan(comparisons / 20);
  },
);
