import type { SqlType } from "@cloudapi/athena/internal/analysis";
import { formatType, notSupported, TrinoError } from "@cloudapi/athena/internal/analysis";
import type { CatalogTable } from "../../catalog/catalog-types.ts";
import { OPENX_JSON_SERDE } from "../../catalog/storage-formats.ts";
import type { JsonValue } from "../../types/text/json-text.ts";
import { readJson, writeJson } from "../../types/text/json-text.ts";
import { bigDecimalText, jsonScalar } from "./json-scalar.ts";
import type { LineReader, TextColumn } from "./text-format.ts";

/**
 * The JSON SerDes: an object per line, keys in any case.
 *
 * OpenX: a value that isn't of its column's type is null, an array at the top gives the columns in order,
 * a blank line a row of nulls; any other line stops the query, or is a row of nulls with
 * `ignore.malformed.json`. Hive's own is strict: a wrong type or a blank line stops the query.
 */
export function jsonReader(table: CatalogTable, columns: readonly TextColumn[]): LineReader {
  const properties = table.storage.serdeProperties;
  const openx = table.storage.serde === OPENX_JSON_SERDE;
  const lenient = openx && properties["ignore.malformed.json"]?.toLowerCase() === "true";
  for (const name of Object.keys(properties))
    if (name === "dots.in.keys" || name === "explicit.null")
      throw notSupported(`the SerDe property ${name}`);
  const keys = columns.map((column) =>
    (properties[`mapping.${column.name}`] ?? column.name).toLowerCase(),
  );
  return (line) => {
    const blank = line.trim() === "";
    const value = blank ? undefined : readJson(line);
    if (openx && value?.kind === "array")
      return columns.map((column) => readMember(value.items[column.index], column, openx));
    if (value?.kind === "object") {
      const members = new Map(value.entries.map(([key, member]) => [key.toLowerCase(), member]));
      return columns.map((column, i) => readMember(members.get(keys[i] ?? ""), column, openx));
    }
    if (lenient || (openx && blank)) return columns.map(() => null);
    throw new TrinoError("HIVE_CURSOR_ERROR", `Row is not a valid JSON Object - ${cut(line)}`);
  };
}

function cut(line: string): string {
  return line.length > 100 ? `${line.slice(0, 100)}...` : line;
}

function readMember(
  value: JsonValue | undefined,
  column: TextColumn,
  openx: boolean,
): string | null {
  if (value === undefined || value.kind === "null") return null;
  const text = convert(value, column.type, openx);
  if (text !== undefined || openx) return text ?? null;
  throw new TrinoError(
    "HIVE_CURSOR_ERROR",
    `Error parsing JSON value ${cut(writeJson(value))} of column ${column.name} as ${formatType(column.type)}`,
  );
}

/** A JSON value as text for a cast: a nested one as JSON whose rows have fields f0, f1, ... */
function convert(value: JsonValue, type: SqlType, openx: boolean): string | undefined {
  if (type.kind === "array") return convertArray(value, type, openx);
  if (type.kind === "map") return convertMap(value, type, openx);
  if (type.kind === "row") return convertRow(value, type, openx);
  if (value.kind !== "array" && value.kind !== "object") return jsonScalar(value, type, openx);
  return openx && type.kind === "varchar"
    ? writeJson(value, { number: bigDecimalText, string: JSON.stringify })
    : undefined;
}

/** OpenX takes a lone value as an array of one. */
function convertArray(
  value: JsonValue,
  type: Extract<SqlType, { kind: "array" }>,
  openx: boolean,
): string | undefined {
  if (value.kind !== "array" && !openx) return undefined;
  const items = (value.kind === "array" ? value.items : [value]).map((item) =>
    element(item, type.element, openx),
  );
  return items.includes(undefined) ? undefined : `[${items.join(",")}]`;
}

function convertMap(
  value: JsonValue,
  type: Extract<SqlType, { kind: "map" }>,
  openx: boolean,
): string | undefined {
  if (value.kind !== "object") return undefined;
  const pairs = value.entries.map(
    ([key, item]) => [JSON.stringify(key), element(item, type.value, openx)] as const,
  );
  return pairs.some(([, item]) => item === undefined)
    ? undefined
    : `{${pairs.map(([key, item]) => `${key}:${item}`).join(",")}}`;
}

function convertRow(
  value: JsonValue,
  type: Extract<SqlType, { kind: "row" }>,
  openx: boolean,
): string | undefined {
  if (value.kind !== "object") return undefined;
  const members = new Map(value.entries.map(([key, member]) => [key.toLowerCase(), member]));
  const fields = type.fields.map((field) =>
    element(members.get(field.name?.toLowerCase() ?? "") ?? { kind: "null" }, field.type, openx),
  );
  return fields.includes(undefined)
    ? undefined
    : `{${fields.map((field, i) => `"f${i}":${field}`).join(",")}}`;
}

function element(value: JsonValue, type: SqlType, openx: boolean): string | undefined {
  if (value.kind === "null") return "null";
  const text = convert(value, type, openx);
  if (text === undefined) return openx ? "null" : undefined;
  return type.kind === "array" || type.kind === "row" || type.kind === "map"
    ? text
    : JSON.stringify(text);
}
