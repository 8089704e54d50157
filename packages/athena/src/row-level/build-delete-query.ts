import type { Dataset } from "@cloudapi/core";
import { checkOptionNames } from "@cloudapi/core/internal";
import { type Statement, statement } from "../statement.ts";
import { conditionsSql, type RowCondition } from "./row-condition.ts";
import { type TargetTable, targetTable } from "./target-table.ts";

/** Which rows go. */
export interface DeleteQueryInput extends TargetTable {
  /** Conditions that all have to hold, at least one. */
  readonly where: readonly RowCondition[];
}

/**
 * A `DELETE` of rows of an Iceberg table. Where it deletes whole files (such as a day of a table that is partitioned by days) no file is written; else
 * engines write files of deletes, which runs don't bring back (`DELETES_APPLY`).
 *
 * @throws {TypeError} for no conditions, and for columns, values and options that are not such
 * @throws {RangeError} for a value that the column can't hold, or a name that Athena would not take
 *
 * @example
 * ```ts
 * import { buildDeleteQuery } from "@cloudapi/athena";
 * import { apiLogs } from "@cloudapi/core";
 *
 * const { sql } = buildDeleteQuery(apiLogs, { where: [{ column: "user_id", eq: "it's" }] });
 * console.log(sql.split("\n")); // => ['DELETE FROM "api_logs"', `WHERE "user_id" = 'it''s'`]
 * ```
 */
export function buildDeleteQuery(dataset: Dataset, input: DeleteQueryInput): Statement {
  checkOptionNames("buildDeleteQuery", input, ["table", "database", "where"]);
  const target = targetTable("buildDeleteQuery", dataset, input);
  const conditions = conditionsSql("buildDeleteQuery: where", input.where, { dataset });
  if (conditions.length === 0)
    throw new TypeError(
      "buildDeleteQuery: where has no condition, so that all rows would go. Name which.",
    );
  return statement(`DELETE FROM ${target}\nWHERE ${conditions.join(" AND ")}`);
}
