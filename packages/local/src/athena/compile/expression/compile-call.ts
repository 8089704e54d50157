import type { Expression, SqlType } from "@cloudapi/athena/internal/analysis";
import { formatType, notSupported, TrinoError } from "@cloudapi/athena/internal/analysis";
import type { AggregateFunction, Overload } from "../../functions/function-row.ts";
import { REFUSED_ARITIES, REFUSED_FUNCTIONS } from "../../functions/refused-functions.ts";
import { FUNCTIONS } from "../../functions/registry.ts";
import { bindSignature, parseSignature, resolvePattern } from "../../functions/signature.ts";
import { coerce } from "../../types/coerce.ts";
import type { Env, Piece, Typed } from "../scope/compilation.ts";
import { aggregateSql } from "./aggregate-sql.ts";
import { COLLECTION_FORMS } from "./collection-forms.ts";
import { LAMBDA_FORMS } from "./lambda-forms.ts";
import type { SpecialForm } from "./special-forms.ts";
import { SPECIAL_FORMS } from "./special-forms.ts";
import { TIME_FORMS } from "./time-forms.ts";

type Call = Extract<Expression, { kind: "call" }>;

/** A call of a function of the allow-list, with the overload Trino would choose. */
export function compileCall(node: Call, env: Env): Piece {
  const special = Object.hasOwn(FORMS, node.name) ? FORMS[node.name] : undefined;
  if (special === undefined) return compilePlainCall(node, env);
  refuseDetails(node);
  return special(node, env);
}

const FORMS: Readonly<Record<string, SpecialForm>> = {
  ...SPECIAL_FORMS,
  ...TIME_FORMS,
  ...LAMBDA_FORMS,
  ...COLLECTION_FORMS,
};

/** A call of a function that has signatures. */
export function compilePlainCall(node: Call, env: Env): Piece {
  const row = FUNCTIONS.get(node.name);
  if (row === undefined) throw unknownFunction(node);
  env.facts.fallible ||= row.fallible;
  env.facts.volatile ||= row.volatile;
  if (row.kind === "scalar") {
    refuseDetails(node);
    const args = node.args.map((arg) => env.compilation.rules.expression(arg, env));
    const { sql, type } = chosen(row, args, node);
    return { sql, type };
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
  const details = {
    DISTINCT: call.distinct,
    "ORDER BY": call.orderBy.length > 0,
    FILTER: call.filter !== undefined,
    OVER: call.over !== undefined,
    "*": call.star,
  };
  for (const [what, used] of Object.entries(details)) {
    if (used)
      throw new TrinoError(
        "FUNCTION_NOT_AGGREGATE",
        `${what} is not supported for non-aggregation function: ${node.name}`,
        node.at,
      );
  }
}

/** Pick the overload: the one that fits as it is, or else the one that widens the fewest arguments. */
function chosen<Sql>(
  row: Overloaded<Sql>,
  args: readonly Typed[],
  node: Call,
): { sql: Sql; type: SqlType } {
  const types = args.map((arg) => arg.type);
  const known = types.every((type) => type.kind !== "unknown");
  const exact = known ? candidates(row, types, false) : [];
  const fitting = exact.length > 0 ? exact : candidates(row, types, true);
  const best = fitting.reduce<Candidate<Sql> | undefined>(
    (found, each) => (found === undefined || each.widened < found.widened ? each : found),
    undefined,
  );
  if (best === undefined) throw refusedForm(node) ?? wrongArguments(row, types, node);
  const parts = {
    args: args.map((arg, i) => coerce(arg, best.wanted[i] ?? arg.type)),
    types,
    bound: best.bound,
  };
  return {
    sql: best.overload.sql(parts),
    type:
      best.overload.result?.(parts) ??
      resolvePattern(parseSignature(best.overload.signature).result, best.bound),
  };
}

interface Overloaded<Sql> {
  readonly name: string;
  readonly overloads: readonly Overload<Sql>[];
}

interface Candidate<Sql> {
  readonly overload: Overload<Sql>;
  readonly bound: ReadonlyMap<string, SqlType>;
  /** The type each argument is widened to. */
  readonly wanted: readonly SqlType[];
  readonly widened: number;
}

function candidates<Sql>(
  row: Overloaded<Sql>,
  types: readonly SqlType[],
  widening: boolean,
): Candidate<Sql>[] {
  return row.overloads.flatMap((overload) => {
    const { parameters } = parseSignature(overload.signature);
    const bound = bindSignature(parseSignature(overload.signature), types, widening);
    if (bound === undefined) return [];
    const wanted = types.map((type, i) => {
      const pattern = parameters[Math.min(i, parameters.length - 1)];
      return pattern === undefined ? type : resolvePattern(pattern, bound);
    });
    return {
      overload,
      bound,
      wanted,
      widened: types.filter((type, i) => type.kind !== wanted[i]?.kind).length,
    };
  });
}

/** A form of a function that Athena has besides those that are here. */
function refusedForm(node: Call): TrinoError | undefined {
  return REFUSED_ARITIES[node.name]?.includes(node.args.length) === true
    ? notSupported(`${node.name} with ${node.args.length} arguments`, node.at)
    : undefined;
}

function wrongArguments(
  row: Overloaded<unknown>,
  types: readonly SqlType[],
  node: Call,
): TrinoError {
  const expected = row.overloads
    .map((overload) => `${row.name}(${(overload.signature.split("->")[0] ?? "").trim()})`)
    .join(", ");
  const given = types.map(formatType).join(", ");
  return new TrinoError(
    "FUNCTION_NOT_FOUND",
    `Unexpected parameters (${given}) for function ${row.name}. Expected: ${expected}`,
    node.at,
  );
}

function compileAggregate(row: AggregateFunction, node: Call, env: Env): Piece {
  const over = node.call.over;
  if (row.kind === "window" && over === undefined) {
    throw new TrinoError(
      "MISSING_OVER",
      `Window function ${node.name} requires an OVER clause`,
      node.at,
    );
  }
  if (over === undefined) checkAggregate(node, env);
  else if (env.windows === "refused") throw misplaced(node, env);
  else refuseInWindow(node);
  if (node.call.star && node.name !== "count")
    throw new TrinoError(
      "FUNCTION_NOT_FOUND",
      `Unexpected parameters (*) for function ${node.name}`,
      node.at,
    );
  const within = { name: node.name, at: node.at };
  const inner: Env =
    over === undefined
      ? { ...env, aggregates: "inside", windows: "refused", within }
      : { ...env, windows: "refused", within };
  const args = node.args.map((arg) => env.compilation.rules.expression(arg, inner));
  const { sql: plan, type } = chosen(row, args, node);
  const sql = aggregateSql({ plan, type }, node, inner, env, args);
  if (over === undefined) {
    env.facts.ungrouped = false;
    env.facts.aggregate ??= node;
  } else env.facts.window ??= node;
  return { sql, type };
}

/** Neither has Athena. */
function refuseInWindow({ call, at }: Call): void {
  if (call.distinct)
    throw new TrinoError(
      "NOT_SUPPORTED",
      "DISTINCT in window function parameters not yet supported",
      at,
    );
  if (call.filter !== undefined)
    throw new TrinoError("NOT_SUPPORTED", "FILTER is not yet supported for window functions", at);
}

function checkAggregate(node: Call, env: Env): void {
  if (env.aggregates === "allowed") return;
  if (env.aggregates === "inside") {
    throw new TrinoError(
      "NESTED_AGGREGATION",
      `Cannot nest aggregations inside aggregation '${env.within?.name}': [${sourceOf(node, env)}]`,
      env.within?.at ?? node.at,
    );
  }
  throw misplaced(node, env);
}

function misplaced(node: Call, env: Env): TrinoError {
  if (env.within !== undefined)
    return new TrinoError(
      "NESTED_WINDOW",
      `Cannot nest window functions or row pattern measures inside window specification`,
      node.at,
    );
  const text = sourceOf(node, env);
  return new TrinoError(
    "EXPRESSION_NOT_SCALAR",
    `${env.clause} cannot contain aggregations, window functions or grouping operations: [${text}]`,
    env.clauseAt ?? node.at,
  );
}

function sourceOf(node: Call, env: Env): string {
  return env.compilation.text.slice(node.start, node.end);
}
