import { bindSignature, parseSignature, resolvePattern } from "../functions/signature.ts";
import type { FunctionRow, Overload } from "../functions/function-row.ts";
import { FUNCTIONS } from "../functions/registry.ts";
import { REFUSED_FUNCTIONS } from "../functions/refused-functions.ts";
import type { Expression } from "./ast.ts";
import { coerce } from "./coerce.ts";
import type { Env, Typed } from "./compilation.ts";
import { aggregateSql } from "./aggregate-sql.ts";
import { LAMBDA_FORMS } from "./lambda-forms.ts";
import { SPECIAL_FORMS } from "./special-forms.ts";
import { TIME_FORMS } from "./time-forms.ts";
import { notSupported, TrinoError } from "./trino-error.ts";
import { formatType } from "./types.ts";
import type { SqlType } from "./types.ts";

type Call = Extract<Expression, { kind: "call" }>;

interface Piece {
  readonly sql: string;
  readonly type: SqlType;
}

/** A call of a function of the allow-list, with the overload Trino would choose. */
export function compileCall(node: Call, env: Env): Piece {
  const special = SPECIAL_FORMS[node.name] ?? TIME_FORMS[node.name] ?? LAMBDA_FORMS[node.name];
  if (special !== undefined) {
    refuseDetails(node);
    return special(node, env);
  }
  const row = FUNCTIONS.get(node.name);
  if (row === undefined) throw unknownFunction(node);
  env.facts.fallible ||= row.fallible;
  env.facts.volatile ||= row.volatile;
  if (row.kind === "scalar") {
    refuseDetails(node);
    const args = node.args.map((arg) => env.compilation.rules.expression(arg, env));
    return chosen(row, args, node);
  }
  return compileAggregate(row, node, env);
}

function unknownFunction(node: Call): TrinoError {
  if (REFUSED_FUNCTIONS.has(node.name)) return notSupported(`the function ${node.name}`, node.at);
  return new TrinoError("FUNCTION_NOT_FOUND", `Function '${node.name}' not registered`, node.at);
}

/** DISTINCT, FILTER, OVER and the like belong to aggregates. */
function refuseDetails(node: Call): void {
  const { call } = node;
  const details = { DISTINCT: call.distinct, "ORDER BY": call.orderBy.length > 0, FILTER: call.filter !== undefined, OVER: call.over !== undefined, "*": call.star };
  for (const [what, used] of Object.entries(details)) {
    if (used) throw new TrinoError("FUNCTION_NOT_AGGREGATE", `${what} is not supported for non-aggregation function: ${node.name}`, node.at);
  }
}

/** Pick the overload: the one that fits as it is, or else the first that fits after widening. */
export function chosen(row: FunctionRow, args: readonly Typed[], node: Call): Piece {
  const types = args.map((arg) => arg.type);
  for (const widening of [false, true]) {
    for (const overload of row.overloads) {
      const piece = tryOverload(overload, args, types, widening);
      if (piece !== undefined) return piece;
    }
  }
  throw wrongArguments(row, types, node);
}

function tryOverload(overload: Overload, args: readonly Typed[], types: readonly SqlType[], widening: boolean): Piece | undefined {
  const signature = parseSignature(overload.signature);
  if (!widening && types.some((type) => type.kind === "unknown")) return undefined;
  const bound = bindSignature(signature, types, widening);
  if (bound === undefined) return undefined;
  const last = signature.parameters.length - 1;
  const sql = args.map((arg, i) => {
    const pattern = signature.parameters[Math.min(i, last)];
    return pattern === undefined ? arg.sql : coerce(arg, resolvePattern(pattern, bound));
  });
  const parts = { args: sql, types, bound };
  return { sql: overload.sql(parts), type: overload.result?.(parts) ?? resolvePattern(signature.result, bound) };
}

function wrongArguments(row: FunctionRow, types: readonly SqlType[], node: Call): TrinoError {
  const expected = row.overloads.map((overload) => `${row.name}(${(overload.signature.split("->")[0] ?? "").trim()})`).join(", ");
  const given = types.map(formatType).join(", ");
  return new TrinoError("FUNCTION_NOT_FOUND", `Unexpected parameters (${given}) for function ${row.name}. Expected: ${expected}`, node.at);
}

function compileAggregate(row: FunctionRow, node: Call, env: Env): Piece {
  const over = node.call.over;
  if (row.kind === "window" && over === undefined) {
    throw new TrinoError("MISSING_OVER", `Window function ${node.name} requires an OVER clause`, node.at);
  }
  if (over === undefined) checkAggregate(node, env);
  else if (env.windows === "refused") throw misplaced(node, env);
  if (node.call.star && node.name !== "count") throw new TrinoError("FUNCTION_NOT_FOUND", `Unexpected parameters (*) for function ${node.name}`, node.at);
  const inner: Env = over === undefined ? { ...env, aggregates: "inside", windows: "refused" } : { ...env, windows: "refused" };
  const args = node.args.map((arg) => env.compilation.rules.expression(arg, inner));
  const piece = chosen(row, args, node);
  const sql = aggregateSql(piece, node, inner, env, args);
  if (over === undefined) {
    env.facts.ungrouped = false;
    env.facts.aggregate ??= node;
  } else env.facts.window ??= node;
  return { sql, type: piece.type };
}

function checkAggregate(node: Call, env: Env): void {
  if (env.aggregates === "allowed") return;
  if (env.aggregates === "inside") {
    throw new TrinoError("NESTED_AGGREGATION", `Cannot nest aggregations inside aggregation '${node.name}'`, node.at);
  }
  throw misplaced(node, env);
}

function misplaced(node: Call, env: Env): TrinoError {
  const name = node.call.over === undefined ? "EXPRESSION_NOT_SCALAR" : "NESTED_WINDOW";
  return new TrinoError(name, `${env.clause} cannot contain aggregations, window functions or grouping operations: [${node.name}]`, node.at);
}
