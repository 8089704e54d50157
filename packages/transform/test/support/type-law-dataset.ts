import { decimal, defineDataset } from "@cloudapi/core";
import fc from "fast-check";
import * as z from "zod";
import {
  dates,
  decimalText,
  doubles,
  floats,
  instants,
  int32s,
  int64s,
  texts,
} from "./scalar-values.ts";

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
