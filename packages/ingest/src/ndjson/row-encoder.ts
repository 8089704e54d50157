import type { Column, DataType } from "@cloudapi/core";

/** Writes a checked row as a line of JSON, without its end. */
export type RowEncoder = (row: Readonly<Record<string, unknown>>) => string;

type ValueEncoder = (value: unknown) => string;

/**
 * How rows of a dataset stand in NDJSON: text, dates and times as text, whole numbers as numbers up to 2^53 and as text beyond, decimals
 * as numbers where a double has exactly that value and as text otherwise, what is no number (NaN, infinities) as text. A field that
 * a row lacks is left out.
 */
export function rowEncoder(columns: readonly Column[]): RowEncoder {
  return structEncoder(columns);
}

function structEncoder(
  fields: readonly { readonly name: string; readonly type: DataType }[],
): (row: Readonly<Record<string, unknown>>) => string {
  const parts = fields.map(({ name, type }) => ({
    name,
    start: `${JSON.stringify(name)}:`,
    encode: valueEncoder(type),
  }));
  return (row) => {
    let text = "";
    for (const { name, start, encode } of parts) {
      const value = row[name];
      if (value === undefined) continue;
      text += (text === "" ? "{" : ",") + start + (value === null ? "null" : encode(value));
    }
    return text === "" ? "{}" : `${text}}`;
  };
}

/** Writes a value of a type that is there. */
export function valueEncoder(type: DataType): ValueEncoder {
  switch (type.kind) {
    case "boolean":
      return String;
    case "int32":
    case "float":
    case "double":
      return numberText;
    case "int64":
      return integerText;
    case "decimal":
      return (value) => decimalText(value as string);
    case "struct":
      return structEncoder(type.fields) as ValueEncoder;
    case "list":
      return listEncoder(type.element);
    case "map":
      return mapEncoder(type.value);
    default:
      return textJson;
  }
}

function listEncoder(element: DataType): ValueEncoder {
  const encode = orNull(valueEncoder(element));
  return (value) => `[${(value as readonly unknown[]).map(encode).join(",")}]`;
}

function mapEncoder(type: DataType): ValueEncoder {
  const encode = orNull(valueEncoder(type));
  return (value) => {
    const entries = Object.entries(value as object);
    return `{${entries.map(([key, each]) => `${JSON.stringify(key)}:${encode(each)}`).join(",")}}`;
  };
}

function orNull(encode: ValueEncoder): ValueEncoder {
  return (value) => (value === null || value === undefined ? "null" : encode(value));
}

/** What JSON has to escape; lone surrogates are for `JSON.stringify` to tell from pairs. */
const ESCAPED = /["\\\u0000-\u001f\ud800-\udfff]/;

/** Text as JSON has it. */
export function textJson(value: unknown): string {
  return typeof value === "string" && !ESCAPED.test(value) ? `"${value}"` : JSON.stringify(value);
}

/** A number; what JSON has no number for as text. */
export function numberText(value: unknown): string {
  if (value === 0) return Object.is(value, -0) ? "-0.0" : "0";
  return Number.isFinite(value) ? String(value) : `"${String(value)}"`;
}

const MOST = BigInt(Number.MAX_SAFE_INTEGER);

/** A whole number; past 2^53 as text. */
export function integerText(value: unknown): string {
  const isSafe =
    typeof value === "bigint"
      ? value <= MOST && value >= -MOST
      : Number.isSafeInteger(Number(value));
  return isSafe ? String(value) : `"${String(value)}"`;
}

/** A number from 1 on, of so few digits that a double tells each from every other. */
const SURELY_EXACT = /^-?[1-9]\d{0,8}(?:\.\d{1,6})?$/;

/** `12.30` is 12.3, which a double has; `0.1234567890123456789` stays text. */
export function decimalText(text: string): string {
  const shortest = text.includes(".") ? withoutZeros(text) : text;
  return SURELY_EXACT.test(text) || String(Number(shortest)) === shortest ? shortest : `"${text}"`;
}

function withoutZeros(text: string): string {
  let end = text.length;
  while (text[end - 1] === "0") end--;
  if (text[end - 1] === ".") end--;
  return text.slice(0, end);
}
