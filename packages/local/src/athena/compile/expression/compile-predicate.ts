import type {
  CompareOperator,
  Expression,
  NestedType,
  Position,
  SqlType,
} from "@cloudapi/athena/internal/analysis";
import {
  BOOLEAN,
  formatType,
  isFloating,
  isNested,
  isOrderable,
  TrinoError,
} from "@cloudapi/athena/internal/analysis";
import { coerce } from "../../types/coerce.ts";
import { canCoerce, commonType } from "../../types/coerce-type.ts";
import { duckNull } from "../../types/duck.ts";
import type { Env, Piece, Typed } from "../scope/compilation.ts";
import { cannotApply } from "./compile-operator.ts";
import { logicSql } from "./logic.ts";

export function compileCompare(node: Extract<Expression, { kind: "compare" }>, env: Env): Piece {
  const left = env.compilation.rules.expression(node.left, env);
  const right = env.compilation.rules.expression(node.right, env);
  return { sql: compareSql(node.operator, left, right, node), type: BOOLEAN };
}

/** A comparison of two values in the type they meet in; NaN equals nothing, as in Trino. */
export function compareSql(
  operator: CompareOperator,
  left: Typed,
  right: Typed,
  node: Expression,
): string {
  const type = commonType(left.type, right.type);
  if (type === undefined || !canCompare(operator, type))
    throw cannotApply(operator, left, right, node);
  if (isNested(type)) return compareNested(operator, left, right, type, node);
  const [a, b] = comparable(left, right, type);
  const plain = `(${a} ${operator} ${b})`;
  if (!isFloating(type)) return plain;
  const nan = nanTest(left, a, right, b);
  if (nan === undefined) return plain;
  return operator === "<>" ? `(${plain} OR ${nan})` : `(${plain} AND NOT ${nan})`;
}

/** Whether either side is NaN, null where either is null; `undefined` where neither can be. */
function nanTest(left: Typed, a: string, right: Typed, b: string): string | undefined {
  if (!mayBeNaN(left) && !mayBeNaN(right)) return undefined;
  if (left.type.kind === "unknown" || right.type.kind === "unknown") return undefined;
  if (right.constant !== undefined) return `isnan(${a})`;
  if (left.constant !== undefined) return `isnan(${b})`;
  return `(CAST(isnan(${a}) AS INTEGER) + CAST(isnan(${b}) AS INTEGER) > 0)`;
}

function mayBeNaN(side: Typed): boolean {
  return isFloating(side.type) && side.constant === undefined;
}

/** A part that differs decides, whatever is null beside it; no order is found beside a null. */
function compareNested(
  operator: CompareOperator,
  left: Typed,
  right: Typed,
  type: NestedType,
  node: Expression,
): string {
  const [a, b] = [coerce(left, type), coerce(right, type)];
  if (operator !== "=" && operator !== "<>") return `(trino_compare(${a}, ${b}) ${operator} 0)`;
  const equal = type.kind === "row" ? equalRows(a, b, type, left, node) : `trino_equal(${a}, ${b})`;
  return operator === "=" ? equal : `(NOT ${equal})`;
}

/** Field by field, so that DuckDB sees what is compared with what. */
function equalRows(
  a: string,
  b: string,
  type: Extract<SqlType, { kind: "row" }>,
  typed: Typed,
  node: Expression,
): string {
  const tests = type.fields.map((field, i) => {
    const side = (sql: string): Typed => ({
      ...typed,
      sql: `(${sql}).f${i}`,
      type: field.type,
      constant: undefined,
    });
    return compareSql("=", side(a), side(b), node);
  });
  const equal = `(${tests.join(" AND ")})`;
  return `(CASE WHEN ${a} IS NOT NULL AND ${b} IS NOT NULL THEN ${equal} END)`;
}

function canCompare(operator: CompareOperator, type: SqlType): boolean {
  return operator === "=" || operator === "<>" ? true : isOrderable(type);
}

/** Both sides in one type, as values that DuckDB compares as Trino would. */
function comparable(left: Typed, right: Typed, type: SqlType): [string, string] {
  const a = coerce(left, type);
  const b = coerce(right, type);
  return type.kind === "timestamp with time zone" ? [`(${a}).t`, `(${b}).t`] : [a, b];
}

export function compileDistinct(
  node: Extract<Expression, { kind: "is-distinct" }>,
  env: Env,
): Piece {
  const left = env.compilation.rules.expression(node.left, env);
  const right = env.compilation.rules.expression(node.right, env);
  const type = commonType(left.type, right.type);
  if (type === undefined)
    throw cannotApply("IS DISTINCT FROM" as CompareOperator, left, right, node);
  const [a, b] = comparable(left, right, type);
  if (!isNested(type)) return { sql: `(${a} IS DISTINCT FROM ${b})`, type: BOOLEAN };
  const known = `${a} IS NOT NULL AND ${b} IS NOT NULL`;
  const sql = `(CASE WHEN ${known} THEN NOT trino_same(${a}, ${b}) ELSE (${a} IS NULL) <> (${b} IS NULL) END)`;
  return { sql, type: BOOLEAN };
}

export function compileBetween(node: Extract<Expression, { kind: "between" }>, env: Env): Piece {
  const value = env.compilation.rules.expression(node.value, env);
  const low = env.compilation.rules.expression(node.low, env);
  const high = env.compilation.rules.expression(node.high, env);
  const bounds = commonType(low.type, high.type);
  const type = bounds && commonType(value.type, bounds);
  if (type === undefined || !isOrderable(type)) {
    const types = [value, low, high].map((part) => formatType(part.type));
    throw new TrinoError(
      "TYPE_MISMATCH",
      `Cannot check if ${types[0]} is BETWEEN ${types[1]} and ${types[2]}`,
      node.at,
    );
  }
  const cast = (part: Typed): Typed => ({ ...part, sql: coerce(part, type), type });
  return {
    sql: `(${compareSql(">=", cast(value), cast(low), node)} AND ${compareSql("<=", cast(value), cast(high), node)})`,
    type: BOOLEAN,
  };
}

export function compileIn(node: Extract<Expression, { kind: "in" }>, env: Env): Piece {
  const value = env.compilation.rules.expression(node.value, env);
  const items = node.list.map((item) => env.compilation.rules.expression(item, env));
  const type = meet(
    [value, ...items],
    "IN value and list items must be the same type or coercible to a common type",
    node.at,
  );
  if (isFloating(type) || isNested(type)) {
    const tests = items.map((item) =>
      compareSql(
        "=",
        { ...value, sql: coerce(value, type), type },
        { ...item, sql: coerce(item, type), type },
        node,
      ),
    );
    return { sql: `(${tests.join(" OR ")})`, type: BOOLEAN };
  }
  const side = (part: Typed) =>
    type.kind === "timestamp with time zone" ? `(${coerce(part, type)}).t` : coerce(part, type);
  return { sql: `(${side(value)} IN (${items.map(side).join(", ")}))`, type: BOOLEAN };
}

/** The type that all of several values meet in. */
export function meet(values: readonly Typed[], what: string, at: Position): SqlType {
  let type: SqlType = { kind: "unknown" };
  for (const value of values) {
    const common = commonType(type, value.type);
    if (common === undefined) {
      const types = [...new Set(values.map((each) => formatType(each.type)))].join(", ");
      const pair = `${formatType(type)} and ${formatType(value.type)}`;
      throw new TrinoError(
        "TYPE_MISMATCH",
        `${what}. Cannot find common type between ${pair}, all types (without duplicates): [${types}]`,
        at,
      );
    }
    type = common;
  }
  return type;
}

/** AND and OR. */
export function compileLogical(node: Extract<Expression, { kind: "logical" }>, env: Env): Piece {
  const terms = node.terms.map((term) => compileCondition(term, "Logical expression term", env));
  const { operator } = node;
  return { sql: logicSql(operator, terms), type: BOOLEAN, logic: { operator, terms } };
}

/** An expression that must be true or false. */
export function compileCondition(node: Expression, what: string, env: Env): Typed {
  const value = env.compilation.rules.expression(node, env);
  if (value.type.kind === "boolean") return value;
  if (value.type.kind === "unknown") return { ...value, sql: duckNull(BOOLEAN), type: BOOLEAN };
  throw new TrinoError(
    "TYPE_MISMATCH",
    `${what} must evaluate to a boolean (actual: ${formatType(value.type)})`,
    node.at,
  );
}

/** LIKE knows no escape character unless one is given. */
export function compileLike(node: Extract<Expression, { kind: "like" }>, env: Env): Piece {
  const [value, pattern, escape] = [node.value, node.pattern, node.escape].map(
    (part) => part && env.compilation.rules.expression(part, env),
  );
  for (const [part, what] of [
    [value, "Left side of LIKE expression"],
    [pattern, "Pattern for LIKE expression"],
    [escape, "Escape for LIKE expression"],
  ] as const) {
    if (part !== undefined && part.type.kind !== "varchar" && part.type.kind !== "unknown") {
      throw new TrinoError(
        "TYPE_MISMATCH",
        `${what} must evaluate to a varchar (actual: ${formatType(part.type)})`,
        part.node.at,
      );
    }
  }
  if (escape === undefined) return { sql: `(${value?.sql} LIKE ${pattern?.sql})`, type: BOOLEAN };
  env.facts.fallible = true;
  return { sql: `trino_like_escape(${value?.sql}, ${pattern?.sql}, ${escape.sql})`, type: BOOLEAN };
}

export function compileCase(node: Extract<Expression, { kind: "case" }>, env: Env): Piece {
  const operand = node.operand && env.compilation.rules.expression(node.operand, env);
  const branches = node.whens.map((each) => env.compilation.rules.expression(each.result, env));
  const otherwise = node.otherwise && env.compilation.rules.expression(node.otherwise, env);
  const results = otherwise === undefined ? branches : [...branches, otherwise];
  const type = meet(
    results,
    "All CASE results must be the same type or coercible to a common type",
    node.at,
  );
  const arms = node.whens.map((each, i) => {
    const then = branches[i];
    return `WHEN ${caseTest(operand, each.when, env)} THEN ${then === undefined ? "NULL" : coerce(then, type)}`;
  });
  const rest = otherwise === undefined ? duckNull(type) : coerce(otherwise, type);
  return { sql: `(CASE ${arms.join(" ")} ELSE ${rest} END)`, type };
}

function caseTest(operand: Typed | undefined, when: Expression, env: Env): string {
  const value = env.compilation.rules.expression(when, env);
  if (operand !== undefined) return compareSql("=", operand, value, when);
  if (canCoerce(value.type, BOOLEAN)) return coerce(value, BOOLEAN);
  throw new TrinoError(
    "TYPE_MISMATCH",
    `CASE WHEN clause must evaluate to a boolean (actual: ${formatType(value.type)})`,
    when.at,
  );
}
