import type { Expression } from "@cloudapi/athena/internal/analysis";
import { BOOLEAN, notSupported, TrinoError } from "@cloudapi/athena/internal/analysis";
import type { Env, Piece, Typed } from "../scope/compilation.ts";
import { mergeFacts, newFacts } from "../scope/compilation.ts";
import { columnNotFound, dottedNames, findField, useField } from "../scope/resolve-column.ts";
import { compileCall } from "./compile-call.ts";
import { compileCast } from "./compile-cast.ts";
import { compileArray, compileRow, compileSubscript } from "./compile-collection.ts";
import { compileLiteral } from "./compile-literal.ts";
import {
  compileArithmetic,
  compileConcat,
  compileNegate,
  compilePlus,
} from "./compile-operator.ts";
import {
  compileBetween,
  compileCase,
  compileCompare,
  compileCondition,
  compileDistinct,
  compileIn,
  compileLike,
  compileLogical,
} from "./compile-predicate.ts";
import {
  compileExists,
  compileInQuery,
  compileQuantified,
  compileScalarQuery,
} from "./compile-subquery.ts";
import { compileAtTimeZone, compileExtract, compileNow } from "./compile-time.ts";
import { formatExpression } from "./format-expression.ts";

/**
 * Compile one expression of Athena SQL to DuckDB SQL, with the type Trino gives it.
 *
 * @throws {TrinoError} COLUMN_NOT_FOUND, TYPE_MISMATCH, FUNCTION_NOT_FOUND, NOT_SUPPORTED, ... with the position
 */
export function compileExpression(node: Expression, env: Env): Typed {
  const facts = newFacts();
  const piece = compileNode(node, { ...env, facts });
  const key = env.aggregates === "inside" ? undefined : env.grouping?.keys.get(piece.sql);
  if (key !== undefined) facts.ungrouped = false;
  mergeFacts(env.facts, facts);
  if (key !== undefined && key !== piece.sql) return { sql: key, type: piece.type, node, facts };
  return { ...piece, node, facts };
}

function compileNode(node: Expression, env: Env): Piece {
  switch (node.kind) {
    case "null":
    case "boolean":
    case "string":
    case "binary":
    case "number":
    case "typed":
    case "interval":
      return compileLiteral(node);
    case "parameter":
      return compileParameter(node, env);
    case "column":
    case "field":
      return compileName(node, env);
    case "call":
      return compileCall(node, env);
    case "lambda":
      throw notSupported("a lambda here", node.at);
    case "negate":
      return compileNegate(node, env);
    case "plus":
      return compilePlus(node, env);
    case "arithmetic":
      return compileArithmetic(node, env);
    case "concat":
      return compileConcat(node, env);
    case "cast":
      return compileCast(node, env);
    case "at-time-zone":
      return compileAtTimeZone(node, env);
    case "extract":
      return compileExtract(node, env);
    case "now":
      return compileNow(node, env);
    case "subscript":
      return compileSubscript(node, env);
    case "row":
      return compileRow(node, env);
    case "array":
      return compileArray(node, env);
    default:
      return compilePredicate(node, env);
  }
}

type Predicate = Extract<
  Expression,
  {
    kind:
      | "compare"
      | "quantified"
      | "logical"
      | "not"
      | "is-null"
      | "is-distinct"
      | "between"
      | "in"
      | "in-query"
      | "exists"
      | "subquery"
      | "like"
      | "case";
  }
>;

function compilePredicate(node: Predicate, env: Env): Piece {
  switch (node.kind) {
    case "compare":
      return compileCompare(node, env);
    case "quantified":
      return compileQuantified(node, env);
    case "logical":
      return compileLogical(node, env);
    case "not":
      return {
        sql: `(NOT ${compileCondition(node.value, "Value of logical NOT expression", env).sql})`,
        type: BOOLEAN,
      };
    case "is-null":
      return { sql: `(${compileExpression(node.value, env).sql} IS NULL)`, type: BOOLEAN };
    case "is-distinct":
      return compileDistinct(node, env);
    case "between":
      return compileBetween(node, env);
    case "in":
      return compileIn(node, env);
    case "in-query":
      return compileInQuery(node, env);
    case "exists":
      return compileExists(node, env);
    case "subquery":
      return compileScalarQuery(node, env);
    case "like":
      return compileLike(node, env);
    case "case":
      return compileCase(node, env);
  }
}

/** A name: a lambda's parameter, a column, or a field of a row. */
function compileName(node: Extract<Expression, { kind: "column" | "field" }>, env: Env): Piece {
  const names = dottedNames(node)?.map((part) => part.name);
  if (names !== undefined) {
    const lambda = names.length === 1 ? env.lambdas.get((names[0] ?? "").toLowerCase()) : undefined;
    if (lambda !== undefined) return lambda;
    const found = findField(names, env.scope, node.at);
    if (found !== undefined) {
      useField(found.field, found.local, env);
      return { sql: found.field.sql, type: found.field.type, field: found.field };
    }
  }
  if (node.kind === "column") throw columnNotFound([node.name.name], node.at);
  return compileField(node, env, names);
}

function compileField(
  node: Extract<Expression, { kind: "field" }>,
  env: Env,
  names: readonly string[] | undefined,
): Piece {
  const base = compileBase(node, env, names);
  if (base.type.kind !== "row") {
    throw new TrinoError(
      "TYPE_MISMATCH",
      `Expression ${formatExpression(node.base, env.compilation.text)} is not of type ROW`,
      node.at,
    );
  }
  const index = base.type.fields.findIndex((field) => sameName(field.name, node.name.name));
  const field = base.type.fields[index];
  if (field === undefined) throw columnNotFound(names ?? [node.name.name], node.at);
  const again = base.type.fields.findLastIndex((each) => sameName(each.name, node.name.name));
  if (again !== index)
    throw new TrinoError("AMBIGUOUS_NAME", `Column '${node.name.name}' is ambiguous`, node.at);
  return { sql: `(${base.sql}).f${index}`, type: field.type };
}

function sameName(a: string | undefined, b: string): boolean {
  return a?.toLowerCase() === b.toLowerCase();
}

/** A base that can't be resolved is reported as the whole dotted name, as Trino does. */
function compileBase(
  node: Extract<Expression, { kind: "field" }>,
  env: Env,
  names: readonly string[] | undefined,
): Typed {
  try {
    return compileExpression(node.base, env);
  } catch (error) {
    if (
      names !== undefined &&
      error instanceof TrinoError &&
      error.errorName === "COLUMN_NOT_FOUND"
    )
      throw columnNotFound(names, node.at);
    throw error;
  }
}

function compileParameter(node: Extract<Expression, { kind: "parameter" }>, env: Env): Piece {
  const value = env.compilation.parameters[node.index];
  if (value === undefined)
    throw new TrinoError("INVALID_PARAMETER_USAGE", "Query takes no parameters", node.at);
  return compileExpression(value, { ...env, scope: { fields: [], outer: undefined } });
}
