import type { Expression, SqlType } from "@cloudapi/athena/internal/analysis";
import {
  BIGINT,
  BOOLEAN,
  formatType,
  INTEGER,
  isFloating,
  isOrderable,
  notSupported,
  TrinoError,
  VARBINARY,
  VARCHAR,
  varcharType,
} from "@cloudapi/athena/internal/analysis";
import { coerce } from "../../types/coerce.ts";
import { canCoerce, commonType } from "../../types/coerce-type.ts";
import { duckNull, duckString } from "../../types/duck.ts";
import { sortableSql } from "../../types/nested-sql.ts";
import type { Env, Piece, Typed } from "../scope/compilation.ts";
import { compileArithmetic } from "./compile-operator.ts";
import { compareSql, meet } from "./compile-predicate.ts";

type Call = Extract<Expression, { kind: "call" }>;

/** A function whose arguments aren't simply values: it has no signature of its own. */
export type SpecialForm = (node: Call, env: Env) => Piece;

/** Forms of the grammar that read like functions. */
export const SPECIAL_FORMS: Readonly<Record<string, SpecialForm>> = {
  coalesce: compileCoalesce,
  nullif: compileNullif,
  if: compileIf,
  try: compileTry,
  greatest: (node, env) => extreme("greatest", node, env),
  least: (node, env) => extreme("least", node, env),
  concat: compileConcatCall,
  mod: compileMod,
  typeof: compileTypeof,
  grouping: compileGrouping,
};

function values(node: Call, env: Env, least: number): Typed[] {
  if (node.args.length < least)
    throw new TrinoError(
      "INVALID_FUNCTION_ARGUMENT",
      `The '${node.name}' function must have at least ${least} arguments`,
      node.at,
    );
  return node.args.map((arg) => env.compilation.rules.expression(arg, env));
}

function one(node: Call, env: Env): Typed {
  const [value] = values(node, env, 1);
  if (value === undefined || node.args.length !== 1)
    throw new TrinoError(
      "INVALID_FUNCTION_ARGUMENT",
      `The '${node.name}' function must have exactly one argument`,
      node.at,
    );
  return value;
}

/** `mod(a, b)` is `a % b`. */
function compileMod(node: Call, env: Env): Piece {
  const [left, right] = node.args;
  if (left === undefined || right === undefined || node.args.length !== 2) {
    throw new TrinoError(
      "FUNCTION_NOT_FOUND",
      `Unexpected parameters for function mod: expected 2, found ${node.args.length}`,
      node.at,
    );
  }
  return compileArithmetic({ ...node, kind: "arithmetic", operator: "%", left, right }, env);
}

/** The type's name; an aggregate in it still makes one row of many. */
function compileTypeof(node: Call, env: Env): Piece {
  const { sql, type, facts } = one(node, env);
  const name = duckString(formatType(type));
  const whole = facts.aggregate === undefined && facts.window === undefined;
  return {
    sql: whole ? name : `(CASE WHEN ${sql} IS NULL THEN ${name} ELSE ${name} END)`,
    type: VARCHAR,
  };
}

function compileCoalesce(node: Call, env: Env): Piece {
  const args = values(node, env, 2);
  const type = meet(
    args,
    "All COALESCE operands must be the same type or coercible to a common type",
    node.at,
  );
  return { sql: `coalesce(${args.map((arg) => coerce(arg, type)).join(", ")})`, type };
}

/** The first value keeps its type; it is compared in the type both meet in. */
function compileNullif(node: Call, env: Env): Piece {
  const [first, second] = values(node, env, 2);
  if (first === undefined || second === undefined || node.args.length !== 2) {
    throw new TrinoError(
      "INVALID_FUNCTION_ARGUMENT",
      "The 'nullif' function must have exactly two arguments",
      node.at,
    );
  }
  if (commonType(first.type, second.type) === undefined) {
    throw new TrinoError(
      "TYPE_MISMATCH",
      `Types are not comparable with NULLIF: ${formatType(first.type)} vs ${formatType(second.type)}`,
      node.at,
    );
  }
  return {
    sql: `(CASE WHEN ${compareSql("=", first, second, node)} THEN ${duckNull(first.type)} ELSE ${first.sql} END)`,
    type: first.type,
  };
}

function compileIf(node: Call, env: Env): Piece {
  const [test, then, otherwise] = values(node, env, 2);
  if (test === undefined || then === undefined || node.args.length > 3) {
    throw new TrinoError(
      "INVALID_FUNCTION_ARGUMENT",
      "Invalid number of arguments for 'if' function",
      node.at,
    );
  }
  if (!canCoerce(test.type, BOOLEAN))
    throw new TrinoError(
      "TYPE_MISMATCH",
      `IF condition must evaluate to a boolean (actual: ${formatType(test.type)})`,
      test.node.at,
    );
  const results = otherwise === undefined ? [then] : [then, otherwise];
  const type = meet(results, "Result types for IF must be the same", node.at);
  const rest = otherwise === undefined ? duckNull(type) : coerce(otherwise, type);
  return {
    sql: `(CASE WHEN ${coerce(test, BOOLEAN)} THEN ${coerce(then, type)} ELSE ${rest} END)`,
    type,
  };
}

/** Null instead of an error, row by row. */
function compileTry(node: Call, env: Env): Piece {
  const value = one(node, env);
  if (value.facts.subquery) throw notSupported("TRY around a subquery", node.at);
  if (value.facts.volatile) throw notSupported("TRY around a random value", node.at);
  if (value.facts.aggregate !== undefined || value.facts.window !== undefined)
    throw notSupported("TRY around an aggregate", node.at);
  return { sql: value.facts.fallible ? `TRY(${value.sql})` : value.sql, type: value.type };
}

/** Null when any argument is null, unlike DuckDB's own; NaN only where there is nothing else. */
function extreme(duck: "greatest" | "least", node: Call, env: Env): Piece {
  const args = values(node, env, 1);
  const type = meet(args, `All arguments of ${duck} must be of one type`, node.at);
  if (!isOrderable(type))
    throw new TrinoError(
      "FUNCTION_NOT_FOUND",
      `Type ${formatType(type)} is not orderable`,
      node.at,
    );
  const sql = args.map((arg) => sortableSql(coerce(arg, type), type));
  const blank = sql.map((arg) => `${arg} IS NULL`).join(" OR ");
  const numbers = sql.map((arg) => `CASE WHEN isnan(${arg}) THEN NULL ELSE ${arg} END`);
  const found = isFloating(type)
    ? `coalesce(${duck}(${numbers.join(", ")}), ${sql[0]})`
    : `${duck}(${sql.join(", ")})`;
  return { sql: `(CASE WHEN ${blank} THEN ${duckNull(type)} ELSE ${found} END)`, type };
}

/** `concat(a, b, ...)` of text, binary or arrays: null when any part is null. */
function compileConcatCall(node: Call, env: Env): Piece {
  const args = values(node, env, 2);
  const type =
    args.reduce<SqlType | undefined>((met, arg) => met && commonType(met, arg.type), {
      kind: "unknown",
    }) ?? INTEGER;
  const plain =
    type.kind === "varchar" || type.kind === "unknown"
      ? VARCHAR
      : type.kind === "varbinary"
        ? VARBINARY
        : undefined;
  if (plain !== undefined) {
    const result = plain === VARCHAR ? varcharType(undefined) : plain;
    return { sql: `(${args.map((arg) => coerce(arg, result)).join(" || ")})`, type: result };
  }
  if (type.kind !== "array") {
    throw new TrinoError(
      "FUNCTION_NOT_FOUND",
      `Unexpected parameters (${args.map((arg) => formatType(arg.type)).join(", ")}) for function concat. Expected: concat(char(x), char(y)), concat(array(E), E), concat(E, array(E)), concat(array(E)), concat(varchar), concat(varbinary)`,
      node.at,
    );
  }
  const sql = args
    .map((arg) => coerce(arg, type))
    .reduce((a, b) => `trino_concat_arrays(${a}, ${b})`);
  return { sql, type };
}

/** Which of the columns are not part of this row's grouping set, as bits. */
function compileGrouping(node: Call, env: Env): Piece {
  if (env.grouping === undefined || env.aggregates !== "allowed") {
    throw new TrinoError(
      "EXPRESSION_NOT_SCALAR",
      "A GROUPING() operation can only be used with a corresponding GROUPING SET/CUBE/ROLLUP/GROUP BY clause",
      node.at,
    );
  }
  const args = values(node, env, 1);
  const type = args.length > 31 ? BIGINT : INTEGER;
  env.facts.aggregate ??= node;
  env.facts.ungrouped = args.some((arg) => arg.facts.ungrouped);
  return {
    sql: `CAST(grouping(${args.map((arg) => arg.sql).join(", ")}) AS ${type === BIGINT ? "BIGINT" : "INTEGER"})`,
    type,
  };
}
