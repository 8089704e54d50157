import { type Column, type Dataset, formatDataType } from "@cloudapi/core";
import { checkOptionNames, isLeafType } from "@cloudapi/core/internal";
import { type PlainValue, quoteValue } from "@cloudapi/core/sql";
import { columnOf, quoteColumn } from "../metrics/column-of.ts";
import { type Statement, statement } from "../statement.ts";
import { conditionsSql, type RowCondition } from "./row-condition.ts";
import { type TargetTable, targetTable } from "./target-table.ts";

/** Which rows get other values. */
export interface UpdateQueryInput extends TargetTable {
  /** The new values, by column; null where the column may be missing. */
  readonly set: Readonly<Record<string, PlainValue>>;
  /** Conditions that all have to hold, at least one. */
  readonly where: readonly RowCondition[];
}

/**
 * An `UPDATE` of rows of an Iceberg table, with values of the contract's types.
 *
 * @throws {TypeError} for no values or no conditions, and for columns, values and options that are not such
 * @throws {RangeError} for a value that the column can't hold, or a name that Athena would not take
 *
 * @example
 * ```ts
 * import { buildUpdateQuery } from "@cloudapi/athena";
 * import { apiLogs } from "@cloudapi/core";
 *
 * const { sql } = buildUpdateQuery(apiLogs, {
 *   set: { user_id: null },
 *   where: [{ column: "user_id", eq: "u-17" }],
 * });
 * console.log(sql.split("\n")[1]); // => SET "user_id" = NULL
 * ```
 */
export function buildUpdateQuery(dataset: Dataset, input: UpdateQueryInput): Statement {
  checkOptionNames("buildUpdateQuery", input, ["table", "database", "set", "where"]);
  const target = targetTable("buildUpdateQuery", dataset, input);
  const values = Object.entries(Object(input.set) as UpdateQueryInput["set"]);
  if (values.length === 0)
    throw new TypeError("buildUpdateQuery: set must have a value for a column, at least one.");
  const assignments = values.map(([name, value]) => assignment(dataset, name, value));
  const conditions = conditionsSql("buildUpdateQuery: where", input.where, { dataset });
  if (conditions.length === 0)
    throw new TypeError(
      "buildUpdateQuery: where has no condition, so that all rows would change. Name which.",
    );
  return statement(
    `UPDATE ${target}\nSET ${assignments.join(", ")}\nWHERE ${conditions.join(" AND ")}`,
  );
}

function assignment(dataset: Dataset, name: string, value: PlainValue): string {
  const column = columnOf("buildUpdateQuery: set", dataset, name);
  return `${quoteColumn(name)} = ${newValue(column, value)}`;
}

function newValue({ name, type, nullable }: Column, value: PlainValue): string {
  if (!isLeafType(type))
    throw new TypeError(
      `buildUpdateQuery: set: ${name} is a ${formatDataType(type)}, which has no literal; replace such rows with buildMergeQuery.`,
    );
  if (value === null && !nullable)
    throw new TypeError(
      `buildUpdateQuery: set: ${name} has a value in every row; it can't be null.`,
    );
  return quoteValue({ type, value });
}
