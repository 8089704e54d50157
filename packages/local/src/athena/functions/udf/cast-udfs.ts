import { TrinoError } from "@cloudapi/athena/internal/analysis";
import {
  castDoubleText,
  castRealText,
  doubleText,
  realText,
} from "../../types/text/number-text.ts";
import { parseDateText, parseTimestampText } from "../../types/text/time-text.ts";
import type { Udf } from "./udf.ts";
import { udf } from "./udf.ts";

const LIMITS: Record<string, bigint> = {
  tinyint: 127n,
  smallint: 32_767n,
  integer: 2_147_483_647n,
  bigint: 9_223_372_036_854_775_807n,
};

function invalidCast(message: string): TrinoError {
  return new TrinoError("INVALID_CAST_ARGUMENT", message);
}

export function inLimits(value: bigint, type: string): boolean {
  const limit = LIMITS[type] ?? 0n;
  return value <= limit && value >= -limit - 1n;
}

function textToInteger(text: string, type: string): bigint {
  const trimmed = text.trim();
  const value = /^[+-]?\d+$/.test(trimmed) ? BigInt(trimmed.replace("+", "")) : undefined;
  if (value === undefined || !inLimits(value, type))
    throw invalidCast(
      `Cannot cast '${text}' to ${type.toUpperCase() === "INTEGER" ? "INT" : type.toUpperCase()}`,
    );
  return value;
}

/** What Java's `Double.parseDouble` reads, hexadecimal forms apart. */
export function textToDouble(text: string, type = "DOUBLE"): number {
  const trimmed = text.trim();
  const special = /^([+-]?)(NaN|Infinity)$/.exec(trimmed);
  if (special !== null)
    return special[2] === "NaN" ? Number.NaN : special[1] === "-" ? -Infinity : Infinity;
  if (!/^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?[dDfF]?$/.test(trimmed))
    throw invalidCast(`Cannot cast '${text}' to ${type}`);
  return Number(trimmed.replace(/[dDfF]$/, ""));
}

export function textToDecimal(text: string, precision: number, scale: number): string {
  const refuse = (why: string) =>
    invalidCast(`Cannot cast VARCHAR '${text}' to DECIMAL(${precision}, ${scale}). ${why}`);
  const match = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,4}))?$/.exec(text);
  if (match === null || !/\d/.test(`${match[2]}${match[3] ?? ""}`))
    throw refuse("Value is not a number.");
  const fraction = match[3] ?? "";
  const digits = BigInt(`${match[2]}${fraction}` || "0");
  const rounded = scaleDigits(digits, fraction.length - Number(match[4] ?? 0), scale);
  if (rounded.toString().length > precision && rounded !== 0n) throw refuse("Value too large.");
  return pointed(match[1] === "-" ? -rounded : rounded, scale);
}

/** `digits * 10^-from` as a count of `10^-to`, halves away from zero; digits are not negative. */
function scaleDigits(digits: bigint, from: number, to: number): bigint {
  if (to >= from) return digits * 10n ** BigInt(to - from);
  const unit = 10n ** BigInt(from - to);
  return (digits + unit / 2n) / unit;
}

function pointed(value: bigint, scale: number): string {
  const digits = (value < 0n ? -value : value).toString().padStart(scale + 1, "0");
  const sign = value < 0n ? "-" : "";
  return scale === 0
    ? `${sign}${digits}`
    : `${sign}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}

function floatToDecimal(
  value: number,
  text: string,
  type: string,
  precision: number,
  scale: number,
): string {
  const refuse = () =>
    invalidCast(`Cannot cast ${type} '${text}' to DECIMAL(${precision}, ${scale})`);
  if (!Number.isFinite(value)) throw refuse();
  try {
    return textToDecimal(text, precision, scale);
  } catch {
    throw refuse();
  }
}

export function doubleToInteger(value: number, type: string): bigint {
  const name = type === "integer" ? "integer" : type;
  if (Number.isNaN(value)) throw invalidCast(`Cannot cast NaN to ${name}`);
  const rounded = Number.isFinite(value)
    ? BigInt(Math.sign(value) * Math.round(Math.abs(value)))
    : undefined;
  if (rounded === undefined || !inLimits(rounded, type))
    throw invalidCast(`Out of range for ${name}: ${doubleText(value)}`);
  return rounded;
}

function textToBoolean(text: string): boolean {
  const word = text.toLowerCase();
  if (word === "true" || word === "t" || word === "1") return true;
  if (word === "false" || word === "f" || word === "0") return false;
  throw invalidCast(`Cannot cast '${text}' to BOOLEAN`);
}

function textToDays(text: string): number {
  const days = parseDateText(text);
  if (days === undefined) throw invalidCast(`Value cannot be cast to date: ${text}`);
  return days;
}

function textToMicros(text: string, precision: number): bigint {
  const value = parseTimestampText(text, precision);
  if (value === undefined) throw invalidCast(`Value cannot be cast to timestamp: ${text}`);
  return value.localMicros;
}

function textToZoned(text: string, precision: number): string {
  const value = parseTimestampText(text, precision);
  if (value === undefined)
    throw invalidCast(`Value cannot be cast to timestamp with time zone: ${text}`);
  return `${value.micros} ${value.zone ?? "UTC"}`;
}

function fitVarchar(text: string, length: number): string {
  if (Array.from(text).length <= length) return text;
  throw invalidCast(`Value ${text} cannot be represented as varchar(${length})`);
}

function dayIntervalText(millis: bigint): string {
  const total = millis < 0n ? -millis : millis;
  const pad = (value: bigint, width: number) => value.toString().padStart(width, "0");
  const clock = `${pad((total / 3_600_000n) % 24n, 2)}:${pad((total / 60_000n) % 60n, 2)}:${pad((total / 1000n) % 60n, 2)}.${pad(total % 1000n, 3)}`;
  return `${millis < 0n ? "-" : ""}${total / 86_400_000n} ${clock}`;
}

function monthIntervalText(months: number): string {
  const total = Math.abs(months);
  return `${months < 0 ? "-" : ""}${Math.trunc(total / 12)}-${total % 12}`;
}

/** CAST between text, numbers and times as Trino does it. */
export const CAST_UDFS: readonly Udf[] = [
  udf("trino_double_text", ["DOUBLE"], "VARCHAR", castDoubleText),
  udf("trino_real_text", ["DOUBLE"], "VARCHAR", castRealText),
  udf("trino_text_to_integer", ["VARCHAR", "VARCHAR"], "BIGINT", textToInteger),
  udf("trino_text_to_double", ["VARCHAR"], "DOUBLE", (text: string) => textToDouble(text)),
  udf("trino_text_to_real", ["VARCHAR"], "DOUBLE", (text: string) =>
    Math.fround(textToDouble(text, "REAL")),
  ),
  udf("trino_text_to_decimal", ["VARCHAR", "INTEGER", "INTEGER"], "VARCHAR", textToDecimal),
  udf(
    "trino_double_to_decimal",
    ["DOUBLE", "INTEGER", "INTEGER"],
    "VARCHAR",
    (value: number, precision: number, scale: number) =>
      floatToDecimal(value, doubleText(value), "DOUBLE", precision, scale),
  ),
  udf(
    "trino_real_to_decimal",
    ["DOUBLE", "INTEGER", "INTEGER"],
    "VARCHAR",
    (value: number, precision: number, scale: number) =>
      floatToDecimal(value, realText(value), "REAL", precision, scale),
  ),
  udf("trino_double_to_integer", ["DOUBLE", "VARCHAR"], "BIGINT", doubleToInteger),
  udf("trino_double_to_real", ["DOUBLE"], "DOUBLE", (value: number) => Math.fround(value)),
  udf("trino_text_to_boolean", ["VARCHAR"], "BOOLEAN", textToBoolean),
  udf("trino_text_to_days", ["VARCHAR"], "INTEGER", textToDays),
  udf("trino_text_to_micros", ["VARCHAR", "INTEGER"], "BIGINT", textToMicros),
  udf("trino_text_to_zoned", ["VARCHAR", "INTEGER"], "VARCHAR", textToZoned),
  udf("trino_fit_varchar", ["VARCHAR", "INTEGER"], "VARCHAR", fitVarchar),
  udf("trino_day_interval_text", ["BIGINT"], "VARCHAR", dayIntervalText),
  udf("trino_month_interval_text", ["INTEGER"], "VARCHAR", monthIntervalText),
];
