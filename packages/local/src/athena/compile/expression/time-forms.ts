import type { Expression, SqlType } from "@cloudapi/athena/internal/analysis";
import { BIGINT, formatType, notSupported, TrinoError } from "@cloudapi/athena/internal/analysis";
import { coerce } from "../../types/coerce.ts";
import { canCoerce, commonType } from "../../types/coerce-type.ts";
import type { Env, Typed } from "../scope/compilation.ts";
import { compileNow } from "./compile-time.ts";
import type { SpecialForm } from "./special-forms.ts";

type Call = Extract<Expression, { kind: "call" }>;

const UNITS = [
  "millisecond",
  "second",
  "minute",
  "hour",
  "day",
  "week",
  "month",
  "quarter",
  "year",
];
const CLOCK = ["millisecond", "second", "minute", "hour"];
const TIMES = ["date", "timestamp", "timestamp with time zone"];

/** Functions whose first argument names a unit, which must be written out. */
export const TIME_FORMS: Readonly<Record<string, SpecialForm>> = {
  date_trunc: dateTrunc,
  date_add: dateAdd,
  date_diff: dateDiff,
  now: (node, env) => compileNow({ ...node, kind: "now", what: "timestamp", precision: 3 }, env),
};

function unitOf(node: Call, count: number, env: Env): { unit: string; args: Typed[] } {
  const [first, ...rest] = node.args;
  if (first === undefined || node.args.length !== count) throw unexpected(node, []);
  if (first.kind !== "string")
    throw notSupported(`${node.name} with a unit that isn't a literal`, first.at);
  const args = rest.map((arg) => env.compilation.rules.expression(arg, env));
  return { unit: first.value.toLowerCase(), args };
}

function unexpected(node: Call, args: readonly Typed[]): TrinoError {
  const types = args.map((arg) => formatType(arg.type)).join(", ");
  return new TrinoError(
    "FUNCTION_NOT_FOUND",
    `Unexpected parameters (varchar, ${types}) for function ${node.name}`,
    node.at,
  );
}

function checkUnit(unit: string, type: SqlType, node: Call): void {
  const allowed = type.kind === "date" ? UNITS.filter((each) => !CLOCK.includes(each)) : UNITS;
  if (allowed.includes(unit)) return;
  const what = type.kind === "date" ? "DATE" : "TIMESTAMP";
  throw new TrinoError(
    "INVALID_FUNCTION_ARGUMENT",
    `'${unit}' is not a valid ${what} field`,
    node.at,
  );
}

function dateTrunc(node: Call, env: Env): { sql: string; type: SqlType } {
  const { unit, args } = unitOf(node, 2, env);
  const [value] = args;
  if (value === undefined || !TIMES.includes(value.type.kind)) throw unexpected(node, args);
  checkUnit(unit, value.type, node);
  const { type, sql } = value;
  if (type.kind === "date") return { sql: `CAST(date_trunc('${unit}', ${sql}) AS DATE)`, type };
  if (type.kind === "timestamp") return { sql: `date_trunc('${unit}', ${sql})`, type };
  return { sql: `trino_from_local(date_trunc('${unit}', trino_local(${sql})), (${sql}).z)`, type };
}

const AMOUNT: Record<string, (n: string) => string> = {
  millisecond: (n) => `to_milliseconds(${n})`,
  second: (n) => `to_milliseconds(${n} * 1000)`,
  minute: (n) => `to_milliseconds(${n} * 60000)`,
  hour: (n) => `to_milliseconds(${n} * 3600000)`,
  day: (n) => `to_days(CAST(${n} AS INTEGER))`,
  week: (n) => `to_days(CAST(${n} * 7 AS INTEGER))`,
  month: (n) => `to_months(CAST(${n} AS INTEGER))`,
  quarter: (n) => `to_months(CAST(${n} * 3 AS INTEGER))`,
  year: (n) => `to_months(CAST(${n} * 12 AS INTEGER))`,
};

function dateAdd(node: Call, env: Env): { sql: string; type: SqlType } {
  const { unit, args } = unitOf(node, 3, env);
  const [count, value] = args;
  if (
    count === undefined ||
    value === undefined ||
    !canCoerce(count.type, BIGINT) ||
    !TIMES.includes(value.type.kind)
  )
    throw unexpected(node, args);
  checkUnit(unit, value.type, node);
  if (unit === "millisecond" && "precision" in value.type && value.type.precision < 3)
    throw notSupported(`date_add('millisecond') to ${formatType(value.type)}`, node.at);
  const amount = AMOUNT[unit]?.(coerce(count, BIGINT)) ?? "";
  const { type, sql } = value;
  if (type.kind === "date") return { sql: `CAST(${sql} + ${amount} AS DATE)`, type };
  if (type.kind === "timestamp") return { sql: `(${sql} + ${amount})`, type };
  if (CLOCK.includes(unit)) return { sql: `trino_zoned((${sql}).t + ${amount}, (${sql}).z)`, type };
  return { sql: `trino_from_local(trino_local(${sql}) + ${amount}, (${sql}).z)`, type };
}

/** Whole units between two times, cut towards zero. */
function dateDiff(node: Call, env: Env): { sql: string; type: SqlType } {
  const { unit, args } = unitOf(node, 3, env);
  const [from, to] = args;
  const type = from && to && commonType(from.type, to.type);
  if (from === undefined || to === undefined || type === undefined || !TIMES.includes(type.kind))
    throw unexpected(node, args);
  checkUnit(unit, type, node);
  const instants = CLOCK.includes(unit)
    ? (sql: string) => `(${sql}).t`
    : (sql: string) => `trino_local(${sql})`;
  const side = (value: Typed) => {
    const sql = coerce(value, type);
    const time = type.kind === "timestamp with time zone" ? instants(sql) : sql;
    return "precision" in type && type.precision > 3 ? `trino_floor_ms(${time})` : time;
  };
  return { sql: `CAST(date_sub('${unit}', ${side(from)}, ${side(to)}) AS BIGINT)`, type: BIGINT };
}
