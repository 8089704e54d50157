import type { RowField, SqlType } from "@cloudapi/athena/internal/analysis";
import { formatType, TrinoError } from "@cloudapi/athena/internal/analysis";
import type { JsonValue } from "../../../types/text/json-text.ts";
import { writeJson } from "../../../types/text/json-text.ts";
import { castDoubleText } from "../../../types/text/number-text.ts";
import { decimalOfJson, doubleOfJson, integerOfJson } from "./number-of-json.ts";

/**
 * A JSON value as DuckDB reads a type from JSON: rows with fields f0, f1, ..., scalars as texts; what Trino's CAST from
 * JSON gives.
 *
 * @throws {TrinoError} INVALID_CAST_ARGUMENT for a value that is none of the type
 */
export function valueOfJson(value: JsonValue, type: SqlType): string {
  if (type.kind === "json") return JSON.stringify(writeJson(value));
  if (value.kind === "null") return "null";
  switch (type.kind) {
    case "array":
      if (value.kind !== "array") throw unexpected(value, type, "a json array");
      return `[${value.items.map((item) => valueOfJson(item, type.element)).join(",")}]`;
    case "map":
      return mapOfJson(value, type);
    case "row":
      return rowOfJson(value, type);
    default:
      return JSON.stringify(scalarOfJson(value, type));
  }
}

function mapOfJson(value: JsonValue, type: Extract<SqlType, { kind: "map" }>): string {
  if (value.kind !== "object") throw unexpected(value, type, "a json object");
  const members = new Map(
    value.entries.map(([key, item]) => [
      scalarOfJson({ kind: "string", value: key }, type.key),
      item,
    ]),
  );
  const pairs = [...members].map(
    ([key, item]) => `${JSON.stringify(key)}:${valueOfJson(item, type.value)}`,
  );
  return `{${pairs.join(",")}}`;
}

/** By name from an object, in any case; by place from an array of the same length. */
function rowOfJson(value: JsonValue, type: Extract<SqlType, { kind: "row" }>): string {
  if (value.kind === "array" && value.items.length !== type.fields.length)
    throw unexpected(value, type, `a json array of ${type.fields.length} elements`);
  if (value.kind !== "array" && value.kind !== "object")
    throw unexpected(value, type, "a json array or object");
  const found = value.kind === "array" ? value.items : byName(value, type.fields, type);
  const parts = type.fields.map(
    (field, i) => `"f${i}":${valueOfJson(found[i] ?? { kind: "null" }, field.type)}`,
  );
  return `{${parts.join(",")}}`;
}

function byName(
  value: Extract<JsonValue, { kind: "object" }>,
  fields: readonly RowField[],
  type: SqlType,
): (JsonValue | undefined)[] {
  if (fields.some((field) => field.name === undefined))
    throw unexpected(value, type, "a json array, as the row's fields have no names");
  const members = new Map<string, JsonValue>();
  const exact = new Map<string, string>();
  for (const [key, item] of value.entries) {
    const name = key.toLowerCase();
    if ((exact.get(name) ?? key) !== key)
      throw unexpected(value, type, `one field named ${name}, in any case`);
    exact.set(name, key);
    members.set(name, item);
  }
  return fields.map((field) => members.get(field.name?.toLowerCase() ?? ""));
}

/** A scalar as text that DuckDB reads as the type. */
export function scalarOfJson(value: JsonValue, type: SqlType): string {
  if (value.kind === "array" || value.kind === "object" || value.kind === "null")
    throw unexpected(value, type, "a scalar");
  switch (type.kind) {
    case "varchar":
      return textOfJson(value);
    case "boolean":
      return booleanOfJson(value);
    case "decimal":
      return decimalOfJson(value, type);
    case "double":
      return duckDouble(doubleOfJson(value, "DOUBLE"));
    case "real":
      return duckDouble(Math.fround(doubleOfJson(value, "REAL")));
    default:
      return integerOfJson(value, type).toString();
  }
}

function duckDouble(value: number): string {
  return String(value).replace("Infinity", "inf").replace("NaN", "nan");
}

function textOfJson(value: JsonValue): string {
  if (value.kind === "string") return value.value;
  if (value.kind === "number")
    return /[.eE]/.test(value.text) ? castDoubleText(Number(value.text)) : value.text;
  return writeJson(value);
}

function booleanOfJson(value: JsonValue): string {
  if (value.kind === "boolean") return String(value.value);
  if (value.kind === "number") return String(Number(value.text) !== 0);
  const text = value.kind === "string" ? value.value.toLowerCase() : "";
  if (["true", "t", "1"].includes(text)) return "true";
  if (["false", "f", "0"].includes(text)) return "false";
  throw unexpected(value, { kind: "boolean" }, "true or false");
}

function unexpected(value: JsonValue, type: SqlType, wanted: string): TrinoError {
  return new TrinoError(
    "INVALID_CAST_ARGUMENT",
    `Cannot cast to ${formatType(type)}. Expected ${wanted}, but got ${cut(writeJson(value))}`,
  );
}

function cut(text: string): string {
  return text.length > 100 ? `${text.slice(0, 100)}...` : text;
}
