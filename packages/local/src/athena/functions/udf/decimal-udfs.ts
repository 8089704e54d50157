import { TrinoError } from "@cloudapi/athena/internal/analysis";
import type { Udf } from "./udf.ts";
import { udf } from "./udf.ts";

interface Digits {
  readonly value: bigint;
  readonly scale: number;
}

function read(text: string): Digits {
  const point = text.indexOf(".");
  return point < 0
    ? { value: BigInt(text), scale: 0 }
    : { value: BigInt(text.replace(".", "")), scale: text.length - point - 1 };
}

function write(value: bigint, scale: number): string {
  const digits = (value < 0n ? -value : value).toString().padStart(scale + 1, "0");
  const sign = value < 0n ? "-" : "";
  return scale === 0 ? sign + digits : `${sign}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}

/** `a / b` with `scale` digits after the point, halves away from zero. */
function divideDecimals(a: string, b: string, scale: number): string {
  const left = read(a);
  const right = read(b);
  if (right.value === 0n) throw new TrinoError("DIVISION_BY_ZERO", "Division by zero");
  const shift = scale - left.scale + right.scale;
  const numerator = left.value * 10n ** BigInt(Math.max(0, shift));
  const denominator = right.value * 10n ** BigInt(Math.max(0, -shift));
  const quotient = numerator / denominator;
  const rest = numerator % denominator;
  const half = 2n * (rest < 0n ? -rest : rest) >= (denominator < 0n ? -denominator : denominator);
  const away = numerator < 0n === denominator < 0n ? 1n : -1n;
  return write(half ? quotient + away : quotient, scale);
}

function modulus(a: string, b: string): string {
  const left = read(a);
  const right = read(b);
  if (right.value === 0n) throw new TrinoError("DIVISION_BY_ZERO", "Division by zero");
  const scale = Math.max(left.scale, right.scale);
  const align = (digits: Digits) => digits.value * 10n ** BigInt(scale - digits.scale);
  return write(align(left) % align(right), scale);
}

/** A decimal rounded to `digits` after the point (before it when negative), halves away from zero, with its scale kept. */
function roundDecimal(text: string, digits: bigint): string {
  const { value, scale } = read(text);
  return write(roundDigits(value, BigInt(scale) - digits), scale);
}

/** A decimal cut off after `digits` digits, with its scale kept. */
function truncateDecimal(text: string, digits: bigint): string {
  const { value, scale } = read(text);
  const cut = BigInt(scale) - digits;
  const unit = cut <= 0n ? 1n : 10n ** (cut > 40n ? 40n : cut);
  return write((value / unit) * unit, scale);
}

/** The last `count` digits as zeros, rounded. */
function roundDigits(value: bigint, count: bigint): bigint {
  if (count <= 0n) return value;
  if (count > 40n) return 0n;
  const unit = 10n ** count;
  const whole = value < 0n ? -value : value;
  const rounded = ((whole + unit / 2n) / unit) * unit;
  return value < 0n ? -rounded : rounded;
}

/** Trino's own way: scale, round half away from zero, scale back. */
function roundDouble(value: number, digits: number): number {
  if (value === 0) return 0;
  if (!Number.isFinite(value) || digits > 308) return value;
  const factor = 10 ** digits;
  const scaled = Math.abs(value) * factor;
  return (Math.sign(value) * Math.round(scaled)) / factor;
}

/** Decimal division: DuckDB alone would give a double. */
export const DECIMAL_UDFS: readonly Udf[] = [
  udf("trino_decimal_divide", ["VARCHAR", "VARCHAR", "INTEGER"], "VARCHAR", divideDecimals),
  udf("trino_decimal_modulus", ["VARCHAR", "VARCHAR"], "VARCHAR", modulus),
  udf("trino_round_decimal", ["VARCHAR", "BIGINT"], "VARCHAR", roundDecimal),
  udf("trino_truncate_decimal", ["VARCHAR", "BIGINT"], "VARCHAR", truncateDecimal),
  udf("trino_round_integer", ["BIGINT", "BIGINT"], "BIGINT", (value: bigint, digits: bigint) =>
    roundDigits(value, -digits),
  ),
  udf("trino_round_double", ["DOUBLE", "BIGINT"], "DOUBLE", (value: number, digits: bigint) =>
    roundDouble(value, Number(digits)),
  ),
  udf("trino_round_real", ["DOUBLE", "BIGINT"], "DOUBLE", (value: number, digits: bigint) =>
    Math.fround(roundDouble(value, Number(digits))),
  ),
  udf("trino_cbrt", ["DOUBLE"], "DOUBLE", (value: number) => Math.cbrt(value)),
  udf("trino_fail", ["VARCHAR", "VARCHAR"], "VARCHAR", (name: string, message: string) => {
    throw new TrinoError(name, message);
  }),
];
