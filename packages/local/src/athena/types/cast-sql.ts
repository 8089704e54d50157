import { decimalToFloat, widen } from "./coerce.ts";
import { canCoerce } from "./coerce-type.ts";
import { duckNullValue, duckString, duckType } from "./duck.ts";
import type { SqlType } from "./types.ts";
import { asDecimal, isFloating, isInteger, isNumeric, sameType } from "./types.ts";

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
    const element = castSql("e", from.element, to.element);
    return element === undefined || element === "refused"
      ? element
      : `list_transform(${sql}, lambda e: ${element})`;
  }
  if (from.kind === "row" && to.kind === "row") return castRow(sql, from, to);
  if (canCoerce(from, to)) return widen(sql, from, to);
  return from.kind === "map" && to.kind === "map" ? "refused" : undefined;
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
  if (to.kind === "json") {
    if (from.kind === "varchar") return `trino_json_string(${sql})`;
    if (from.kind === "boolean" || isInteger(from)) return `CAST(${sql} AS VARCHAR)`;
    if (from.kind === "double") return `trino_json_double(${sql})`;
    return "refused";
  }
  const scalar = `trino_json_scalar(${sql})`;
  if (isInteger(to)) return `CAST(trino_json_to_integer(${sql}, '${to.kind}') AS ${duckType(to)})`;
  if (to.kind === "double") return `trino_json_to_double(${sql})`;
  if (to.kind === "boolean") return `trino_text_to_boolean(${scalar})`;
  if (to.kind === "array" || to.kind === "map" || to.kind === "row") return castJsonNested(sql, to);
  return "refused";
}

/** Arrays, maps with text keys, and rows (by name from an object, by place from an array). */
function castJsonNested(sql: string, to: SqlType): string | undefined {
  const json: SqlType = { kind: "json" };
  if (to.kind === "array") {
    const element = castSql("e", json, to.element);
    if (element === undefined || element === "refused") return element;
    return `list_transform(trino_json_elements(${sql}), lambda e: ${element})`;
  }
  if (to.kind === "map") return castJsonMap(sql, to);
  if (to.kind !== "row") return "refused";
  const fields = to.fields.map((field, i) =>
    castSql(`trino_json_field(${sql}, ${i}, ${duckString(field.name ?? "")})`, json, field.type),
  );
  if (fields.includes("refused")) return "refused";
  const parts = fields.map((field, i) => `f${i} := ${field}`).join(", ");
  return `CASE WHEN ${sql} IS NULL OR ${sql} = 'null' THEN NULL ELSE struct_pack(${parts}) END`;
}

function castJsonMap(sql: string, to: Extract<SqlType, { kind: "map" }>): string | undefined {
  const value = castSql("e", { kind: "json" }, to.value);
  if (to.key.kind !== "varchar" || value === undefined || value === "refused") return "refused";
  return `CASE WHEN ${sql} IS NULL OR ${sql} = 'null' THEN NULL ELSE map(trino_json_keys(${sql}), list_transform(trino_json_values(${sql}), lambda e: ${value})) END`;
}
