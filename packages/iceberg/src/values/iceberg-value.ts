import { type LeafType, parseDate, parseTimestamp } from "@cloudapi/core";
import { unscaled } from "@cloudapi/records/internal";
import { micros } from "@cloudapi/transform/internal";

/**
 * A value as Iceberg counts it: int and date (days since 1970-01-01) are numbers, as are float and double; long, time,
 * timestamps (microseconds since 1970-01-01, or nanoseconds for those of that unit) and decimals (unscaled) are bigints;
 * uuid, fixed and binary are bytes.
 */
export type IcebergValue = boolean | number | bigint | string | Uint8Array;

/** The value of a validated row's column, or of a field inside one; null when there is none. */
export function icebergValue(type: LeafType, value: unknown): IcebergValue | null {
  if (value === null || value === undefined) return null;
  switch (type.kind) {
    case "int64":
      return BigInt(value as number | bigint);
    case "float":
      return Math.fround(value as number) + 0;
    case "double":
      return (value as number) + 0;
    case "decimal":
      return unscaled(value);
    case "date":
      return parseDate(value as string) ?? notOf(type, value);
    case "timestamp":
      return microseconds(value);
    default:
      return value as IcebergValue;
  }
}

function microseconds(value: unknown): bigint {
  const epochMs = typeof value === "number" ? value : parseTimestamp(value as string)?.epochMs;
  return epochMs === undefined ? notOf({ kind: "timestamp" }, value) : micros(epochMs);
}

function notOf({ kind }: LeafType, value: unknown): never {
  throw new TypeError(`A ${kind} column was given ${JSON.stringify(value)}.`);
}
