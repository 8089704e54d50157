import type {
  Expression,
  FrameBound,
  SortItem,
  SqlType,
  Window,
} from "@cloudapi/athena/internal/analysis";
import {
  formatType,
  holdsMap,
  isInteger,
  isOrderable,
  notSupported,
  TrinoError,
} from "@cloudapi/athena/internal/analysis";
import type { AggregatePlan } from "../../functions/function-row.ts";
import { duckType } from "../../types/duck.ts";
import { sortableSql } from "../../types/nested-sql.ts";
import type { Env, Typed } from "../scope/compilation.ts";
import { equalityKey } from "./equality-key.ts";

type Call = Extract<Expression, { kind: "call" }>;

/** An aggregate's SQL with its DISTINCT, ORDER BY, FILTER and OVER, cast to the type Trino gives it. */
export function aggregateSql(
  { plan, type }: { plan: AggregatePlan; type: SqlType },
  node: Call,
  inner: Env,
  env: Env,
  args: readonly Typed[],
): string {
  const { call } = node;
  for (const arg of args) refuseZoned(arg, node);
  const compares = call.distinct || plan.calls.some(({ distinct }) => distinct === true);
  if (compares && args.some((arg) => holdsMap(arg.type)))
    throw notSupported(`DISTINCT on maps in ${node.name}`, node.at);
  const filter =
    call.filter === undefined ? "" : ` FILTER (WHERE ${predicate(call.filter, inner)})`;
  const over = call.over === undefined ? "" : ` OVER ${windowSql(call.over, env)}`;
  const order = call.orderBy.length === 0 ? "" : ` ${orderSql(call.orderBy, inner)}`;
  const results = plan.calls.map((each) => {
    const distinct = call.distinct || each.distinct === true ? "DISTINCT " : "";
    const nulls = call.ignoreNulls && each.nulls === true ? " IGNORE NULLS" : "";
    return `${each.name}(${distinct}${each.args.join(", ")}${nulls}${order})${filter}${over}`;
  });
  return `CAST(${plan.result(...results)} AS ${duckType(type, node.at)})`;
}

/** Aggregates that compare values would tell apart one instant written in two zones. */
function refuseZoned(arg: Typed, node: Call): void {
  const compares = node.call.distinct || ["approx_distinct", "array_agg"].includes(node.name);
  if (compares && node.name !== "array_agg" && arg.type.kind === "timestamp with time zone") {
    throw notSupported(`DISTINCT on ${formatType(arg.type)}; cast it to timestamp(3)`, node.at);
  }
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
    if (!isOrderable(value.type)) throw notOrderable(value.type, item.value);
    return `${sortableSql(value.sql, value.type)} ${direction(item)}`;
  });
  return `ORDER BY ${parts.join(", ")}`;
}

export function direction(item: SortItem): string {
  return `${item.descending ? "DESC" : "ASC"} NULLS ${item.nullsFirst ? "FIRST" : "LAST"}`;
}

export function notOrderable(type: SqlType, node: Expression): TrinoError {
  return new TrinoError(
    "TYPE_MISMATCH",
    `Type ${formatType(type)} is not orderable, and therefore cannot be used in ORDER BY`,
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
  if (value.type.kind === "timestamp with time zone") return `(${value.sql}).t`;
  return equalityKey(value, "PARTITION BY", node.at);
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
