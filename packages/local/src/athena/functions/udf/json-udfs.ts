import { TrinoError } from "@cloudapi/athena/internal/analysis";
import type { JsonValue } from "../../types/text/json-text.ts";
import { readJson, writeJson } from "../../types/text/json-text.ts";
import { castDoubleText } from "../../types/text/number-text.ts";
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

/** A string comes without its quotes, though its type is JSON: so does Trino. */
function arrayGet(text: string, index: bigint): string | null {
  const value = readJson(text);
  if (value?.kind !== "array") return null;
  const item = value.items.at(Number(index));
  if (item === undefined || item.kind === "null") return null;
  return item.kind === "string" ? item.value : writeJson(item, { string: JSON.stringify });
}

/** Whole numbers are found among numbers without a point, doubles among those with one. */
function arrayContains(text: string, sought: boolean | bigint | number | string): boolean | null {
  const value = readJson(text);
  if (value?.kind !== "array") return null;
  return value.items.some((item) => {
    if (item.kind !== "number") return "value" in item && item.value === sought;
    const whole = !/[.eE]/.test(item.text);
    if (typeof sought === "bigint") return whole && BigInt(item.text) === sought;
    return typeof sought === "number" && !whole && Number(item.text) === sought;
  });
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
  udf("trino_json_array_contains", ["VARCHAR", "ANY"], "BOOLEAN", arrayContains),
  udf("trino_json_array_get", ["VARCHAR", "BIGINT"], "VARCHAR", arrayGet),
  udf("trino_is_json_scalar", ["VARCHAR"], "BOOLEAN", (text: string) => {
    const value = readJson(text);
    if (value === undefined)
      throw new TrinoError("INVALID_FUNCTION_ARGUMENT", `Invalid JSON value: ${text}`);
    return value.kind !== "array" && value.kind !== "object";
  }),
  udf("trino_json_scalar", ["VARCHAR"], "VARCHAR", scalar),
];
