import fc from "fast-check";
import { expect, it } from "vitest";
import { propertyRuns } from "../../../../scripts/lib/property-runs.ts";
import { writeNumber } from "./write-number.ts";

function written(value: number): string | undefined {
  const bytes = Buffer.alloc(40);
  const end = writeNumber(bytes, 3, value);
  return end < 0 ? undefined : bytes.toString("latin1", 3, end);
}

it.each([
  [0, "0"],
  [-1, "-1"],
  [0.5, "0.5"],
  [-0.000001, "-0.000001"],
  [12.34, "12.34"],
  [99_999_999.5, "99999999.5"],
  [100_000_000.25, "100000000.25"],
  [999_999_999_999_999, "999999999999999"],
  [0.1 + 0.2, undefined],
  [1e15, undefined],
  [1e-7, undefined],
  [-0, undefined],
  [Number.NaN, undefined],
  [Number.NEGATIVE_INFINITY, undefined],
])("writes %d as %s", (value, text) => {
  expect(written(value)).toBe(text);
});

it("writes what JavaScript writes, or nothing", () => {
  const decimals = fc
    .tuple(fc.maxSafeInteger(), fc.nat({ max: 15 }))
    .map(([digits, scale]) => digits / 10 ** scale);
  fc.assert(
    fc.property(fc.oneof(decimals, fc.double(), fc.integer()), (value) => {
      expect([undefined, String(value)]).toContain(written(value));
    }),
    { numRuns: propertyRuns(2000) },
  );
});

it("writes every number of few digits", () => {
  const few = fc
    .tuple(fc.integer({ min: -(10 ** 9), max: 10 ** 9 }), fc.nat({ max: 6 }))
    .filter(([digits, scale]) => digits !== 0 && Math.abs(digits) >= 10 ** (scale - 6))
    .map(([digits, scale]) => digits / 10 ** scale);
  fc.assert(
    fc.property(few, (value) => {
      expect(written(value)).toBe(String(value));
    }),
    { numRuns: propertyRuns(2000) },
  );
});
