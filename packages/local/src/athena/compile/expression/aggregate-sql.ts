import type { Expression, FrameBound, SortItem, Window } from "../../syntax/ast.ts";
import { duckType } from "../../types/duck.ts";
import { notSupported, TrinoError } from "../../types/trino-error.ts";
import type { SqlType } from "../../types/types.ts";
import { formatType, isInteger } from "../../types/types.ts";
import type { Env, Typed } from "../scope/compilation.ts";
import { isOrderable } from "./compile-predicate.ts";

type Call = Extract<Expression, { kind: "call" }>;

/** An aggregate's SQL with its DISTINCT, ORDER BY, FILTER and OVER, cast to the type Trino gives it. */
export function aggregateSql(
  piece: { sql: string; type: SqlType },
  node: Call,
  inner: Env,
  env: Env,
  args: readonly Typed[],
): string {
  const { call } = node;
  for (const arg of args) refuseZoned(arg, node);
  const filter =
    call.filter === undefined ? "" : ` FILTER (WHERE ${predicate(call.filter, inner)})`;
  const over = call.over === undefined ? "" : ` OVER ${windowSql(call.over, env)}`;
  const order = call.orderBy.length === 0 ? "" : ` ${orderSql(call.orderBy, inner)}`;
  const nulls = call.ignoreNulls ? " IGNORE NULLS" : "";
  const whole = (sql: string) =>
    `${inject(sql.replace("%nulls%", nulls), call.distinct, order)}${filter}${over}`;
  const averaged = /^avg_decimal\((.*)\)$/s.exec(piece.sql);
  if (averaged !== null && piece.type.kind === "decimal") {
    const sum = `CAST(${whole(`sum(${averaged[1]})`)} AS VARCHAR)`;
    const count = `CAST(${whole(`count(${averaged[1]})`)} AS VARCHAR)`;
    return `CAST(trino_decimal_divide(${sum}, ${count}, ${piece.type.scale}) AS ${duckType(piece.type)})`;
  }
  return `CAST(${mirrored(piece.sql, whole)} AS ${duckType(piece.type, node.at)})`;
}

/** The greatest number; NaN only when there is nothing else. */
function maxNumber(x: string, whole: (sql: string) => string): string {
  return `coalesce(${whole(`max(CASE WHEN isnan(${x}) THEN NULL ELSE ${x} END)`)}, ${whole(`max(${x})`)})`;
}

/** An aggregate that was written from the other end of the number line: its result is turned around again. */
function mirrored(sql: string, whole: (sql: string) => string): string {
  const number = /^max_number\((.*)\)$/s.exec(sql)?.[1];
  if (number !== undefined) return maxNumber(number, whole);
  if (sql.startsWith("-list_quantile_disc"))
    return `list_transform(${whole(sql.slice("-list_".length))}, lambda v: - v)`;
  return sql.startsWith("-") ? `(- ${whole(sql.slice(1))})` : whole(sql);
}

/** Aggregates that compare values would tell apart one instant written in two zones. */
function refuseZoned(arg: Typed, node: Call): void {
  const compares = node.call.distinct || ["approx_distinct", "array_agg"].includes(node.name);
  if (compares && node.name !== "array_agg" && arg.type.kind === "timestamp with time zone") {
    throw notSupported(`DISTINCT on ${formatType(arg.type)}; cast it to timestamp(3)`, node.at);
  }
}

function inject(sql: string, distinct: boolean, order: string): string {
  const open = sql.indexOf("(");
  const head = sql.slice(0, open + 1);
  return `${head}${distinct ? "DISTINCT " : ""}${sql.slice(open + 1, -1)}${order})`;
}

function predicate(node: Expression, env: Env): string {
  const value = env.compilation.rules.expression(node, env);
  if (value.type.kind === "boolean") return value.sql;
  throw new TrinoError(
    "TYPE_MISMATCH",
    `Filter clause must evaluate to a boolean (actual: ${formatType(value.type)})`,
    node.at,
  );
}

/** `ORDER BY a ASC NULLS LAST, b DESC NULLS FIRST`, nothing left to a default. */
function orderSql(items: readonly SortItem[], env: Env): string {
  const parts = items.map((item) => {
    const value = env.compilation.rules.expression(item.value, env);
    if (!isOrderable(value.type)) throw notOrderable(value, item.value);
    return `${value.sql} ${direction(item)}`;
  });
  return `ORDER BY ${parts.join(", ")}`;
}

export function direction(item: SortItem): string {
  return `${item.descending ? "DESC" : "ASC"} NULLS ${item.nullsFirst ? "FIRST" : "LAST"}`;
}

export function notOrderable(value: Typed, node: Expression): TrinoError {
  return new TrinoError(
    "TYPE_MISMATCH",
    `Type ${formatType(value.type)} is not orderable, and therefore cannot be used in ORDER BY`,
    node.at,
  );
}

function windowSql(window: Window, env: Env): string {
  const inner: Env = { ...env, windows: "refused" };
  const parts: string[] = [];
  if (window.partitionBy.length > 0) {
    parts.push(
      `PARTITION BY ${window.partitionBy.map((node) => partitionKey(node, inner)).join(", ")}`,
    );
  }
  if (window.orderBy.length > 0) parts.push(orderSql(window.orderBy, inner));
  if (window.frame !== undefined) parts.push(frameSql(window.frame, inner));
  return `(${parts.join(" ")})`;
}

function partitionKey(node: Expression, env: Env): string {
  const value = env.compilation.rules.expression(node, env);
  return value.type.kind === "timestamp with time zone" ? `(${value.sql}).t` : value.sql;
}

function frameSql(frame: NonNullable<Window["frame"]>, env: Env): string {
  const start = boundSql(frame.start, env, frame.unit);
  const unit = frame.unit.toUpperCase();
  if (frame.end === undefined) return `${unit} ${start}`;
  return `${unit} BETWEEN ${start} AND ${boundSql(frame.end, env, frame.unit)}`;
}

function boundSql(bound: FrameBound, env: Env, unit: string): string {
  if (bound.kind !== "preceding" && bound.kind !== "following")
    return bound.kind.replaceAll("-", " ").toUpperCase();
  const value = env.compilation.rules.expression(bound.value, env);
  if (unit !== "range" && !isInteger(value.type)) {
    throw new TrinoError(
      "TYPE_MISMATCH",
      `Window frame offset value type must be bigint: ${formatType(value.type)}`,
      bound.value.at,
    );
  }
  if (value.type.kind.startsWith("interval"))
    throw notSupported("RANGE frames with an interval", bound.value.at);
  return `${value.sql} ${bound.kind.toUpperCase()}`;
}
