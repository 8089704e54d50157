import type { ArithmeticOperator, Expression, SqlType } from "@cloudapi/athena/internal/analysis";
import {
  asDecimal,
  formatType,
  isInteger,
  isNumeric,
  TrinoError,
  varcharType,
} from "@cloudapi/athena/internal/analysis";
import { coerce } from "../../types/coerce.ts";
import { canCoerce, commonType } from "../../types/coerce-type.ts";
import { duckNull, duckType } from "../../types/duck.ts";
import { fail } from "../../types/fail.ts";
import type { Constant, Env, Piece, Typed } from "../scope/compilation.ts";
import { compileTimeArithmetic } from "./time-arithmetic.ts";

/** `+ - * / %` on numbers, dates and intervals, with Trino's result types, overflow and division. */
export function compileArithmetic(
  node: Extract<Expression, { kind: "arithmetic" }>,
  env: Env,
): Piece {
  const left = env.compilation.rules.expression(node.left, env);
  const right = env.compilation.rules.expression(node.right, env);
  const time = compileTimeArithmetic(node.operator, left, right, node.at);
  if (time !== undefined) return time;
  const type = commonType(left.type, right.type);
  if (type?.kind === "unknown")
    return { sql: duckNull({ kind: "integer" }), type: { kind: "integer" } };
  if (type === undefined || !isNumeric(type)) throw cannotApply(node.operator, left, right, node);
  if (type.kind === "decimal") return decimalArithmetic(node.operator, left, right, env);
  const a = coerce(left, type);
  const b = coerce(right, type);
  if (!isInteger(type)) return { sql: floatArithmetic(node.operator, a, b, type), type };
  const constant = constantArithmetic(node.operator, left.constant, right.constant, type);
  if (constant === undefined) env.facts.fallible ||= !dividesSafely(node.operator, right);
  return { sql: integerArithmetic(node.operator, a, b, type, right), type, constant };
}

const BITS: Partial<Record<SqlType["kind"], number>> = {
  tinyint: 8,
  smallint: 16,
  integer: 32,
  bigint: 64,
};

/** What whole literals come to; `undefined` where they aren't all known, or where it would fail. */
function constantArithmetic(
  operator: ArithmeticOperator,
  a: Constant | undefined,
  b: Constant | undefined,
  type: SqlType,
): bigint | undefined {
  if (typeof a !== "bigint" || typeof b !== "bigint") return undefined;
  const bits = BITS[type.kind];
  if (bits === undefined || ((operator === "/" || operator === "%") && b === 0n)) return undefined;
  const values = { "+": a + b, "-": a - b, "*": a * b, "/": b && a / b, "%": b && a % b };
  const value = values[operator];
  return BigInt.asIntN(bits, value) === value ? value : undefined;
}

/** Whether the divisor is a number that every dividend can be divided by: neither 0 nor, for the least one, -1. */
function dividesSafely(operator: ArithmeticOperator, { constant }: Typed): boolean {
  return (
    (operator === "/" || operator === "%") &&
    typeof constant === "bigint" &&
    constant !== 0n &&
    constant !== -1n
  );
}

export function cannotApply(
  operator: string,
  left: Typed,
  right: Typed,
  node: Expression,
): TrinoError {
  return new TrinoError(
    "TYPE_MISMATCH",
    `Cannot apply operator: ${formatType(left.type)} ${operator} ${formatType(right.type)}`,
    node.at,
  );
}

function integerArithmetic(
  operator: ArithmeticOperator,
  a: string,
  b: string,
  type: SqlType,
  divisor: Typed,
): string {
  if (operator !== "/" && operator !== "%") return `(${a} ${operator} ${b})`;
  const divide = operator === "/" ? "//" : "%";
  if (dividesSafely(operator, divisor)) return `(${a} ${divide} ${b})`;
  return `(CASE WHEN ${b} = 0 THEN ${fail("DIVISION_BY_ZERO", "Division by zero", type)} ELSE ${a} ${divide} ${b} END)`;
}

function floatArithmetic(
  operator: ArithmeticOperator,
  a: string,
  b: string,
  type: SqlType,
): string {
  return operator === "%"
    ? `CAST(trino_remainder(${a}, ${b}) AS ${duckType(type)})`
    : `(${a} ${operator} ${b})`;
}

/** Sums and products whose digits always have room can't fail. */
function decimalArithmetic(
  operator: ArithmeticOperator,
  left: Typed,
  right: Typed,
  env: Env,
): Piece {
  const a = asDecimal(left.type) ?? { kind: "decimal", precision: 1, scale: 0 };
  const b = asDecimal(right.type) ?? { kind: "decimal", precision: 1, scale: 0 };
  const scale = Math.max(a.scale, b.scale);
  const whole = Math.max(a.precision - a.scale, b.precision - b.scale);
  const x = coerce(left, a);
  const y = coerce(right, b);
  const digits = operator === "*" ? a.precision + b.precision : whole + scale + 1;
  env.facts.fallible ||= operator === "/" || operator === "%" || digits > 38;
  if (operator === "*") {
    const type: SqlType = {
      kind: "decimal",
      precision: Math.min(38, a.precision + b.precision),
      scale: a.scale + b.scale,
    };
    return { sql: `CAST((${x} * ${y}) AS ${duckType(type)})`, type };
  }
  if (operator === "/") {
    const precision = Math.min(38, a.precision + b.scale + Math.max(b.scale - a.scale, 0));
    const type: SqlType = { kind: "decimal", precision, scale };
    return {
      sql: `CAST(trino_decimal_divide(CAST(${x} AS VARCHAR), CAST(${y} AS VARCHAR), ${scale}) AS ${duckType(type)})`,
      type,
    };
  }
  if (operator === "%") {
    const type: SqlType = {
      kind: "decimal",
      precision: Math.min(b.precision - b.scale, a.precision - a.scale) + scale,
      scale,
    };
    return {
      sql: `CAST(trino_decimal_modulus(CAST(${x} AS VARCHAR), CAST(${y} AS VARCHAR)) AS ${duckType(type)})`,
      type,
    };
  }
  const type: SqlType = { kind: "decimal", precision: Math.min(38, whole + scale + 1), scale };
  return {
    sql: `CAST((CAST(${x} AS ${duckType(type)}) ${operator} CAST(${y} AS ${duckType(type)})) AS ${duckType(type)})`,
    type,
  };
}

/** A sign that changes nothing, on what could have one. */
export function compilePlus(
  node: Extract<Expression, { value: Expression; kind: "negate" | "plus" }>,
  env: Env,
): Piece {
  const value = env.compilation.rules.expression(node.value, env);
  if (isNumeric(value.type)) return { sql: value.sql, type: value.type, constant: value.constant };
  throw new TrinoError(
    "TYPE_MISMATCH",
    `Unary '+' operator cannot by applied to ${formatType(value.type)} type`,
    node.at,
  );
}

export function compileNegate(
  node: Extract<Expression, { value: Expression; kind: "negate" | "plus" }>,
  env: Env,
): Piece {
  const value = env.compilation.rules.expression(node.value, env);
  const { type } = value;
  if (isNumeric(type) || type.kind.startsWith("interval")) {
    const { constant } = value;
    const negated = constant === undefined ? undefined : -constant;
    env.facts.fallible ||= isInteger(type) && constant === undefined;
    return { sql: `(- ${value.sql})`, type, constant: negated };
  }
  throw new TrinoError("TYPE_MISMATCH", `Cannot negate ${formatType(type)}`, node.at);
}

/** `||` on text, arrays and binary; a null on either side makes null. */
export function compileConcat(node: Extract<Expression, { kind: "concat" }>, env: Env): Piece {
  const left = env.compilation.rules.expression(node.left, env);
  const right = env.compilation.rules.expression(node.right, env);
  const a = left.type;
  const b = right.type;
  if (a.kind === "varchar" && b.kind === "varchar") {
    return { sql: `(${left.sql} || ${right.sql})`, type: varcharType(undefined) };
  }
  if (
    (a.kind === "unknown" || b.kind === "unknown") &&
    (a.kind === "varchar" || b.kind === "varchar")
  ) {
    return { sql: duckNull(varcharType(undefined)), type: varcharType(undefined) };
  }
  if (a.kind === "varbinary" && b.kind === "varbinary")
    return { sql: `(${left.sql} || ${right.sql})`, type: a };
  if ([a, b].some(({ kind }) => kind === "unknown") && [a, b].some(({ kind }) => kind === "array"))
    throw new TrinoError(
      "AMBIGUOUS_FUNCTION_CALL",
      "NULL beside an array may be an array or an element: cast it",
      node.at,
    );
  const array = concatArrays(left, right);
  if (array !== undefined) return array;
  throw new TrinoError(
    "FUNCTION_NOT_FOUND",
    `Unexpected parameters (${formatType(a)}, ${formatType(b)}) for function concat`,
    node.at,
  );
}

function concatArrays(left: Typed, right: Typed): Piece | undefined {
  const whole =
    left.type.kind === "array"
      ? (commonType(left.type, right.type) ?? appendType(left.type, right.type))
      : undefined;
  const type =
    whole ?? (right.type.kind === "array" ? appendType(right.type, left.type) : undefined);
  if (type?.kind !== "array") return undefined;
  const side = (typed: Typed) =>
    typed.type.kind === "array" && canCoerce(typed.type, type)
      ? coerce(typed, type)
      : `(CASE WHEN ${typed.sql} IS NOT NULL THEN [${coerce(typed, type.element)}] END)`;
  return { sql: `trino_concat_arrays(${side(left)}, ${side(right)})`, type };
}

function appendType(
  array: Extract<SqlType, { kind: "array" }>,
  value: SqlType,
): SqlType | undefined {
  const element = commonType(array.element, value);
  return element && { kind: "array", element };
}
