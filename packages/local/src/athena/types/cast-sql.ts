import type { SqlType } from "@cloudapi/athena/internal/analysis";
import {
  asDecimal,
  isFloating,
  isInteger,
  isNested,
  isNumeric,
  partsOf,
  sameType,
} from "@cloudapi/athena/internal/analysis";
import { decimalToFloat, widen } from "./coerce.ts";
import { canCoerce } from "./coerce-type.ts";
import { duckNull, duckNullValue, duckString, duckType } from "./duck.ts";
import { mapOf } from "./map-sql.ts";

/** The cast in DuckDB SQL; `undefined` when Trino has no such cast, `"refused"` when it has and we don't. */
export function castSql(sql: string, from: SqlType, to: SqlType): string | undefined {
  if (sameType(from, to)) return sql;
  if (from.kind === "unknown") return duckNullValue(to);
  if (to.kind === "varchar") return castToVarchar(sql, from, to.length);
  if (from.kind === "json" || to.kind === "json") return castJson(sql, from, to);
  if (from.kind === "varchar") return castFromVarchar(sql, to);
  if (isNumeric(from) && isNumeric(to)) return castNumber(sql, from, to);
  if (from.kind === "boolean" || to.kind === "boolean") return castBoolean(sql, from, to);
  if (to.kind === "timestamp" || to.kind === "timestamp with time zone" || to.kind === "date")
    return castTime(sql, from, to);
  if (from.kind === "array" && to.kind === "array") {
    const element = castPart(from.element, to.element);
    return element === undefined || element === "refused"
      ? element
      : `list_transform(${sql}, lambda e: ${element})`;
  }
  if (from.kind === "row" && to.kind === "row") return castRow(sql, from, to);
  if (from.kind === "map" && to.kind === "map") return castMap(sql, from, to);
  return canCoerce(from, to) ? widen(sql, from, to) : undefined;
}

/** The cast of an element e in a lambda, where DuckDB takes no subquery. */
function castPart(from: SqlType, to: SqlType): string | undefined {
  return from.kind === "unknown" ? duckNull(to) : castSql("e", from, to);
}

type MapType = Extract<SqlType, { kind: "map" }>;

function castMap(sql: string, from: MapType, to: MapType): string | undefined {
  const key = castPart(from.key, to.key);
  const value = castPart(from.value, to.value);
  if (key === undefined || value === undefined) return undefined;
  if (key === "refused" || value === "refused") return "refused";
  const keys = `list_transform(map_keys(${sql}), lambda e: ${key})`;
  const values = `list_transform(map_values(${sql}), lambda e: ${value})`;
  return mapOf(keys, values, "INVALID_CAST_ARGUMENT");
}

function castRow(
  sql: string,
  from: Extract<SqlType, { kind: "row" }>,
  to: Extract<SqlType, { kind: "row" }>,
): string | undefined {
  if (from.fields.length !== to.fields.length) return undefined;
  const fields = to.fields.map((field, i) =>
    castSql(`(${sql}).f${i}`, from.fields[i]?.type ?? field.type, field.type),
  );
  if (fields.includes(undefined)) return undefined;
  if (fields.includes("refused")) return "refused";
  return `CASE WHEN ${sql} IS NULL THEN NULL ELSE struct_pack(${fields.map((field, i) => `f${i} := ${field}`).join(", ")}) END`;
}

function castToVarchar(sql: string, from: SqlType, length: number | undefined): string | undefined {
  const text = textOf(sql, from);
  if (text === undefined || text === "refused" || length === undefined) return text;
  if (from.kind === "varchar")
    return from.length !== undefined && from.length <= length
      ? sql
      : `substr(${sql}, 1, ${length})`;
  return `trino_fit_varchar(${text}, ${length})`;
}

/** Any value as the text Trino's CAST to varchar gives. */
function textOf(sql: string, from: SqlType): string | undefined {
  switch (from.kind) {
    case "varchar":
      return sql;
    case "double":
      return `trino_double_text(${sql})`;
    case "real":
      return `trino_real_text(CAST(${sql} AS DOUBLE))`;
    case "timestamp":
      return timestampText(sql, from.precision);
    case "timestamp with time zone":
      return `(${timestampText(`trino_local(${sql})`, from.precision)} || ' ' || (${sql}).z)`;
    case "interval day to second":
      return `trino_day_interval_text(${sql})`;
    case "interval year to month":
      return `trino_month_interval_text(${sql})`;
    case "json":
      return `trino_json_scalar(${sql})`;
    case "date":
      return `trino_date_text(${sql})`;
    case "boolean":
      return `CAST(${sql} AS VARCHAR)`;
    case "decimal":
      return decimalText(sql, from);
    default:
      return isInteger(from) ? `CAST(${sql} AS VARCHAR)` : undefined;
  }
}

/** DuckDB writes no zero before the point of a type that has no digits there. */
function decimalText(
  sql: string,
  { precision, scale }: { precision: number; scale: number },
): string {
  const text = `CAST(${sql} AS VARCHAR)`;
  return precision > scale ? text : `replace(replace('0' || ${text}, '0-', '-0'), '00.', '0.')`;
}

function timestampText(sql: string, precision: number): string {
  if (precision === 0) return `trino_timestamp_text(${sql}, '-%m-%d %H:%M:%S')`;
  if (precision === 3) return `trino_timestamp_text(${sql}, '-%m-%d %H:%M:%S.%g')`;
  const text = `trino_timestamp_text(${sql}, '-%m-%d %H:%M:%S.%f')`;
  return precision === 6 ? text : `left(${text}, ${precision - 6})`;
}

function castFromVarchar(sql: string, to: SqlType): string | undefined {
  if (isInteger(to)) return `CAST(trino_text_to_integer(${sql}, '${to.kind}') AS ${duckType(to)})`;
  switch (to.kind) {
    case "double":
      return `trino_text_to_double(${sql})`;
    case "real":
      return `CAST(trino_text_to_real(${sql}) AS FLOAT)`;
    case "decimal":
      return `CAST(trino_text_to_decimal(${sql}, ${to.precision}, ${to.scale}) AS ${duckType(to)})`;
    case "boolean":
      return `trino_text_to_boolean(${sql})`;
    case "date":
      return `(DATE '1970-01-01' + trino_text_to_days(${sql}))`;
    case "timestamp":
      return `make_timestamp(trino_text_to_micros(${sql}, ${to.precision}))`;
    case "timestamp with time zone":
      return `trino_unpack(trino_text_to_zoned(${sql}, ${to.precision}))`;
    case "varbinary":
      return "refused";
    default:
      return to.kind.startsWith("interval") ? "refused" : undefined;
  }
}

function castNumber(sql: string, from: SqlType, to: SqlType): string {
  if (isInteger(to)) return integerFrom(sql, from, to);
  if (to.kind === "decimal")
    return isFloating(from) ? decimalFromFloat(sql, from, to) : decimalFrom(sql, from, to);
  if (from.kind === "decimal") return decimalToFloat(sql, from.precision, to);
  return to.kind === "real" && from.kind === "double"
    ? `CAST(trino_double_to_real(${sql}) AS FLOAT)`
    : `CAST(${sql} AS ${duckType(to)})`;
}

/** Trino rounds halves away from zero; DuckDB alone would round a double's halves to even. */
function integerFrom(sql: string, from: SqlType, to: SqlType): string {
  if (isInteger(from)) return `CAST(${sql} AS ${duckType(to)})`;
  if (from.kind === "decimal") return `CAST(round(${sql}, 0) AS ${duckType(to)})`;
  return `CAST(trino_double_to_integer(CAST(${sql} AS DOUBLE), ${duckString(to.kind)}) AS ${duckType(to)})`;
}

/** A whole number or decimal as a decimal; one that doesn't fit is named in the error. */
function decimalFrom(
  sql: string,
  from: SqlType,
  to: Extract<SqlType, { kind: "decimal" }>,
): string {
  const wide = asDecimal(from);
  const duck = duckType(to);
  if (wide !== undefined && wide.precision - wide.scale < to.precision - to.scale)
    return `CAST(${sql} AS ${duck})`;
  const name =
    from.kind === "decimal" ? `DECIMAL(${from.precision}, ${from.scale})` : from.kind.toUpperCase();
  const message = `${duckString(`Cannot cast ${name} '`)} || ${sql} || ${duckString(`' to DECIMAL(${to.precision}, ${to.scale})`)}`;
  const failed = `CAST(trino_fail('INVALID_CAST_ARGUMENT', ${message}) AS ${duck})`;
  return `(CASE WHEN ${sql} IS NULL OR TRY_CAST(${sql} AS ${duck}) IS NOT NULL THEN TRY_CAST(${sql} AS ${duck}) ELSE ${failed} END)`;
}

function decimalFromFloat(
  sql: string,
  from: SqlType,
  to: Extract<SqlType, { kind: "decimal" }>,
): string {
  const name = from.kind === "real" ? "trino_real_to_decimal" : "trino_double_to_decimal";
  return `CAST(${name}(CAST(${sql} AS DOUBLE), ${to.precision}, ${to.scale}) AS ${duckType(to)})`;
}

function castBoolean(sql: string, from: SqlType, to: SqlType): string | undefined {
  if (from.kind === "boolean" && isNumeric(to))
    return `CAST(CAST(${sql} AS INTEGER) AS ${duckType(to)})`;
  return to.kind === "boolean" && isNumeric(from) ? `(${sql} <> 0)` : undefined;
}

function castTime(sql: string, from: SqlType, to: SqlType): string | undefined {
  const local = from.kind === "timestamp with time zone" ? `trino_local(${sql})` : sql;
  if (from.kind !== "date" && from.kind !== "timestamp" && from.kind !== "timestamp with time zone")
    return undefined;
  if (to.kind === "date") return `CAST(${local} AS DATE)`;
  if (from.kind === "date") return widen(sql, from, to);
  const rounds = "precision" in from && "precision" in to && to.precision < from.precision;
  if (to.kind === "timestamp") return rounds ? roundTimestamp(local, to.precision) : local;
  if (to.kind !== "timestamp with time zone") return undefined;
  if (from.kind === "timestamp")
    return `trino_zoned(${rounds ? roundTimestamp(sql, to.precision) : sql}, 'UTC')`;
  return rounds ? `trino_zoned(${roundTimestamp(`(${sql}).t`, to.precision)}, (${sql}).z)` : sql;
}

function roundTimestamp(sql: string, precision: number): string {
  return `trino_round_timestamp(${sql}, ${10 ** (6 - precision)})`;
}

function castJson(sql: string, from: SqlType, to: SqlType): string | undefined {
  if (to.kind === "json") return jsonSql(sql, from);
  const kind = readsJson(to);
  if (kind !== true) return kind;
  const text = `trino_json_cast(${sql}, ${typeText(to)})`;
  return isNested(to)
    ? `CAST(CAST(${text} AS JSON) AS ${duckType(to)})`
    : `CAST(${text} AS ${duckType(to)})`;
}

function jsonSql(sql: string, from: SqlType): string | undefined {
  const kind = writesJson(from);
  if (kind !== true) return kind;
  return from.kind === "boolean" || isInteger(from)
    ? `CAST(${sql} AS VARCHAR)`
    : `trino_json_of(${sql}, ${typeText(from)})`;
}

/** A type as the functions in JavaScript are told of it. */
function typeText(type: SqlType): string {
  return duckString(JSON.stringify(type));
}

const IN_JSON: readonly SqlType["kind"][] = ["unknown", "boolean", "real", "double", "decimal"];

/** Whether a type can be cast from JSON, `undefined` when Trino can't, `"refused"` when only we can't. */
function readsJson(to: SqlType): true | "refused" | undefined {
  if (isNested(to)) {
    const parts = to.kind === "map" ? [to.value] : partsOf(to);
    if (to.kind === "map" && !IN_JSON.includes(to.key.kind) && !isInteger(to.key))
      if (to.key.kind !== "varchar" || to.key.length !== undefined) return "refused";
    return worst(parts.map(readsJson));
  }
  // Trino fails on what is longer, with an error that has no name.
  if (to.kind === "varchar") return to.length === undefined ? true : "refused";
  return IN_JSON.includes(to.kind) || isInteger(to) || to.kind === "json" ? true : undefined;
}

function writesJson(from: SqlType): true | "refused" | undefined {
  if (isNested(from)) {
    if (from.kind !== "map") return worst(partsOf(from).map(writesJson));
    const { kind } = from.key;
    if (["array", "map", "row", "varbinary", "timestamp with time zone"].includes(kind))
      return undefined;
    const known = IN_JSON.includes(kind) || isInteger(from.key) || kind === "varchar";
    return known ? writesJson(from.value) : "refused";
  }
  const written = IN_JSON.includes(from.kind) || isInteger(from);
  return written || ["varchar", "json", "date", "timestamp"].includes(from.kind) ? true : undefined;
}

function worst(found: readonly (true | "refused" | undefined)[]): true | "refused" | undefined {
  if (found.includes(undefined)) return undefined;
  return found.includes("refused") ? "refused" : true;
}
