import { TrinoError } from "../sql/trino-error.ts";
import { udf } from "./udf.ts";
import type { Udf } from "./udf.ts";

interface Digits {
  readonly value: bigint;
  readonly scale: number;
}

function read(text: string): Digits {
  const point = text.indexOf(".");
  return point < 0 ? { value: BigInt(text), scale: 0 } : { value: BigInt(text.replace(".", "")), scale: text.length - point - 1 };
}

function write(value: bigint, scale: number): string {
  const digits = (value < 0n ? -value : value).toString().padStart(scale + 1, "0");
  const sign = value < 0n ? "-" : "";
  return scale === 0 ? sign + digits : `${sign}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}

/** `a / b` with `scale` digits after the point, halves away from zero. */
export function divideDecimals(a: string, b: string, scale: number): string {
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

/** Decimal division: DuckDB alone would give a double. */
export const DECIMAL_UDFS: readonly Udf[] = [
  udf("trino_decimal_divide", ["VARCHAR", "VARCHAR", "INTEGER"], "VARCHAR", divideDecimals),
  udf("trino_decimal_modulus", ["VARCHAR", "VARCHAR"], "VARCHAR", modulus),
  udf("trino_fail", ["VARCHAR", "VARCHAR"], "VARCHAR", (name: string, message: string) => {
    throw new TrinoError(name, message);
  }),
];
