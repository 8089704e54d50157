import type { JsonValue } from "../../types/text/json-text.ts";
import { readJson, writeJson } from "../../types/text/json-text.ts";
import { castDoubleText, doubleText } from "../../types/text/number-text.ts";
import { TrinoError } from "../../types/trino-error.ts";
import { findJson } from "./json-path.ts";
import type { Udf } from "./udf.ts";
import { udf } from "./udf.ts";

function scalarText(value: JsonValue | undefined): string | null {
  if (
    value === undefined ||
    value.kind === "null" ||
    value.kind === "array" ||
    value.kind === "object"
  )
    return null;
  if (value.kind === "string") return value.value;
  return value.kind === "number" ? value.text : String(value.value);
}

function size(text: string, path: string): bigint | null {
  const value = findJson(text, path);
  if (value === undefined) return null;
  if (value.kind === "array") return BigInt(value.items.length);
  return value.kind === "object" ? BigInt(value.entries.length) : 0n;
}

function parse(text: string): string {
  const value = readJson(text);
  if (value === undefined)
    throw new TrinoError("INVALID_FUNCTION_ARGUMENT", `Cannot convert value to JSON: '${text}'`);
  return writeJson(value, { sorted: true });
}

function extract(text: string, path: string): string | null {
  const value = findJson(text, path);
  return value === undefined ? null : writeJson(value);
}

function elements(text: string): readonly string[] | null {
  const value = readJson(text);
  if (value === undefined || value.kind === "null") return null;
  if (value.kind !== "array")
    throw new TrinoError(
      "INVALID_CAST_ARGUMENT",
      `Cannot cast to array. Expected a json array, but got ${text}`,
    );
  return value.items.map((item) => writeJson(item));
}

function members(text: string): readonly (readonly [string, JsonValue])[] {
  const value = readJson(text);
  if (value?.kind === "object") return [...new Map(value.entries)];
  throw new TrinoError(
    "INVALID_CAST_ARGUMENT",
    `Cannot cast to map. Expected a json object, but got ${text}`,
  );
}

/** A field of a row: by its name in an object, in any case, or by its place in an array. */
function field(text: string, index: number, name: string): string | null {
  const value = readJson(text);
  if (value?.kind !== "object" && value?.kind !== "array") {
    throw new TrinoError(
      "INVALID_CAST_ARGUMENT",
      `Cannot cast to row. Expected a json array or object, but got ${text}`,
    );
  }
  const found =
    value.kind === "array"
      ? value.items[index]
      : value.entries.findLast(([key]) => key.toLowerCase() === name.toLowerCase())?.[1];
  return found === undefined ? null : writeJson(found);
}

/** A string comes without its quotes, though its type is JSON: so does Trino. */
function arrayGet(text: string, index: bigint): string | null {
  const value = readJson(text);
  if (value?.kind !== "array") return null;
  const item = value.items.at(Number(index));
  if (item === undefined || item.kind === "null") return null;
  return item.kind === "string" ? item.value : writeJson(item);
}

function scalar(text: string): string | null {
  const value = readJson(text);
  if (value?.kind === "array" || value?.kind === "object") {
    throw new TrinoError(
      "INVALID_CAST_ARGUMENT",
      `Cannot cast to varchar. Unexpected token when cast to varchar: ${text[0]}`,
    );
  }
  if (value?.kind === "number" && /[.eE]/.test(value.text))
    return castDoubleText(Number(value.text));
  return scalarText(value);
}

function toInteger(text: string, type: string): bigint | null {
  const value = readJson(text);
  const plain = scalarText(value);
  if (plain === null && value?.kind === "null") return null;
  const boolean = value?.kind === "boolean" ? (value.value ? "1" : "0") : plain;
  const number =
    boolean !== null && /^[+-]?\d+$/.test(boolean) ? BigInt(boolean) : roundedNumber(value);
  if (number === undefined)
    throw new TrinoError("INVALID_CAST_ARGUMENT", `Cannot cast '${text}' to ${type.toUpperCase()}`);
  return number;
}

function roundedNumber(value: JsonValue | undefined): bigint | undefined {
  if (value?.kind !== "number") return undefined;
  const number = Number(value.text);
  return BigInt(Math.sign(number) * Math.round(Math.abs(number)));
}

function toDouble(text: string): number | null {
  const value = readJson(text);
  if (value?.kind === "null") return null;
  if (value?.kind === "boolean") return value.value ? 1 : 0;
  const plain = scalarText(value);
  if (plain === null || !/^\s*[+-]?(\d+(?:\.\d*)?|\.\d+)([eE][+-]?\d+)?\s*$/.test(plain))
    throw new TrinoError("INVALID_CAST_ARGUMENT", `Cannot cast '${text}' to DOUBLE`);
  return Number(plain);
}

/** JSON text in, JSON text or SQL values out; numbers keep the digits they were written with. */
export const JSON_UDFS: readonly Udf[] = [
  udf(
    "trino_json_extract_scalar",
    ["VARCHAR", "VARCHAR"],
    "VARCHAR",
    (text: string, path: string) => scalarText(findJson(text, path)),
  ),
  udf("trino_json_extract", ["VARCHAR", "VARCHAR"], "VARCHAR", extract),
  udf("trino_json_parse", ["VARCHAR"], "VARCHAR", parse),
  udf("trino_json_size", ["VARCHAR", "VARCHAR"], "BIGINT", size),
  udf("trino_json_array_length", ["VARCHAR"], "BIGINT", (text: string) => {
    const value = readJson(text);
    return value?.kind === "array" ? BigInt(value.items.length) : null;
  }),
  udf("trino_json_array_get", ["VARCHAR", "BIGINT"], "VARCHAR", arrayGet),
  udf("trino_is_json_scalar", ["VARCHAR"], "BOOLEAN", (text: string) => {
    const value = readJson(text);
    if (value === undefined)
      throw new TrinoError("INVALID_FUNCTION_ARGUMENT", `Invalid JSON value: ${text}`);
    return value.kind !== "array" && value.kind !== "object";
  }),
  udf("trino_json_elements", ["VARCHAR"], "VARCHAR[]", elements),
  udf("trino_json_keys", ["VARCHAR"], "VARCHAR[]", (text: string) =>
    members(text).map(([key]) => key),
  ),
  udf("trino_json_values", ["VARCHAR"], "VARCHAR[]", (text: string) =>
    members(text).map(([, value]) => writeJson(value)),
  ),
  udf("trino_json_field", ["VARCHAR", "INTEGER", "VARCHAR"], "VARCHAR", field),
  udf("trino_json_scalar", ["VARCHAR"], "VARCHAR", scalar),
  udf("trino_json_string", ["VARCHAR"], "VARCHAR", (text: string) => JSON.stringify(text)),
  udf("trino_json_double", ["DOUBLE"], "VARCHAR", doubleText),
  udf("trino_json_to_integer", ["VARCHAR", "VARCHAR"], "BIGINT", toInteger),
  udf("trino_json_to_double", ["VARCHAR"], "DOUBLE", toDouble),
];
