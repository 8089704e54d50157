import type { Expression, SqlType, TypedSql } from "@cloudapi/athena/internal/analysis";
import { arrayType, BIGINT, BOOLEAN } from "@cloudapi/athena/internal/analysis";
import { coerce } from "../../types/coerce.ts";
import { canCoerce, commonType } from "../../types/coerce-type.ts";
import { duckNull } from "../../types/duck.ts";
import type { Env, Typed } from "../scope/compilation.ts";
import type { CompiledLambda } from "./compile-lambda.ts";
import {
  arrayArgument,
  compileLambda,
  expectArguments,
  lambdaArgument,
  unexpected,
} from "./compile-lambda.ts";
import type { SpecialForm } from "./special-forms.ts";

type Call = Extract<Expression, { kind: "call" }>;

/** Functions over arrays that take a lambda. */
export const LAMBDA_FORMS: Readonly<Record<string, SpecialForm>> = {
  transform: (node, env) => {
    const { array, lambda } = applied(node, env);
    return {
      sql: `list_transform(${array.sql}, ${text(lambda)})`,
      type: arrayType(lambda.body.type),
    };
  },
  filter: (node, env) => {
    const { array, lambda } = tested(node, env);
    return { sql: `list_filter(${array.sql}, ${text(lambda)})`, type: array.type };
  },
  any_match: (node, env) => match(node, env, "list_bool_or", "FALSE"),
  all_match: (node, env) => match(node, env, "list_bool_and", "TRUE"),
  none_match: (node, env) => {
    const any = match(node, env, "list_bool_or", "FALSE");
    return { sql: `(NOT ${any.sql})`, type: BOOLEAN };
  },
  reduce: compileReduce,
  array_sort: (node, env) =>
    node.args.length === 2 ? sortedBy(node, env) : env.compilation.rules.plainCall(node, env),
};

interface Applied {
  readonly array: TypedSql;
  readonly lambda: CompiledLambda;
}

function applied(node: Call, env: Env): Applied {
  expectArguments(node, 2);
  const array = arrayArgument(node, 0, env);
  const element = (sql: string) => [{ sql, type: array.type.element }];
  return { array, lambda: compileLambda(lambdaArgument(node, 1), element, env) };
}

function text({ name, body }: CompiledLambda): string {
  return `lambda ${name}: ${body.sql}`;
}

function tested(node: Call, env: Env): Applied {
  const parts = applied(node, env);
  if (parts.lambda.body.type.kind !== "boolean") throw unexpected(node);
  return parts;
}

/** Three-valued: with no deciding element, a null among the answers makes null. */
function match(node: Call, env: Env, duck: string, empty: string): { sql: string; type: SqlType } {
  const { array, lambda } = tested(node, env);
  const answers = `list_transform(${array.sql}, ${text(lambda)})`;
  const deciding = empty === "FALSE" ? "TRUE" : "FALSE";
  const unsure = `len(list_filter(${answers}, lambda a: a IS NULL)) > 0`;
  return {
    sql: `(CASE WHEN ${array.sql} IS NULL THEN NULL WHEN ${duck}(${answers}) IS ${deciding} THEN ${deciding} WHEN ${unsure} THEN NULL ELSE ${empty} END)`,
    type: BOOLEAN,
  };
}

/**
 * `reduce(array, start, (state, x) -> state, state -> result)`. DuckDB folds a list with itself: so each step is given
 * the state and the element in one struct, and gives the next state in another.
 */
function compileReduce(node: Call, env: Env): { sql: string; type: SqlType } {
  expectArguments(node, 4);
  const array = arrayArgument(node, 0, env);
  const [, start] = node.args;
  if (start === undefined) throw unexpected(node);
  const state = env.compilation.rules.expression(start, env);
  const { element } = array.type;
  const step = stepOf(node, state, element, env);
  const type = step.type;
  const blank = duckNull(element);
  const first = `struct_pack(s := ${coerce(state, type)}, x := ${blank})`;
  const rest = `list_transform(${array.sql}, lambda e: struct_pack(s := ${duckNull(type)}, x := e))`;
  const folded = `list_reduce(list_concat([${first}], ${rest}), lambda ${step.names.join(", ")}: struct_pack(s := ${step.sql}, x := ${blank}))`;
  const last = compileLambda(lambdaArgument(node, 3), (sql) => [{ sql, type }], env);
  const result = `list_transform([(${folded}).s], ${text(last)})[1]`;
  return {
    sql: `(CASE WHEN ${array.sql} IS NOT NULL THEN ${result} END)`,
    type: last.body.type,
  };
}

/** The state's type is the one that its start and what a step makes of it meet in. */
function stepOf(
  node: Call,
  start: Typed,
  element: SqlType,
  env: Env,
): { names: readonly [string, string]; sql: string; type: SqlType } {
  const state = "s_";
  let type = start.type;
  for (;;) {
    const parts = (name: string) => [
      { sql: `(${state}${name}).s`, type },
      { sql: `(${name}).x`, type: element },
    ];
    const { name, body } = compileLambda(lambdaArgument(node, 2), parts, env);
    const common = commonType(type, body.type);
    if (common === undefined) throw unexpected(node);
    if (canCoerce(body.type, type) && common.kind === type.kind)
      return { names: [`${state}${name}`, name], sql: coerce(body, type), type };
    type = common;
  }
}

/** Sorted by what a comparator says of each two elements. */
function sortedBy(node: Call, env: Env): { sql: string; type: SqlType } {
  const array = arrayArgument(node, 0, env);
  const { element } = array.type;
  const pair = (name: string) => [
    { sql: `(${name}).a`, type: element },
    { sql: `(${name}).b`, type: element },
  ];
  const { name, body } = compileLambda(lambdaArgument(node, 1), pair, env);
  if (!canCoerce(body.type, BIGINT) || body.type.kind === "unknown") throw unexpected(node);
  const row = `list_transform(${array.sql}, lambda b: list_transform([struct_pack(a := a, b := b)], lambda ${name}: ${coerce(body, BIGINT)})[1])`;
  const orders = `list_transform(${array.sql}, lambda a: ${row})`;
  env.facts.fallible = true;
  return {
    sql: `list_transform(trino_sorted_places(${orders}), lambda i: (${array.sql})[i])`,
    type: array.type,
  };
}
