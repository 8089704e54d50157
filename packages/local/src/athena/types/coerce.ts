import type { SqlType, TypedSql } from "@cloudapi/athena/internal/analysis";
import { sameType } from "@cloudapi/athena/internal/analysis";
import { duckNull, duckType } from "./duck.ts";

/** A value widened to a type it can always become; the caller has checked that it can. */
export function coerce(value: TypedSql, to: SqlType): string {
  return widen(value.sql, value.type, to);
}

export function widen(sql: string, from: SqlType, to: SqlType): string {
  if (sameType(from, to)) return sql;
  if (from.kind === "unknown") return duckNull(to);
  if (to.kind === "varchar" || duckType(from) === duckType(to)) return sql;
  if (to.kind === "timestamp with time zone") return widenToZoned(sql, from);
  if (from.kind === "decimal" && (to.kind === "double" || to.kind === "real"))
    return decimalToFloat(sql, from.precision, to);
  if (from.kind === "row" && to.kind === "row") return widenRow(sql, from, to);
  if (from.kind === "array" && to.kind === "array")
    return `list_transform(${sql}, lambda e: ${widen("e", from.element, to.element)})`;
  return `CAST(${sql} AS ${duckType(to)})`;
}

function widenToZoned(sql: string, from: SqlType): string {
  return `trino_zoned(${from.kind === "date" ? `CAST(${sql} AS TIMESTAMP)` : sql}, 'UTC')`;
}

/** DuckDB divides the digits by a power of ten, which is exact only while the digits fit a double. */
export function decimalToFloat(sql: string, precision: number, to: SqlType): string {
  const text = precision <= 15 ? sql : `CAST(${sql} AS VARCHAR)`;
  return `CAST(${text} AS ${duckType(to)})`;
}

function widenRow(
  sql: string,
  from: Extract<SqlType, { kind: "row" }>,
  to: Extract<SqlType, { kind: "row" }>,
): string {
  const fields = to.fields.map((field, i) => {
    const source = from.fields[i];
    return `f${i} := ${source === undefined ? "NULL" : widen(`(${sql}).f${i}`, source.type, field.type)}`;
  });
  return `CASE WHEN ${sql} IS NULL THEN NULL ELSE struct_pack(${fields.join(", ")}) END`;
}
