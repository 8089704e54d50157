import { type DataType, formatDataType, parseDate, parseTimestamp } from "@cloudapi/core";
import type { SqlValue } from "@cloudapi/core/sql";
import * as z from "zod";
import { textUpTo } from "../http/text-schema.ts";
import type { Parameter } from "../operation/parameter.ts";

/** How values of a type are given in a request. */
export interface ParameterForm {
  readonly schema: z.ZodType;
  readonly reading: NonNullable<Parameter["reading"]>;
  /** The value in a statement. */
  readonly toSql: (value: unknown) => SqlValue;
  readonly example: string | number | boolean;
}

const MAX_TEXT = 1_000;
const MIN_INT64 = -(2n ** 63n);
const MAX_INT64 = 2n ** 63n - 1n;

/** Text that can stand in SQL: no NUL, and at most a thousand characters. */
const textSchema = textUpTo(MAX_TEXT)
  .regex(/^[^\u0000]*$/, "it holds a NUL character")
  .refine((text) => text.isWellFormed(), "it is not valid Unicode");

/** A day of the calendar. */
export const dateSchema = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}$/, 'expected a date like "2025-01-15"')
  .refine((text) => parseDate(text) !== undefined, 'expected a date like "2025-01-15"')
  .meta({ format: "date" });

const TIMESTAMP = /^\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(?:\.\d{1,3})?(?:[Zz]|[+-]\d{2}:\d{2})$/;
const LIKE_TIMESTAMP = 'expected a time like "2025-01-15T10:30:00Z", to the millisecond';

/** An instant, as RFC 3339 writes it; finer than milliseconds can't be compared with. */
export const timestampSchema = z
  .string()
  .regex(TIMESTAMP, LIKE_TIMESTAMP)
  .refine((text) => parseTimestamp(text) !== undefined, LIKE_TIMESTAMP)
  .meta({ format: "date-time" });

/** The form of a column's values. A column that is nested or JSON has none: `undefined`. */
export function parameterForm(type: DataType): ParameterForm | undefined {
  switch (type.kind) {
    case "string":
      return form(textSchema, "text", "a");
    case "int32":
      return form(z.int32(), "number", 1);
    case "int64":
      return {
        ...form(z.string().regex(/^-?\d{1,19}$/, "expected an integer"), "text", "1"),
        toSql: int64Value,
      };
    case "float":
      return { ...form(z.number(), "number", 0.5), toSql: floatValue };
    case "double":
      return { ...form(z.number(), "number", 0.5), toSql: doubleValue };
    case "decimal":
      return {
        ...form(
          decimalSchema(type),
          "text",
          type.scale === 0 ? "1" : `1.${"0".repeat(type.scale)}`,
        ),
        toSql: (value) => ({ type, value: value as string }),
      };
    case "boolean":
      return form(z.boolean(), "boolean", true);
    case "date":
      return {
        ...form(dateSchema, "text", "2025-01-15"),
        toSql: (value) => ({ type: "date", value: value as string }),
      };
    case "timestamp":
      return {
        ...form(timestampSchema, "text", "2025-01-15T10:30:00Z"),
        toSql: (value) => new Date(parseTimestamp(value as string)?.epochMs ?? Number.NaN),
      };
    default:
      return undefined;
  }
}

function form(
  schema: z.ZodType,
  reading: ParameterForm["reading"],
  example: ParameterForm["example"],
): ParameterForm {
  return { schema, reading, example, toSql: (value) => value as SqlValue };
}

function decimalSchema({
  precision,
  scale,
  ...type
}: Extract<DataType, { kind: "decimal" }>): z.ZodType {
  const whole = Math.max(1, precision - scale);
  const fraction = scale === 0 ? "" : `(?:\\.\\d{1,${scale}})?`;
  const expected = `expected a ${formatDataType({ precision, scale, ...type })}`;
  return z
    .string()
    .regex(new RegExp(`^-?${precision === scale ? "0" : `\\d{1,${whole}}`}${fraction}$`), expected);
}

/** What no bigint is, is compared as the number that it is. */
function int64Value(value: unknown): SqlValue {
  const integer = BigInt(value as string);
  const fits = integer >= MIN_INT64 && integer <= MAX_INT64;
  return fits ? integer : { type: "decimal(19,0)", value: String(integer) };
}

/** A real is compared with the real that it is told as, not with a double beside it. */
function floatValue(value: unknown): SqlValue {
  const isReal = Number.isFinite(Math.fround(value as number));
  return { type: isReal ? "float" : "double", value: value as number };
}

/** As a double whatever its digits: `1` alone would be an integer. */
function doubleValue(value: unknown): SqlValue {
  return { type: "double", value: value as number };
}
