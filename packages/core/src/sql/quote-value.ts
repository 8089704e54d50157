import type { DataType, DecimalType } from "../types/data-type.ts";
import { formatDataType } from "../types/format-data-type.ts";
import { parseTypeName, type TypeName } from "../types/parse-type-name.ts";
import { normalizeDecimal } from "../values/normalize-decimal.ts";
import { parseDate } from "../values/parse-date.ts";
import { MAX_EPOCH_MS, MIN_EPOCH_MS, parseTimestamp } from "../values/parse-timestamp.ts";
import { quoteLiteral } from "./quote-literal.ts";

/** A value that has a SQL literal by its JavaScript type alone. */
export type PlainValue = string | number | bigint | boolean | Date | null;

/** A value with the column type it is meant for, where the JavaScript type does not say it. */
export interface TypedValue {
  /** A column's type, or its name. */
  readonly type: DataType | TypeName;
  readonly value: PlainValue;
}

/** What can be a query's parameter. */
export type SqlValue = PlainValue | TypedValue;

const MIN_INT64 = -(2n ** 63n);
const MAX_INT64 = 2n ** 63n - 1n;

/**
 * A value as the text of a SQL literal, the form that Athena's execution parameters take.
 *
 * A string is a varchar; an integer number an integer or bigint, any other number a double; a bigint a
 * bigint; a Date a timestamp without time zone, in UTC, to the millisecond; null is `NULL`. With
 * `{ type, value }` the literal has that column type: `{ type: "date", value: "2025-01-15" }`,
 * `{ type: "decimal(10,2)", value: "12.50" }`.
 *
 * @throws {RangeError} for a value that its type can't hold
 * @throws {TypeError} for a value that has no literal
 *
 * @example
 * ```ts
 * import { quoteValue } from "@cloudapi/core/sql";
 *
 * console.log(quoteValue("it's")); // => "'it''s'"
 * console.log(quoteValue(0.5)); // => "0.5E0"
 * console.log(quoteValue({ type: "date", value: "2025-01-15" })); // => "DATE '2025-01-15'"
 * ```
 */
export function quoteValue(value: SqlValue): string {
  if (isTyped(value)) return value.value === null ? "NULL" : typedLiteral(value.type, value.value);
  if (value === null) return "NULL";
  if (value instanceof Date) return timestampLiteral(value.getTime());
  switch (typeof value) {
    case "string":
      return quoteLiteral(value);
    case "number":
      return Number.isSafeInteger(value) && !Object.is(value, -0)
        ? integerLiteral(value)
        : doubleLiteral(value);
    case "bigint":
      return int64Literal(value);
    case "boolean":
      return String(value);
    default:
      throw new TypeError(
        `quoteValue: ${describe(value)} has no SQL literal; use a string, number, bigint, boolean, Date, null or { type, value }.`,
      );
  }
}

function isTyped(value: unknown): value is TypedValue {
  return typeof value === "object" && value !== null && "type" in value && "value" in value;
}

function typedLiteral(named: DataType | TypeName, value: Exclude<PlainValue, null>): string {
  const type = typeof named === "string" ? parseTypeName(named) : named;
  switch (type?.kind) {
    case "decimal":
      return decimalLiteral(type, value);
    case "string":
    case "json":
      return typeof value === "string" ? quoteLiteral(value) : refuse(type, value);
    case "boolean":
      return typeof value === "boolean" ? String(value) : refuse(type, value);
    case "int32":
      return typeof value === "number" && value === (value | 0)
        ? integerLiteral(value)
        : refuse(type, value);
    case "int64":
      return typeof value === "bigint" || Number.isSafeInteger(value)
        ? int64Literal(BigInt(value as bigint))
        : refuse(type, value);
    case "float":
      return typeof value === "number"
        ? `CAST(${doubleLiteral(value)} AS real)`
        : refuse(type, value);
    case "double":
      return typeof value === "number" ? doubleLiteral(value) : refuse(type, value);
    case "date":
      return typeof value === "string" && parseDate(value) !== undefined
        ? `DATE '${value}'`
        : refuse(type, value);
    case "timestamp":
      return timestampLiteral(epochMsOf(value) ?? refuse(type, value));
    default:
      throw new TypeError(
        `quoteValue: a value of type ${typeof named === "string" ? JSON.stringify(named) : formatDataType(named)} has no literal; the type must be a scalar or a decimal.`,
      );
  }
}

/** As a cast with precision and scale: `DECIMAL '1.2345'` alone would be rounded by some engines. */
function decimalLiteral(type: DecimalType, value: unknown): string {
  const { precision, scale } = type;
  const text = typeof value === "string" ? normalizeDecimal(value, precision, scale) : undefined;
  return typeof text === "string"
    ? `CAST('${text}' AS decimal(${precision},${scale}))`
    : refuse(type, value);
}

/** The digits of the least integer, without their sign, are a bigint. */
function integerLiteral(value: number): string {
  return value === -(2 ** 31) ? `INTEGER '${value}'` : String(value);
}

function int64Literal(value: bigint): string {
  if (value < MIN_INT64 || value > MAX_INT64) {
    throw new RangeError(
      `quoteValue: ${value} does not fit a bigint (64 bits); use { type: "decimal(38,0)", value: "${value}" }.`,
    );
  }
  // The digits of the least bigint, without their sign, are not a bigint, so "-9223372036854775808" does not parse.
  return value === MIN_INT64 ? `BIGINT '${value}'` : String(value);
}

/** With an exponent, which makes it a double: `0.5` alone would be a decimal. */
function doubleLiteral(value: number): string {
  if (!Number.isFinite(value)) return `CAST('${value}' AS double)`;
  if (Object.is(value, -0)) return "-0E0";
  const text = String(value).toUpperCase().replace("E+", "E");
  return text.includes("E") ? text : `${text}E0`;
}

function epochMsOf(value: unknown): number | undefined {
  if (value instanceof Date) return value.getTime();
  return typeof value === "string" ? parseTimestamp(value)?.epochMs : undefined;
}

function timestampLiteral(epochMs: number): string {
  if (!(epochMs >= MIN_EPOCH_MS && epochMs <= MAX_EPOCH_MS)) {
    throw new RangeError(
      "quoteValue: a timestamp must be a valid instant in the years 0001 to 9999.",
    );
  }
  return `TIMESTAMP '${new Date(epochMs).toISOString().replace("T", " ").replace("Z", "")}'`;
}

function refuse(type: DataType, value: unknown): never {
  throw new RangeError(
    `quoteValue: ${describe(value)} is not a value of type ${formatDataType(type)}.`,
  );
}

function describe(value: unknown): string {
  if (typeof value === "string")
    return value.length > 40 ? `"${value.slice(0, 40)}..."` : `"${value}"`;
  const isPlain =
    typeof value === "number" ||
    typeof value === "bigint" ||
    typeof value === "boolean" ||
    value === undefined;
  return isPlain ? String(value) : `a value of type ${typeof value}`;
}
