import type { Cursor } from "../cursor.ts";
import {
  acceptSymbol,
  acceptWords,
  atIdentifier,
  atSymbol,
  atWords,
  expectSymbol,
  expectWords,
  identifier,
  list,
  mismatch,
  next,
  peek,
} from "../cursor.ts";
import type { Position } from "../trino-error.ts";
import { notSupported, TrinoError } from "../trino-error.ts";
import type { RowField, SqlType } from "../types.ts";

const SIMPLE: Record<string, SqlType["kind"]> = {
  boolean: "boolean",
  tinyint: "tinyint",
  smallint: "smallint",
  integer: "integer",
  int: "integer",
  bigint: "bigint",
  real: "real",
  double: "double",
  varbinary: "varbinary",
  date: "date",
  json: "json",
};

const REFUSED = new Set([
  "time",
  "uuid",
  "ipaddress",
  "ipprefix",
  "hyperloglog",
  "p4hyperloglog",
  "qdigest",
  "tdigest",
  "setdigest",
  "geometry",
  "sphericalgeography",
  "function",
  "color",
]);

/**
 * A type of Athena SQL as written in CAST: `decimal(10, 2)`, `array(varchar)`, `row(a integer)`.
 *
 * @param at where an unknown type is reported: the CAST it belongs to
 */
export function parseType(cursor: Cursor, at: Position = peek(cursor)): SqlType {
  let type = parseBaseType(cursor, at);
  while (acceptWords(cursor, "ARRAY")) type = { kind: "array", element: type };
  return type;
}

function parseBaseType(cursor: Cursor, at: Position): SqlType {
  const token = peek(cursor);
  if (token.kind !== "word" && token.kind !== "quoted") throw mismatch(cursor, "<type>");
  next(cursor);
  const name = token.value.toLowerCase();
  if (name === "double") acceptWords(cursor, "PRECISION");
  const simple = SIMPLE[name];
  if (simple !== undefined) return { kind: simple } as SqlType;
  if (name === "timestamp") return timestamp(cursor);
  if (name === "interval") return interval(cursor);
  if (name === "varchar") return { kind: "varchar", length: numbers(cursor)[0] };
  if (name === "char") return { kind: "char", length: numbers(cursor)[0] ?? 1 };
  if (["decimal", "dec", "numeric"].includes(name)) return decimal(cursor, token);
  if (name === "array")
    return { kind: "array", element: wrapped(cursor, () => parseType(cursor, at)) };
  if (name === "map") return wrapped(cursor, () => mapOf(cursor));
  if (name === "row") return { kind: "row", fields: wrapped(cursor, () => list(cursor, rowField)) };
  if (REFUSED.has(name)) throw notSupported(`the type ${name}`, token);
  throw new TrinoError("TYPE_MISMATCH", `Unknown type: ${token.value}`, at);
}

function mapOf(cursor: Cursor): SqlType {
  const key = parseType(cursor);
  expectSymbol(cursor, ",");
  return { kind: "map", key, value: parseType(cursor) };
}

function rowField(cursor: Cursor): RowField {
  const named =
    atIdentifier(cursor) &&
    ["word", "quoted"].includes(peek(cursor, 1).kind) &&
    !atWords(cursor, "DOUBLE", "PRECISION") &&
    !atSymbol(cursor, "(", 1);
  if (!named || atWords(cursor, "TIMESTAMP", "WITH"))
    return { name: undefined, type: parseType(cursor) };
  const { name: written, quoted } = identifier(cursor);
  const name = quoted ? written : written.toLowerCase();
  return { name, type: parseType(cursor) };
}

function wrapped<T>(cursor: Cursor, inner: () => T): T {
  const angle = acceptSymbol(cursor, "<");
  if (!angle) expectSymbol(cursor, "(");
  const value = inner();
  expectSymbol(cursor, angle ? ">" : ")");
  return value;
}

function timestamp(cursor: Cursor): SqlType {
  const at = peek(cursor);
  const precision = numbers(cursor)[0] ?? 3;
  if (precision > 6)
    throw notSupported(`timestamps finer than microseconds (timestamp(${precision}))`, at);
  if (acceptWords(cursor, "WITHOUT")) expectWords(cursor, "TIME", "ZONE");
  else if (acceptWords(cursor, "WITH")) {
    expectWords(cursor, "TIME", "ZONE");
    return { kind: "timestamp with time zone", precision };
  }
  return { kind: "timestamp", precision };
}

function interval(cursor: Cursor): SqlType {
  if (acceptWords(cursor, "YEAR", "TO", "MONTH")) return { kind: "interval year to month" };
  expectWords(cursor, "DAY", "TO", "SECOND");
  return { kind: "interval day to second" };
}

function decimal(cursor: Cursor, at: { line: number; column: number }): SqlType {
  const [precision = 38, scale = 0] = numbers(cursor);
  if (precision < 1 || precision > 38) {
    throw new TrinoError(
      "INVALID_FUNCTION_ARGUMENT",
      `DECIMAL precision must be in range [1, 38]: ${precision}`,
      at,
    );
  }
  if (scale > precision) {
    throw new TrinoError(
      "INVALID_FUNCTION_ARGUMENT",
      `DECIMAL scale must be in range [0, precision (${precision})]: ${scale}`,
      at,
    );
  }
  return { kind: "decimal", precision, scale };
}

function numbers(cursor: Cursor): number[] {
  if (!atSymbol(cursor, "(") || peek(cursor, 1).kind !== "integer") return [];
  next(cursor);
  const values = list(cursor, (inner) => Number(next(inner).text));
  expectSymbol(cursor, ")");
  return values;
}
