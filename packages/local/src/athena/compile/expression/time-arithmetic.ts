import type { ArithmeticOperator, Position, SqlType } from "@cloudapi/athena/internal/analysis";
import { isInteger, notSupported } from "@cloudapi/athena/internal/analysis";
import { coerce } from "../../types/coerce.ts";
import { commonType } from "../../types/coerce-type.ts";
import { duckType } from "../../types/duck.ts";
import type { Piece, Typed } from "../scope/compilation.ts";

const DAY_MILLIS = 86_400_000;
const TIMES = ["date", "timestamp", "timestamp with time zone"];
const DAYS: SqlType = { kind: "interval day to second" };

/** Sums and differences of dates, timestamps and intervals; `undefined` when neither side is one. */
export function compileTimeArithmetic(
  operator: ArithmeticOperator,
  left: Typed,
  right: Typed,
  at: Position,
): Piece | undefined {
  if (operator === "-" && TIMES.includes(left.type.kind) && TIMES.includes(right.type.kind))
    return difference(left, right);
  if (operator === "+" && isInterval(left.type) && TIMES.includes(right.type.kind))
    return shift("+", right, left, at);
  if (
    (operator === "+" || operator === "-") &&
    TIMES.includes(left.type.kind) &&
    isInterval(right.type)
  )
    return shift(operator, left, right, at);
  if (
    isInterval(left.type) &&
    left.type.kind === right.type.kind &&
    (operator === "+" || operator === "-")
  ) {
    return { sql: `(${left.sql} ${operator} ${right.sql})`, type: left.type };
  }
  if (operator === "*" && isInterval(left.type) && isInteger(right.type))
    return { sql: product(left, right, left.type), type: left.type };
  if (operator === "*" && isInteger(left.type) && isInterval(right.type))
    return { sql: product(left, right, right.type), type: right.type };
  if (isInterval(left.type) || isInterval(right.type))
    throw notSupported(
      `this interval arithmetic (${left.type.kind} ${operator} ${right.type.kind})`,
      at,
    );
  return undefined;
}

function product(left: Typed, right: Typed, type: SqlType): string {
  return `CAST(${left.sql} * ${right.sql} AS ${duckType(type)})`;
}

function isInterval(type: SqlType): boolean {
  return type.kind === "interval day to second" || type.kind === "interval year to month";
}

/** Between two times in the type they meet in, to the nearest millisecond. */
function difference(left: Typed, right: Typed): Piece | undefined {
  const type = commonType(left.type, right.type);
  if (type === undefined) return undefined;
  const [a, b] = [coerce(left, type), coerce(right, type)];
  if (type.kind === "date")
    return { sql: `(CAST(${a} - ${b} AS BIGINT) * ${DAY_MILLIS})`, type: DAYS };
  const sql =
    type.kind === "timestamp"
      ? `trino_nearest(epoch_us(${a}) - epoch_us(${b}), 1000)`
      : `trino_instants_apart(epoch_us((${a}).t), epoch_us((${b}).t))`;
  return { sql, type: DAYS };
}

function shift(operator: "+" | "-", time: Typed, interval: Typed, at: Position): Piece {
  const months = interval.type.kind === "interval year to month";
  const amount = months ? `to_months(${interval.sql})` : `to_milliseconds(${interval.sql})`;
  if (time.type.kind === "date")
    return { sql: shiftDate(operator, time.sql, interval, amount), type: time.type };
  if (time.type.kind === "timestamp with time zone") {
    if (months) throw notSupported("adding months to a timestamp with time zone", at);
    const type: SqlType = {
      kind: "timestamp with time zone",
      precision: Math.max(3, time.type.precision),
    };
    return { sql: `trino_zoned((${time.sql}).t ${operator} ${amount}, (${time.sql}).z)`, type };
  }
  const type: SqlType =
    time.type.kind === "timestamp" && !months
      ? { kind: "timestamp", precision: Math.max(3, time.type.precision) }
      : time.type;
  return { sql: `(${time.sql} ${operator} ${amount})`, type };
}

function shiftDate(operator: "+" | "-", sql: string, interval: Typed, amount: string): string {
  const shifted = `CAST((${sql} ${operator} ${amount}) AS DATE)`;
  if (interval.type.kind === "interval year to month") return shifted;
  const message = "Cannot add hour, minutes or seconds to a date";
  return `(CASE WHEN ${interval.sql} % ${DAY_MILLIS} <> 0 THEN CAST(trino_fail('INVALID_FUNCTION_ARGUMENT', '${message}') AS DATE) ELSE ${shifted} END)`;
}
