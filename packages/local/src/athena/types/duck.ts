import type { Position, SqlType } from "@cloudapi/athena/internal/analysis";
import { holdsMap, notSupported } from "@cloudapi/athena/internal/analysis";

const SIMPLE: Partial<Record<SqlType["kind"], string>> = {
  unknown: "INTEGER",
  boolean: "BOOLEAN",
  tinyint: "TINYINT",
  smallint: "SMALLINT",
  integer: "INTEGER",
  bigint: "BIGINT",
  real: "FLOAT",
  double: "DOUBLE",
  varchar: "VARCHAR",
  varbinary: "BLOB",
  date: "DATE",
  json: "VARCHAR",
  timestamp: "TIMESTAMP",
  "timestamp with time zone": "STRUCT(t TIMESTAMP, z VARCHAR)",
  "interval day to second": "BIGINT",
  "interval year to month": "INTEGER",
};

/**
 * The DuckDB type that holds values of an Athena type. A timestamp with time zone is its UTC
 * instant and its zone; a day-to-second interval is milliseconds, a year-to-month one months; JSON
 * is its canonical text; the fields of a row are f0, f1, ...
 */
export function duckType(type: SqlType, at?: Position): string {
  const simple = SIMPLE[type.kind];
  if (simple !== undefined) return simple;
  switch (type.kind) {
    case "decimal":
      return `DECIMAL(${type.precision},${type.scale})`;
    case "array":
      return `${duckType(type.element, at)}[]`;
    case "map":
      if (holdsMap(type.key)) throw notSupported("maps whose keys hold maps", at);
      return `MAP(${duckType(type.key, at)}, ${duckType(type.value, at)})`;
    case "row":
      return `STRUCT(${type.fields.map((field, i) => `f${i} ${duckType(field.type, at)}`).join(", ")})`;
    default:
      throw notSupported(`values of type ${type.kind}`, at);
  }
}

/** A text as a DuckDB string literal. */
export function duckString(text: string): string {
  if (text.includes("\0"))
    return text
      .split("\0")
      .map((part) => `'${part.replaceAll("'", "''")}'`)
      .join(" || chr(0) || ");
  return `'${text.replaceAll("'", "''")}'`;
}

export function duckNull(type: SqlType): string {
  return `CAST(NULL AS ${duckType(type)})`;
}

/** A null that stands alone: DuckDB forgets the types of a struct's fields where it sees that the struct is null. */
export function duckNullValue(type: SqlType): string {
  if (type.kind === "timestamp with time zone") return `(SELECT ${duckNull(type)})`;
  return type.kind === "row" ? `CAST([] AS ${duckType(type)}[])[1]` : duckNull(type);
}
