import fc from "fast-check";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { propertyRuns } from "../../../../scripts/lib/property-runs.ts";
import { type NumberRule, numberRule } from "./number-rule.ts";

function isIn(rule: NumberRule | undefined, value: number): boolean {
  if (rule === undefined) return false;
  const { least, greatest, isAbove, isBelow, isInteger } = rule;
  if (value < least || value > greatest) return false;
  if ((isAbove && value === least) || (isBelow && value === greatest)) return false;
  return !isInteger || Number.isInteger(value);
}

const numbers = fc.oneof(
  fc.integer({ min: -20, max: 20 }),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.constantFrom(-0, 0.5, 2 ** 31, 2 ** 31 - 1, -(2 ** 31), -(2 ** 31) - 1, 2 ** 32, 2 ** 32 - 1),
  fc.constantFrom(2 ** 53, 2 ** 53 - 1, -(2 ** 53), 3.5e38, 3.4e38, Number.MAX_VALUE, 5e-324),
);

describe.each([
  ["any number", z.number(), [0, -1.5, Number.MAX_VALUE]],
  ["an integer of 32 bits", z.int32(), [0, 2 ** 31 - 1, -(2 ** 31)]],
  ["one without a sign", z.uint32().optional(), [0, 2 ** 32 - 1]],
  ["a safe integer", z.int().nullable(), [2 ** 53 - 1]],
  ["a float", z.float32(), [3.4e38]],
  ["numbers from one to another", z.number().min(-3).max(3).nullish(), [-3, 0.5, 3]],
  ["numbers between two", z.number().gt(-3).lt(3), [-2.9, 2.9]],
  ["the narrowest of bounds", z.number().min(1).gt(1).min(0).lt(9).max(9), [1.5, 8.9]],
  ["integers between two", z.int32().gt(3).max(7).readonly(), [4, 7]],
] as const)("of %s", (_, schema, right) => {
  it("no number is one but those that the schema takes and leaves as they are", () => {
    const rule = numberRule(schema);
    fc.assert(
      fc.property(numbers, (value) => {
        fc.pre(isIn(rule, value));
        expect(schema.safeParse(value)).toEqual({ success: true, data: value });
      }),
      { numRuns: propertyRuns(100) },
    );
  });

  it("those are that hardly fit", () => {
    const rule = numberRule(schema);
    expect(right.map((value) => isIn(rule, value))).toEqual(right.map(() => true));
  });
});

it.each([
  z.coerce.number(),
  z.number().multipleOf(2),
  z.number().refine((value) => value > 1),
  z.literal(1),
  z.union([z.int32(), z.number()]),
  z.string(),
])("nothing is said of other schemas (%#)", (schema) => {
  expect(numberRule(schema)).toBeUndefined();
});
