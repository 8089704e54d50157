import type { SqlType } from "@cloudapi/athena/internal/analysis";
import { isNumeric } from "@cloudapi/athena/internal/analysis";
import type { DuckDBValue } from "@duckdb/node-api";
import { doubleText, realText } from "../../types/text/number-text.ts";
import { pad, signedDateText, timestampText } from "../../types/text/time-format.ts";
import { zoneOffsetSeconds } from "../../types/text/zone.ts";

/** A value as Athena writes it in results: the same text in `VarCharValue` and in the CSV; null for null. */
export function formatValue(value: DuckDBValue, type: SqlType): string | null {
  if (value === null) return null;
  switch (type.kind) {
    case "double":
      return doubleText(Number(value));
    case "real":
      return realText(Number(value));
    case "date":
      return signedDateText((value as unknown as { days: number }).days);
    case "timestamp":
      return timestampText((value as unknown as { micros: bigint }).micros, type.precision);
    case "timestamp with time zone":
      return zonedText(value, type.precision);
    case "varbinary":
      return hexPairs((value as unknown as { bytes: Uint8Array }).bytes);
    case "interval day to second":
      return dayInterval(BigInt(value as bigint));
    case "interval year to month":
      return monthInterval(Number(value));
    case "array":
      return `[${(value as unknown as { items: DuckDBValue[] }).items.map((item) => inner(item, type.element)).join(", ")}]`;
    case "map":
      return mapText(value, type);
    case "row":
      return rowText(value, type);
    default:
      return String(value);
  }
}

/** Inside an array, map or row a null is written out. */
function inner(value: DuckDBValue, type: SqlType): string {
  return formatValue(value, type) ?? "null";
}

function zonedText(value: DuckDBValue, precision: number): string {
  const { t, z } = (value as unknown as { entries: { t: { micros: bigint }; z: string } }).entries;
  const offset = zoneOffsetSeconds(z, Number(t.micros / 1000n));
  return `${timestampText(t.micros + BigInt(offset) * 1_000_000n, precision)} ${z}`;
}

function hexPairs(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join(" ");
}

function dayInterval(millis: bigint): string {
  const total = millis < 0n ? -millis : millis;
  const clock = `${pad((total / 3_600_000n) % 24n, 2)}:${pad((total / 60_000n) % 60n, 2)}:${pad((total / 1000n) % 60n, 2)}.${pad(total % 1000n, 3)}`;
  return `${millis < 0n ? "-" : ""}${total / 86_400_000n} ${clock}`;
}

function monthInterval(months: number): string {
  const total = Math.abs(months);
  return `${months < 0 ? "-" : ""}${Math.trunc(total / 12)}-${total % 12}`;
}

/** Keys in ascending order: as numbers when they are, as text otherwise. */
function mapText(value: DuckDBValue, type: Extract<SqlType, { kind: "map" }>): string {
  const { entries } = value as unknown as { entries: { key: DuckDBValue; value: DuckDBValue }[] };
  const numeric = isNumeric(type.key);
  const pairs = entries.map((entry) => ({
    key: inner(entry.key, type.key),
    text: `${inner(entry.key, type.key)}=${inner(entry.value, type.value)}`,
  }));
  pairs.sort((a, b) =>
    numeric ? Number(a.key) - Number(b.key) : a.key < b.key ? -1 : a.key > b.key ? 1 : 0,
  );
  return `{${pairs.map((pair) => pair.text).join(", ")}}`;
}

function rowText(value: DuckDBValue, type: Extract<SqlType, { kind: "row" }>): string {
  const { entries } = value as unknown as { entries: Record<string, DuckDBValue> };
  const parts = type.fields.map((field, i) => {
    const text = inner(entries[`f${i}`] ?? null, field.type);
    return field.name === undefined ? text : `${field.name}=${text}`;
  });
  return `{${parts.join(", ")}}`;
}
