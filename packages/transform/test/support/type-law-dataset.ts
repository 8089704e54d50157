import { decimal, defineDataset } from "@cloudapi/core";
import fc from "fast-check";
import * as z from "zod";
import { anyCodePoint } from "../../../../scripts/lib/any-code-point.ts";

/** A dataset with every row of the type law, each required and nullable. */
export const everyType = defineDataset({
  name: "every_type",
  schema: z.object({
    text: z.string(),
    text_or_null: z.string().nullable(),
    int32: z.int32(),
    int32_or_null: z.int32().nullable(),
    int64: z.int64(),
    int64_or_null: z.int64().nullable(),
    float: z.float32(),
    float_or_null: z.float32().nullable(),
    double: z.number(),
    double_or_null: z.number().nullable(),
    boolean: z.boolean(),
    boolean_or_null: z.boolean().nullable(),
    date: z.iso.date(),
    date_or_null: z.iso.date().nullable(),
    instant: z.iso.datetime({ offset: true }),
    instant_or_null: z.iso.datetime({ offset: true }).nullable(),
    decimal9: decimal(9, 2),
    decimal9_or_null: decimal(9, 2).nullable(),
    decimal18: decimal(18, 6),
    decimal18_or_null: decimal(18, 6).nullable(),
    decimal38: decimal(38, 10),
    decimal38_or_null: decimal(38, 10).nullable(),
  }),
});

/** A row of {@link everyType} in canonical form: timestamps as `toISOString` gives them, decimals with their scale. */
export type EveryTypeRow = Record<string, string | number | bigint | boolean | null>;

function nullable<T>(values: fc.Arbitrary<T>): fc.Arbitrary<T | null> {
  return fc.option(values, { nil: null, freq: 4 });
}

const FIRST_MS = Date.UTC(2000, 0, 1) - 63_082_281_600_000;
const LAST_MS = Date.UTC(9999, 11, 31, 23, 59, 59, 999);

function decimalText(precision: number, scale: number): fc.Arbitrary<string> {
  const limit = 10n ** BigInt(precision) - 1n;
  return fc.bigInt({ min: -limit, max: limit }).map((unscaled) => {
    const digits = (unscaled < 0n ? -unscaled : unscaled).toString().padStart(scale + 1, "0");
    return `${unscaled < 0n ? "-" : ""}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
  });
}

const instants = fc
  .oneof(
    fc.integer({ min: FIRST_MS, max: LAST_MS }),
    fc.integer({ min: Date.UTC(2025, 0), max: Date.UTC(2026, 0) }),
  )
  .map((ms) => new Date(ms).toISOString());
// Zero only as +0: a stored zero has no sign.
const doubles = fc
  .oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.integer({ min: -9, max: 9 }))
  .map((value) => value + 0);
const floats = fc.float({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0);
const texts = fc.oneof(
  fc.string({ unit: anyCodePoint, maxLength: 20 }),
  fc.constantFrom("", "a", "b", "/api/users", "null"),
);
const int32s = fc.oneof(
  fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
  fc.constantFrom(200, 404, 500),
);
const int64s = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
const dates = instants.map((text) => text.slice(0, 10));

/** Rows of {@link everyType}. */
export const everyTypeRow: fc.Arbitrary<EveryTypeRow> = fc.record({
  text: texts,
  text_or_null: nullable(texts),
  int32: int32s,
  int32_or_null: nullable(int32s),
  int64: int64s,
  int64_or_null: nullable(int64s),
  float: floats,
  float_or_null: nullable(floats),
  double: doubles,
  double_or_null: nullable(doubles),
  boolean: fc.boolean(),
  boolean_or_null: nullable(fc.boolean()),
  date: dates,
  date_or_null: nullable(dates),
  instant: instants,
  instant_or_null: nullable(instants),
  decimal9: decimalText(9, 2),
  decimal9_or_null: nullable(decimalText(9, 2)),
  decimal18: decimalText(18, 6),
  decimal18_or_null: nullable(decimalText(18, 6)),
  decimal38: decimalText(38, 10),
  decimal38_or_null: nullable(decimalText(38, 10)),
});
