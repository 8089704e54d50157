import type { Expression, Position, SqlType } from "@cloudapi/athena/internal/analysis";
import {
  BIGINT,
  BOOLEAN,
  DATE,
  DOUBLE,
  decimalType,
  INTEGER,
  notSupported,
  REAL,
  TrinoError,
  timestampType,
  UNKNOWN,
  VARBINARY,
  VARCHAR,
  varcharType,
  zonedType,
} from "@cloudapi/athena/internal/analysis";
import { duckString } from "../../types/duck.ts";
import { readJson, writeJson } from "../../types/text/json-text.ts";
import type { TimestampText } from "../../types/text/time-text.ts";
import {
  parseDateText,
  parseIntervalText,
  parseTimestampText,
} from "../../types/text/time-text.ts";
import { isSkipped } from "../../types/text/zone.ts";
import type { Piece } from "../scope/compilation.ts";

type Literal = Extract<
  Expression,
  { kind: "null" | "boolean" | "string" | "binary" | "number" | "typed" | "interval" }
>;

/** A literal as a DuckDB constant of exactly its Trino type. */
export function compileLiteral(node: Literal): Piece {
  switch (node.kind) {
    case "null":
      return { sql: "NULL", type: UNKNOWN };
    case "boolean":
      return { sql: node.value ? "TRUE" : "FALSE", type: BOOLEAN };
    case "string":
      return { sql: duckString(node.value), type: varcharType(Array.from(node.value).length) };
    case "binary":
      return binary(node.hex, node.at);
    case "number":
      return numberLiteral(node.form, node.text, node.at);
    case "typed":
      return typedLiteral(node.type, node.value, node.at);
    case "interval":
      return interval(node);
  }
}

function binary(hex: string, at: Position): Piece {
  if (!/^([0-9a-fA-F]{2})*$/.test(hex))
    throw new TrinoError(
      "SYNTAX_ERROR",
      "Binary literal must contain an even number of hexadecimal digits",
      at,
    );
  return { sql: `unhex('${hex}')`, type: VARBINARY };
}

/** In Athena `1.5` is a double, unlike in plain Trino; a decimal is written `DECIMAL '1.5'`. */
function numberLiteral(form: "integer" | "decimal" | "double", text: string, at: Position): Piece {
  if (form !== "integer")
    return { sql: `CAST('${text}' AS DOUBLE)`, type: DOUBLE, constant: Number(text) };
  const value = BigInt(text);
  if (value > 9223372036854775807n || value < -9223372036854775808n)
    throw new TrinoError("INVALID_LITERAL", `Invalid numeric literal: ${text}`, at);
  const type = value > 2147483647n || value < -2147483648n ? BIGINT : INTEGER;
  const digits = value < 0n ? `'${value}'` : `${value}`;
  const sql = `CAST(${digits} AS ${type === BIGINT ? "BIGINT" : "INTEGER"})`;
  return { sql, type, constant: value };
}

function decimalLiteral(text: string, at: Position): Piece {
  const match = /^([+-]?)0*((?!0)\d*)(?:\.(\d*))?$/.exec(text.trim());
  const whole = match?.[2] ?? "";
  const fraction = match?.[3] ?? "";
  if (match === null || text.replaceAll(/[^\d]/g, "") === "")
    throw new TrinoError("INVALID_LITERAL", `'${text}' is not a valid DECIMAL literal`, at);
  const scale = fraction.length;
  const precision = Math.max(1, whole.length + scale);
  if (precision > 38)
    throw new TrinoError("INVALID_LITERAL", `'${text}' is not a valid DECIMAL literal`, at);
  const type = decimalType(precision, scale);
  return {
    sql: `CAST('${match[1] ?? ""}${whole || "0"}.${fraction || "0"}' AS DECIMAL(${precision},${scale}))`,
    type,
    constant: Number(text),
  };
}

function typedLiteral(name: string, text: string, at: Position): Piece {
  const invalid = () =>
    new TrinoError("INVALID_LITERAL", `'${text}' is not a valid ${name.toUpperCase()} literal`, at);
  if (name === "date") {
    const days = parseDateText(text);
    if (days === undefined) throw invalid();
    return { sql: `(DATE '1970-01-01' + ${days})`, type: DATE };
  }
  if (name === "timestamp") return timestampLiteral(text, at, invalid);
  if (name === "decimal") return decimalLiteral(text, at);
  if (name === "varchar") return { sql: duckString(text), type: VARCHAR };
  if (name === "boolean" && /^(true|false)$/i.test(text))
    return { sql: text.toUpperCase(), type: BOOLEAN };
  if (name === "json") return jsonLiteral(text, invalid);
  const number = numberTypes[name];
  if (number === undefined) throw notSupported(`${name.toUpperCase()} literals`, at);
  if (!/^\s*[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?\s*$/.test(text)) throw invalid();
  return {
    sql: `CAST('${text.trim()}' AS ${number.duck})`,
    type: number.type,
    constant: Number(text),
  };
}

/** As json_parse reads it. */
function jsonLiteral(text: string, invalid: () => TrinoError): Piece {
  const value = readJson(text);
  if (value === undefined) throw invalid();
  return { sql: duckString(writeJson(value, { sorted: true })), type: { kind: "json" } };
}

const numberTypes: Record<string, { duck: string; type: SqlType }> = {
  tinyint: { duck: "TINYINT", type: { kind: "tinyint" } },
  smallint: { duck: "SMALLINT", type: { kind: "smallint" } },
  integer: { duck: "INTEGER", type: INTEGER },
  int: { duck: "INTEGER", type: INTEGER },
  bigint: { duck: "BIGINT", type: BIGINT },
  real: { duck: "FLOAT", type: REAL },
  double: { duck: "DOUBLE", type: DOUBLE },
};

function timestampLiteral(text: string, at: Position, invalid: () => TrinoError): Piece {
  const value = parseTimestampText(text);
  if (value !== undefined && value.precision > 6)
    throw notSupported(`timestamps finer than microseconds ('${text}')`, at);
  if (value === undefined || (value.zone !== undefined && isSkipped(value.zone, localMs(value))))
    throw invalid();
  const timestamp = `make_timestamp(${value.micros})`;
  if (value.zone === undefined) return { sql: timestamp, type: timestampType(value.precision) };
  return {
    sql: `{'t': ${timestamp}, 'z': ${duckString(value.zone)}}`,
    type: zonedType(value.precision),
  };
}

function localMs({ localMicros }: TimestampText): number {
  return Number(localMicros / 1000n);
}

function interval(node: Extract<Expression, { kind: "interval" }>): Piece {
  const value = parseIntervalText(node.value, node.unit, node.to);
  if (value === undefined)
    throw new TrinoError(
      "INVALID_LITERAL",
      `'${node.value}' is not a valid interval literal`,
      node.at,
    );
  const amount = node.negative ? -value.amount : value.amount;
  const [duck, kind] = value.months
    ? (["INTEGER", "interval year to month"] as const)
    : (["BIGINT", "interval day to second"] as const);
  return { sql: `CAST(${amount} AS ${duck})`, type: { kind } };
}
