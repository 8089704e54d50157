import type { Expression } from "../../syntax/ast.ts";
import { coerce } from "../../types/coerce.ts";
import { commonType } from "../../types/coerce-type.ts";
import { notSupported, TrinoError } from "../../types/trino-error.ts";
import type { SqlType } from "../../types/types.ts";
import { arrayType, BOOLEAN } from "../../types/types.ts";
import type { Env, Typed } from "../scope/compilation.ts";
import { nextAlias } from "../scope/compilation.ts";
import type { SpecialForm } from "./special-forms.ts";

type Call = Extract<Expression, { kind: "call" }>;
type Lambda = Extract<Expression, { kind: "lambda" }>;

/** Functions over arrays that take a lambda. */
export const LAMBDA_FORMS: Readonly<Record<string, SpecialForm>> = {
  transform: (node, env) => {
    const { array, sql, body } = applied(node, env);
    return { sql: `list_transform(${array.sql}, ${sql})`, type: arrayType(body.type) };
  },
  filter: (node, env) => {
    const { array, sql } = tested(node, env);
    return { sql: `list_filter(${array.sql}, ${sql})`, type: array.type };
  },
  any_match: (node, env) => match(node, env, "list_bool_or", "FALSE"),
  all_match: (node, env) => match(node, env, "list_bool_and", "TRUE"),
  none_match: (node, env) => {
    const any = match(node, env, "list_bool_or", "FALSE");
    return { sql: `(NOT ${any.sql})`, type: BOOLEAN };
  },
  reduce: compileReduce,
};

interface Applied {
  readonly array: Typed;
  readonly sql: string;
  readonly body: Typed;
}

function applied(node: Call, env: Env): Applied {
  const [first, second] = node.args;
  if (
    first === undefined ||
    second === undefined ||
    node.args.length !== 2 ||
    second.kind !== "lambda"
  )
    throw unexpected(node);
  const array = asArray(env.compilation.rules.expression(first, env));
  if (array.type.kind !== "array") throw unexpected(node);
  const { sql, body } = compileLambda(second, [array.type.element], env);
  return { array, sql, body };
}

/** A bare NULL is an array of nothing. */
function asArray(value: Typed): Typed {
  if (value.type.kind !== "unknown") return value;
  const type = arrayType(value.type);
  return { ...value, sql: coerce(value, type), type };
}

function tested(node: Call, env: Env): Applied {
  const parts = applied(node, env);
  if (parts.body.type.kind !== "boolean") throw unexpected(node);
  return parts;
}

function unexpected(node: Call): TrinoError {
  return new TrinoError(
    "FUNCTION_NOT_FOUND",
    `Unexpected parameters for function ${node.name}`,
    node.at,
  );
}

/** Three-valued: with no deciding element, a null among the answers makes null. */
function match(node: Call, env: Env, duck: string, empty: string): { sql: string; type: SqlType } {
  const { array, sql } = tested(node, env);
  const answers = `list_transform(${array.sql}, ${sql})`;
  const deciding = empty === "FALSE" ? "TRUE" : "FALSE";
  const unsure = `len(list_filter(${answers}, lambda a: a IS NULL)) > 0`;
  return {
    sql: `(CASE WHEN ${array.sql} IS NULL THEN NULL WHEN ${duck}(${answers}) IS ${deciding} THEN ${deciding} WHEN ${unsure} THEN NULL ELSE ${empty} END)`,
    type: BOOLEAN,
  };
}

function compileLambda(
  node: Lambda,
  types: readonly SqlType[],
  env: Env,
): { sql: string; body: Typed } {
  if (node.parameters.length !== types.length)
    throw notSupported(`a lambda with ${node.parameters.length} parameters here`, node.at);
  const names = types.map(() => nextAlias(env.compilation));
  const lambdas = new Map(env.lambdas);
  for (const [i, parameter] of node.parameters.entries()) {
    lambdas.set(parameter.name.toLowerCase(), {
      sql: names[i] ?? "",
      type: types[i] ?? { kind: "unknown" },
    });
  }
  const body = env.compilation.rules.expression(node.body, { ...env, lambdas });
  if (body.facts.subquery) throw notSupported("a subquery in a lambda", node.at);
  return { sql: `lambda ${names.join(", ")}: ${body.sql}`, body };
}

/** `reduce(array, start, (state, x) -> state, state -> result)` */
function compileReduce(node: Call, env: Env): { sql: string; type: SqlType } {
  const [list, start, step, finish] = node.args;
  if (
    list === undefined ||
    start === undefined ||
    step?.kind !== "lambda" ||
    finish?.kind !== "lambda"
  )
    throw unexpected(node);
  const array = env.compilation.rules.expression(list, env);
  const state = env.compilation.rules.expression(start, env);
  if (array.type.kind !== "array") throw unexpected(node);
  const first = compileLambda(step, [state.type, array.type.element], env);
  const type = commonType(state.type, first.body.type);
  const same =
    type !== undefined && array.type.element.kind === type.kind && state.type.kind === type.kind;
  if (!same) throw notSupported("reduce() whose state has another type than the elements", node.at);
  const last = compileLambda(finish, [type], env);
  const folded = `list_reduce(${array.sql}, ${first.sql}, ${coerce(state, type)})`;
  return {
    sql: `list_transform([${folded}], ${last.sql})[1]`,
    type: last.body.type,
  };
}
