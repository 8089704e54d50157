import { readTimestamp, readZonedTimestamp } from "./read-timestamp.ts";

/** A value of a result without a schema. */
export type AthenaValue = string | number | bigint | boolean | Uint8Array | null;

/** Reads the text of a value; `undefined` when it is not written as its type is. */
export type CellReader = (text: string) => AthenaValue | undefined;

/**
 * How values of an Athena type are read, by the type's name (`decimal(10,2)` and `decimal` alike).
 *
 * Integers are numbers, bigint is bigint, decimal is text, date is `YYYY-MM-DD`, timestamps are RFC 3339 text in
 * UTC, varbinary is bytes. Arrays, maps, rows, json, time, intervals and whatever else stay the text that Athena
 * gives; for the nested ones it is not reversible, so select `json_format(CAST(x AS json))` instead.
 */
export function cellReaderOf(type: string): CellReader {
  const name = type
    .toLowerCase()
    .replaceAll(/(?<!\s)\s*\([^()]*\)/g, "")
    .trim();
  return Object.hasOwn(READERS, name) ? (READERS[name] ?? readText) : readText;
}

const INTEGER = /^-?\d+$/;
const FLOAT = /^(?:-?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?|-?Infinity|NaN)$/;

const READERS: Readonly<Record<string, CellReader>> = {
  tinyint: readInteger,
  smallint: readInteger,
  int: readInteger,
  integer: readInteger,
  bigint: (text) => (INTEGER.test(text) ? BigInt(text) : undefined),
  float: (text) => (FLOAT.test(text) ? Math.fround(Number(text)) : undefined),
  real: (text) => (FLOAT.test(text) ? Math.fround(Number(text)) : undefined),
  double: (text) => (FLOAT.test(text) ? Number(text) : undefined),
  boolean: (text) => (text === "true" ? true : text === "false" ? false : undefined),
  timestamp: (text) => readTimestamp(text),
  "timestamp without time zone": (text) => readTimestamp(text),
  "timestamp with time zone": readZonedTimestamp,
  varbinary: readBytes,
};

function readText(text: string): string {
  return text;
}

function readInteger(text: string): number | undefined {
  return INTEGER.test(text) ? Number(text) : undefined;
}

/** Bytes as Athena prints them: `68 65 6c 6c 6f`. */
function readBytes(text: string): Uint8Array | undefined {
  const digits = text.replaceAll(" ", "");
  if (digits.length % 2 !== 0 || !/^[0-9a-fA-F]*$/.test(digits)) return undefined;
  return Uint8Array.from(digits.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}
