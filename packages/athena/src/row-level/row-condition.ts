import { type Dataset, formatDataType } from "@cloudapi/core";
import { checkOptionNames, isLeafType } from "@cloudapi/core/internal";
import { type PlainValue, quoteValue } from "@cloudapi/core/sql";
import { columnOf, quoteColumn } from "../metrics/column-of.ts";

/** A value that a column is compared with: text for dates and decimals, a Date or text for timestamps. */
export type RowConditionValue = Exclude<PlainValue, null>;

/** What rows have to have in a column; of a condition with several parts all have to hold. */
export interface RowCondition {
  readonly column: string;
  readonly eq?: RowConditionValue | undefined;
  /** One of these. */
  readonly in?: readonly RowConditionValue[] | undefined;
  readonly lt?: RowConditionValue | undefined;
  readonly lte?: RowConditionValue | undefined;
  readonly gt?: RowConditionValue | undefined;
  readonly gte?: RowConditionValue | undefined;
  /** Whether the column has no value. */
  readonly isNull?: boolean | undefined;
}

const OPERATORS = { eq: "=", lt: "<", lte: "<=", gt: ">", gte: ">=" } as const;
const PARTS = ["column", ...Object.keys(OPERATORS), "in", "isNull"];

/** Which rows, and what they are called in the statement. */
export interface RowsOf {
  readonly dataset: Dataset;
  /** The alias of the table that has them, if it has one. */
  readonly alias?: string;
}

/**
 * Conditions in SQL, with values as literals of their columns' types: Athena takes parameters in `SELECT` and `INSERT` only.
 *
 * @param what the function and its option, for the message
 * @throws {TypeError} for a column that is not there or is nested, and for a condition that says nothing
 * @throws {RangeError} for a value that the column can't hold
 */
export function conditionsSql(
  what: string,
  conditions: readonly RowCondition[],
  rows: RowsOf,
): string[] {
  if (!Array.isArray(conditions))
    throw new TypeError(`${what} must be a list of conditions, such as [{ column: "id", eq: 7 }].`);
  return conditions.flatMap((condition: RowCondition) => partsOf(what, condition, rows));
}

function partsOf(what: string, condition: RowCondition, { dataset, alias }: RowsOf): string[] {
  checkOptionNames(what, condition, PARTS);
  const { name, type } = columnOf(what, dataset, condition.column);
  if (!isLeafType(type))
    throw new TypeError(
      `${what}: ${name} is a ${formatDataType(type)}, which is not compared; take a column with single values.`,
    );
  const column = `${alias === undefined ? "" : `${alias}.`}${quoteColumn(name)}`;
  const literal = (value: unknown) => {
    if (value === null) throw new TypeError(`${what}: ${name}: nothing equals null; use isNull.`);
    return quoteValue({ type, value: value as RowConditionValue });
  };
  const parts = Object.entries(OPERATORS).flatMap(([key, operator]) => {
    const value = condition[key as keyof typeof OPERATORS];
    return value === undefined ? [] : [`${column} ${operator} ${literal(value)}`];
  });
  if (condition.in !== undefined) parts.push(oneOf(what, condition.in, { column, literal }));
  if (condition.isNull !== undefined)
    parts.push(`${column} IS ${nullWord(what, condition.isNull)}NULL`);
  if (parts.length === 0)
    throw new TypeError(
      `${what}: the condition on ${name} says nothing; it takes eq, in, lt, lte, gt, gte, isNull.`,
    );
  return parts;
}

interface Compared {
  readonly column: string;
  readonly literal: (value: unknown) => string;
}

function oneOf(what: string, values: readonly unknown[], { column, literal }: Compared): string {
  if (!Array.isArray(values) || values.length === 0)
    throw new TypeError(`${what}: in must be a list of values, at least one.`);
  return `${column} IN (${values.map(literal).join(", ")})`;
}

function nullWord(what: string, isNull: boolean): string {
  if (typeof isNull !== "boolean") throw new TypeError(`${what}: isNull must be true or false.`);
  return isNull ? "" : "NOT ";
}
