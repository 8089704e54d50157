import type { Expression, Query, QueryBody, SortItem } from "@cloudapi/athena/internal/analysis";
import { isOrderable, TrinoError } from "@cloudapi/athena/internal/analysis";
import { sortableSql } from "../../types/nested-sql.ts";
import { direction, notOrderable } from "../expression/aggregate-sql.ts";
import type { CompiledQuery, Env, Field, QueryEnv } from "../scope/compilation.ts";
import { columnAt, newFacts, nextAlias } from "../scope/compilation.ts";
import { compileSelect } from "./compile-select.ts";
import { compileSet } from "./compile-set.ts";
import { compileValues } from "./compile-values.ts";
import { ordinalOf } from "./ordinal.ts";

/** Compile a query to DuckDB SQL whose columns are c0, c1, ... */
export function compileQuery(query: Query, outer: QueryEnv): CompiledQuery {
  const env = withCommonTables(query, outer);
  const limits = limitSql(query, env);
  if (query.body.kind === "select") {
    const compiled = compileSelect(query.body.select, query.orderBy, env, query.body.at);
    return limits === "" ? compiled : limited(compiled, limits);
  }
  const body = compileBody(query.body, env);
  if (query.orderBy.length === 0)
    return limits === "" ? body : limited(asSource(query.body, body, env), limits);
  const ordered = orderOutput(body, query.orderBy, env);
  return limits === "" ? ordered : limited(ordered, limits);
}

function withCommonTables(query: Query, outer: QueryEnv): QueryEnv {
  if (query.with.length === 0) return outer;
  let env = outer;
  const seen = new Set<string>();
  for (const table of query.with) {
    const name = table.name.name.toLowerCase();
    if (seen.has(name))
      throw new TrinoError(
        "DUPLICATE_NAMED_QUERY",
        `WITH query name '${table.name.name}' specified more than once`,
        table.at,
      );
    seen.add(name);
    env = { ...env, commonTables: new Map([...env.commonTables, [name, { table, env }]]) };
  }
  return env;
}

function compileBody(body: QueryBody, env: QueryEnv): CompiledQuery {
  switch (body.kind) {
    case "select":
      return compileSelect(body.select, [], env, body.at);
    case "values":
      return compileValues(body.rows, env, body.at);
    case "nested":
      return compileQuery(body.query, env);
    case "set":
      return compileSet(body, compileBody(body.left, env), compileBody(body.right, env), env);
  }
}

/** A query in parentheses may have a LIMIT of its own, so another stands around it. */
function asSource(body: QueryBody, compiled: CompiledQuery, env: QueryEnv): CompiledQuery {
  if (body.kind !== "nested") return compiled;
  return { ...compiled, sql: `SELECT * FROM (${compiled.sql}) AS ${nextAlias(env.compilation)}` };
}

/** After LIMIT a filter from outside would not mean the same, so nothing may be pruned through it. */
function limited(compiled: CompiledQuery, limits: string): CompiledQuery {
  return {
    sql: `${compiled.sql}${limits}`,
    columns: compiled.columns.map((column) => ({ ...column, origins: [] })),
  };
}

function limitSql(query: Query, env: QueryEnv): string {
  const limit = query.limit === undefined ? "" : ` LIMIT ${rowCount(query.limit, "LIMIT", env)}`;
  const offset =
    query.offset === undefined ? "" : ` OFFSET ${rowCount(query.offset, "OFFSET", env)}`;
  return limit + offset;
}

function rowCount(node: Expression, what: string, env: QueryEnv): string {
  const value = node.kind === "parameter" ? env.compilation.parameters[node.index] : node;
  if (value?.kind === "number" && value.form === "integer") return value.text;
  throw new TrinoError(
    "TYPE_MISMATCH",
    `Constant expression for ${what} must be a non-negative integer`,
    node.at,
  );
}

/** ORDER BY of a UNION or VALUES: it sees the output's columns only. */
function orderOutput(
  body: CompiledQuery,
  orderBy: readonly SortItem[],
  outer: QueryEnv,
): CompiledQuery {
  const alias = nextAlias(outer.compilation);
  const fields: Field[] = body.columns.map((column, i) => ({
    ...column,
    relation: undefined,
    ...columnAt(alias, i),
    scanned: undefined,
  }));
  const facts = newFacts();
  const env: Env = {
    ...outer,
    scope: { fields, outer: outer.outer },
    clause: "ORDER BY clause",
    aggregates: "refused",
    windows: "refused",
    grouping: undefined,
    lambdas: new Map(),
    facts,
  };
  const parts = orderBy.map((item) => {
    const ordinal = ordinalOf(item.value, body.columns.length, "ORDER BY");
    const column = ordinal === undefined ? undefined : body.columns[ordinal - 1];
    const value =
      column === undefined || ordinal === undefined
        ? env.compilation.rules.expression(item.value, env)
        : { sql: `${alias}.c${ordinal - 1}`, type: column.type };
    if (!isOrderable(value.type)) throw notOrderable(value.type, item.value);
    return `${sortableSql(value.sql, value.type)} ${direction(item)}`;
  });
  for (const field of facts.fields) outer.compilation.required.add(field);
  return { ...body, sql: `SELECT * FROM (${body.sql}) AS ${alias} ORDER BY ${parts.join(", ")}` };
}
