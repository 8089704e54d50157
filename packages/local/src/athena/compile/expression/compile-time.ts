import type { Expression } from "@cloudapi/athena/internal/analysis";
import {
  BIGINT,
  DATE,
  formatType,
  notSupported,
  TrinoError,
  timestampType,
  zonedType,
} from "@cloudapi/athena/internal/analysis";
import { datePart, isDateField } from "../../types/date-part.ts";
import { duckString } from "../../types/duck.ts";
import { canonicalZone } from "../../types/text/zone.ts";
import type { Env, Piece } from "../scope/compilation.ts";

/** The moment the query began, the same wherever it is written; the session's zone is UTC. */
export function compileNow(node: Extract<Expression, { kind: "now" }>, env: Env): Piece {
  if (node.precision > 6) throw notSupported("timestamps finer than microseconds", node.at);
  const millis = env.compilation.now.getTime();
  if (node.what === "date")
    return { sql: `(DATE '1970-01-01' + ${Math.floor(millis / 86_400_000)})`, type: DATE };
  const unit = 10 ** Math.max(0, 3 - node.precision);
  const timestamp = `make_timestamp(${Math.floor(millis / unit) * unit * 1000})`;
  if (node.what === "localtimestamp")
    return { sql: timestamp, type: timestampType(node.precision) };
  return { sql: `{'t': ${timestamp}, 'z': 'UTC'}`, type: zonedType(node.precision) };
}

/** The same instant shown in another zone; a timestamp without zone is taken as UTC. */
export function compileAtTimeZone(
  node: Extract<Expression, { kind: "at-time-zone" }>,
  env: Env,
): Piece {
  const value = env.compilation.rules.expression(node.value, env);
  if (node.zone.kind !== "string") throw notSupported("AT TIME ZONE INTERVAL", node.at);
  const zone = canonicalZone(node.zone.value);
  if (zone === undefined)
    throw new TrinoError(
      "INVALID_FUNCTION_ARGUMENT",
      `'${node.zone.value}' is not a valid time zone`,
      node.at,
    );
  const { type } = value;
  if (type.kind === "timestamp")
    return {
      sql: `trino_zoned(${value.sql}, ${duckString(zone)})`,
      type: zonedType(type.precision),
    };
  if (type.kind === "timestamp with time zone")
    return { sql: `trino_zoned((${value.sql}).t, ${duckString(zone)})`, type };
  throw new TrinoError(
    "TYPE_MISMATCH",
    `Type of value must be a time or timestamp with or without time zone (actual ${formatType(type)})`,
    node.at,
  );
}

export function compileExtract(node: Extract<Expression, { kind: "extract" }>, env: Env): Piece {
  const value = env.compilation.rules.expression(node.value, env);
  const sql = datePart(node.field, value);
  if (sql !== undefined) return { sql, type: BIGINT };
  if (!isDateField(node.field) && !/^timezone_(hour|minute)$/.test(node.field)) {
    throw new TrinoError("SYNTAX_ERROR", `Invalid EXTRACT field: ${node.field}`, node.at);
  }
  throw notSupported(
    `EXTRACT(${node.field.toUpperCase()}) from ${formatType(value.type)}`,
    node.at,
  );
}
