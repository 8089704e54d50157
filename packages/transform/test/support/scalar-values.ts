import type { LeafType } from "@cloudapi/core";
import fc from "fast-check";
import { anyCodePoint } from "../../../../scripts/lib/any-code-point.ts";

/** Values of a type in canonical form: timestamps as `toISOString` gives them, decimals with their scale. */
export function scalarValues(type: LeafType): fc.Arbitrary<string | number | bigint | boolean> {
  switch (type.kind) {
    case "decimal":
      return decimalText(type.precision, type.scale);
    case "string":
      return texts;
    case "json":
      return fc.json();
    case "int32":
      return int32s;
    case "int64":
      return int64s;
    case "float":
      return floats;
    case "double":
      return doubles;
    case "boolean":
      return fc.boolean();
    case "date":
      return dates;
    case "timestamp":
      return instants;
  }
}

const FIRST_MS = Date.UTC(2000, 0, 1) - 63_082_281_600_000;
const LAST_MS = Date.UTC(9999, 11, 31, 23, 59, 59, 999);

export function decimalText(precision: number, scale: number): fc.Arbitrary<string> {
  const limit = 10n ** BigInt(precision) - 1n;
  return fc.bigInt({ min: -limit, max: limit }).map((unscaled) => {
    const digits = (unscaled < 0n ? -unscaled : unscaled).toString().padStart(scale + 1, "0");
    return `${unscaled < 0n ? "-" : ""}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
  });
}

export const instants = fc
  .oneof(
    fc.integer({ min: FIRST_MS, max: LAST_MS }),
    fc.integer({ min: Date.UTC(2025, 0), max: Date.UTC(2026, 0) }),
  )
  .map((ms) => new Date(ms).toISOString());
// Zero only as +0: a stored zero has no sign.
export const doubles = fc
  .oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.integer({ min: -9, max: 9 }))
  .map((value) => value + 0);
export const floats = fc.float({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0);
export const texts = fc.oneof(
  fc.string({ unit: anyCodePoint, maxLength: 20 }),
  fc.constantFrom("", "a", "b", "/api/users", "null"),
);
export const int32s = fc.oneof(
  fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
  fc.constantFrom(200, 404, 500),
);
export const int64s = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
export const dates = instants.map((text) => text.slice(0, 10));
