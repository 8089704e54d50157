import type { Expression, SqlType, TypedSql } from "@cloudapi/athena/internal/analysis";
import { notSupported, TrinoError, UNKNOWN } from "@cloudapi/athena/internal/analysis";
import { coerce } from "../../types/coerce.ts";
import type { Env, Typed } from "../scope/compilation.ts";
import { nextAlias } from "../scope/compilation.ts";

type Call = Extract<Expression, { kind: "call" }>;
type Lambda = Extract<Expression, { kind: "lambda" }>;

/** A lambda of one parameter in DuckDB, whose body reads what a lambda's own parameters stand for. */
export interface CompiledLambda {
  /** The name of DuckDB's parameter. */
  readonly name: string;
  readonly body: Typed;
}

/** The body of a lambda where each parameter is a part of one value that DuckDB's lambda is given. */
export function compileLambda(
  node: Lambda,
  parts: (name: string) => readonly TypedSql[],
  env: Env,
): CompiledLambda {
  const name = nextAlias(env.compilation);
  const values = parts(name);
  if (node.parameters.length !== values.length)
    throw new TrinoError(
      "INVALID_PARAMETER_USAGE",
      `Expected a lambda that takes ${values.length} argument(s) but got ${node.parameters.length}`,
      node.at,
    );
  const lambdas = new Map(env.lambdas);
  for (const [i, parameter] of node.parameters.entries())
    lambdas.set(parameter.name.toLowerCase(), values[i] ?? { sql: name, type: UNKNOWN });
  const body = env.compilation.rules.expression(node.body, { ...env, lambdas });
  if (body.facts.subquery) throw notSupported("a subquery in a lambda", node.at);
  return { name, body };
}

/** An argument that has to be an array; a bare NULL is an array of nothing. */
export function arrayArgument(
  node: Call,
  index: number,
  env: Env,
): TypedSql & { readonly type: Extract<SqlType, { kind: "array" }> } {
  const value = valueArgument(node, index, env, { kind: "array", element: UNKNOWN });
  if (value.type.kind !== "array") throw unexpected(node);
  return { sql: value.sql, type: value.type };
}

/** An argument that has to be a map; a bare NULL is a map of nothing. */
export function mapArgument(
  node: Call,
  index: number,
  env: Env,
): TypedSql & { readonly type: Extract<SqlType, { kind: "map" }> } {
  const value = valueArgument(node, index, env, { kind: "map", key: UNKNOWN, value: UNKNOWN });
  if (value.type.kind !== "map") throw unexpected(node);
  return { sql: value.sql, type: value.type };
}

function valueArgument(node: Call, index: number, env: Env, ofNull: SqlType): TypedSql {
  const argument = node.args[index];
  if (argument === undefined || argument.kind === "lambda") throw unexpected(node);
  const value = env.compilation.rules.expression(argument, env);
  return value.type.kind === "unknown" ? { sql: coerce(value, ofNull), type: ofNull } : value;
}

export function lambdaArgument(node: Call, index: number): Lambda {
  const argument = node.args[index];
  if (argument?.kind !== "lambda") throw unexpected(node);
  return argument;
}

export function expectArguments(node: Call, count: number): void {
  if (node.args.length !== count) throw unexpected(node);
}

export function unexpected(node: Call): TrinoError {
  return new TrinoError(
    "FUNCTION_NOT_FOUND",
    `Unexpected parameters for function ${node.name}`,
    node.at,
  );
}
