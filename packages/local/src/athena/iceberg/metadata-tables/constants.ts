import type { SqlType } from "@cloudapi/athena/internal/analysis";
import { arrayType, BIGINT, INTEGER, VARCHAR, zonedType } from "@cloudapi/athena/internal/analysis";
import { duckNull, duckString, duckType } from "../../types/duck.ts";

export const INSTANT = zonedType(3);
export const INT_TO_BIGINT: SqlType = { kind: "map", key: INTEGER, value: BIGINT };
export const INT_TO_VARCHAR: SqlType = { kind: "map", key: INTEGER, value: VARCHAR };
export const BIGINTS = arrayType(BIGINT);
export const INTEGERS = arrayType(INTEGER);

/** A row's type by the names of its fields. */
export function rowType(fields: Readonly<Record<string, SqlType>>): SqlType {
  return { kind: "row", fields: Object.entries(fields).map(([name, type]) => ({ name, type })) };
}

/** A number of a type; null where there is none. */
export function number(value: number | bigint | undefined, type: SqlType): string {
  return value === undefined ? duckNull(type) : `CAST(${value} AS ${duckType(type)})`;
}

export function text(value: string | undefined): string {
  return value === undefined ? duckNull(VARCHAR) : duckString(value);
}

export function flag(value: boolean | undefined): string {
  return value === undefined ? "CAST(NULL AS BOOLEAN)" : value ? "TRUE" : "FALSE";
}

/** A moment in UTC. */
export function instant(epochMs: number): string {
  return `{'t': make_timestamp(${epochMs * 1000}), 'z': 'UTC'}`;
}

export function list(values: readonly string[] | undefined, type: SqlType): string {
  return values === undefined
    ? duckNull(type)
    : `CAST([${values.join(", ")}] AS ${duckType(type)})`;
}

export function map(
  entries: readonly (readonly [string, string])[] | undefined,
  type: SqlType,
): string {
  if (entries === undefined) return duckNull(type);
  const [keys, values] = [0, 1].map((side) => entries.map((entry) => entry[side]).join(", "));
  return `CAST(map([${keys}], [${values}]) AS ${duckType(type)})`;
}

/** The fields of a row are f0, f1, …. */
export function row(values: readonly string[]): string {
  return `{${values.map((value, i) => `'f${i}': ${value}`).join(", ")}}`;
}
