import { parseDate, parseTimestamp } from "@cloudapi/core";
import { normalizeDecimal } from "@cloudapi/core/internal";
import { unscaled } from "@cloudapi/records/internal";
import type { IcebergValue } from "../values/iceberg-value.ts";
import type { PrimitiveType } from "../values/primitive-type.ts";

/** A value as rows have it: dates, timestamps and decimals are text, and a timestamp may be a Date as well. */
export type ScanValue = string | number | bigint | boolean | Uint8Array | Date;

/**
 * A value of a condition as Iceberg counts it.
 *
 * @throws {TypeError} for a value that is none of the type
 */
export function literalOf(where: string, type: PrimitiveType, given: ScanValue): IcebergValue {
  const value = valueOf(type, given);
  if (value !== undefined) return value;
  throw new TypeError(`${where} is ${type.kind}; ${textOf(given)} is no value of it.`);
}

function textOf(given: ScanValue): string {
  if (given instanceof Date) return `the Date ${String(given)}`;
  return typeof given === "bigint" ? `${given}n` : JSON.stringify(given);
}

function valueOf(type: PrimitiveType, given: ScanValue): IcebergValue | undefined {
  switch (type.kind) {
    case "boolean":
      return typeof given === "boolean" ? given : undefined;
    case "int":
      return Number.isInteger(given) ? (given as number) : undefined;
    case "float":
    case "double":
      return typeof given === "number" && !Number.isNaN(given) ? given : undefined;
    case "long":
    case "time":
      return typeof given === "bigint" || Number.isSafeInteger(given)
        ? BigInt(given as bigint | number)
        : undefined;
    case "date":
      return typeof given === "string" ? parseDate(given) : undefined;
    case "decimal":
      return decimalOf(type, given);
    case "string":
      return typeof given === "string" ? given : undefined;
    case "uuid":
    case "fixed":
    case "binary":
      return given instanceof Uint8Array ? given : undefined;
    default:
      return timeOf(given, type.kind.endsWith("_ns") ? 1_000_000n : 1000n);
  }
}

function decimalOf(
  { precision, scale }: Extract<PrimitiveType, { kind: "decimal" }>,
  given: ScanValue,
): bigint | undefined {
  if (typeof given !== "string") return undefined;
  const text = normalizeDecimal(given, precision, scale);
  return typeof text === "string" ? unscaled(text) : undefined;
}

/** Text to the millisecond, a Date, or the number itself. */
function timeOf(given: ScanValue, perMs: bigint): bigint | undefined {
  if (typeof given === "bigint") return given;
  if (given instanceof Date)
    return Number.isNaN(given.getTime()) ? undefined : BigInt(given.getTime()) * perMs;
  const parsed = typeof given === "string" ? parseTimestamp(given) : undefined;
  return parsed === undefined || parsed.truncated ? undefined : BigInt(parsed.epochMs) * perMs;
}
