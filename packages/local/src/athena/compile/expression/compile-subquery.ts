import type { Expression, Query, SqlType } from "@cloudapi/athena/internal/analysis";
import {
  BOOLEAN,
  formatType,
  holdsMap,
  isOrderable,
  notSupported,
  TrinoError,
} from "@cloudapi/athena/internal/analysis";
import { coerce } from "../../types/coerce.ts";
import { commonType } from "../../types/coerce-type.ts";
import type { CompiledQuery, Env, Piece, Typed } from "../scope/compilation.ts";
import { nextAlias } from "../scope/compilation.ts";

export function compileExists(node: Extract<Expression, { kind: "exists" }>, env: Env): Piece {
  return { sql: `EXISTS (${subquery(node.query, env).sql})`, type: BOOLEAN };
}

/** `(SELECT one column)` as a value: null for no row, an error for two. */
export function compileScalarQuery(
  node: Extract<Expression, { kind: "subquery" }>,
  env: Env,
): Piece {
  const query = subquery(node.query, env);
  const { type } = onlyColumn(query, node);
  return { sql: `(${query.sql})`, type };
}

export function compileInQuery(node: Extract<Expression, { kind: "in-query" }>, env: Env): Piece {
  const value = env.compilation.rules.expression(node.value, env);
  const searched = subquery(node.query, { ...env, correlated: "searched" });
  const [left, right] = both(value, searched, node, env, "IN");
  return { sql: `(${left} IN (${right}))`, type: BOOLEAN };
}

export function compileQuantified(
  node: Extract<Expression, { kind: "quantified" }>,
  env: Env,
): Piece {
  const value = env.compilation.rules.expression(node.left, env);
  const [left, right] = both(value, subquery(node.query, env), node, env, node.operator);
  return {
    sql: `(${left} ${node.operator} ${node.quantifier.toUpperCase()} (${right}))`,
    type: BOOLEAN,
  };
}

function both(
  value: Typed,
  query: CompiledQuery,
  node: Expression,
  env: Env,
  operator: string,
): [string, string] {
  const column = onlyColumn(query, node);
  const type = commonType(value.type, column.type);
  if (type === undefined || (operator !== "IN" && !isOrderable(type))) {
    const types = `${formatType(value.type)} and ${formatType(column.type)}`;
    throw new TrinoError(
      "TYPE_MISMATCH",
      `Value expression and result of subquery must be of the same type: ${types}`,
      node.at,
    );
  }
  if (type.kind === "row" || holdsMap(type))
    throw notSupported(`subquery comparison of type ${formatType(type)}`, node.at);
  const alias = nextAlias(env.compilation);
  const instant = type.kind === "timestamp with time zone" ? ".t" : "";
  const side = (sql: string, from: SqlType) =>
    instant === ""
      ? coerce({ sql, type: from }, type)
      : `(${coerce({ sql, type: from }, type)})${instant}`;
  return [
    side(value.sql, value.type),
    `SELECT ${side(`${alias}.c0`, column.type)} FROM (${query.sql}) AS ${alias}`,
  ];
}

function subquery(query: Query, env: Env): CompiledQuery {
  env.facts.subquery = true;
  const compiled = env.compilation.rules.query(query, { ...env, outer: env.scope });
  for (const column of compiled.columns)
    for (const field of column.needs) env.compilation.required.add(field);
  return compiled;
}

function onlyColumn(query: CompiledQuery, node: Expression): { type: SqlType } {
  const [column] = query.columns;
  if (column !== undefined && query.columns.length === 1) return column;
  throw notSupported(`a subquery of ${query.columns.length} columns as a value`, node.at);
}
