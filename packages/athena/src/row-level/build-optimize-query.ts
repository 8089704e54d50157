import type { Dataset } from "@cloudapi/core";
import { checkOptionNames } from "@cloudapi/core/internal";
import { type Statement, statement } from "../statement.ts";
import { conditionsSql, type RowCondition } from "./row-condition.ts";
import { type TargetTable, targetTable } from "./target-table.ts";

/** Which files are put together. */
export interface OptimizeQueryInput extends TargetTable {
  /** Conditions on columns that the table is partitioned by, no others; default all files. */
  readonly where?: readonly RowCondition[] | undefined;
}

/**
 * Athena's `OPTIMIZE`: small files of an Iceberg table become larger ones, without the rows that files of deletes take out. Athena does so much
 * at once, and fails with ICEBERG_OPTIMIZE_MORE_RUNS_NEEDED when there is more: run it again then. Rows that it has copied are no longer known as a source's,
 * which `replaceSource` refuses then (`SOURCE_REWRITTEN`).
 *
 * @throws {TypeError} for columns, values and options that are not such
 * @throws {RangeError} for a value that the column can't hold, or a name that Athena would not take
 *
 * @example
 * ```ts
 * import { buildOptimizeQuery } from "@cloudapi/athena";
 * import { apiLogs } from "@cloudapi/core";
 *
 * const where = [{ column: "timestamp", lt: "2025-01-15T00:00:00Z" }];
 * const { sql } = buildOptimizeQuery(apiLogs, { database: "lake", where });
 * console.log(sql.split("\n")[0]); // => OPTIMIZE "lake"."api_logs" REWRITE DATA USING BIN_PACK
 * ```
 */
export function buildOptimizeQuery(dataset: Dataset, input: OptimizeQueryInput = {}): Statement {
  checkOptionNames("buildOptimizeQuery", input, ["table", "database", "where"]);
  const target = targetTable("buildOptimizeQuery", dataset, input);
  const rows = { dataset };
  const conditions = conditionsSql("buildOptimizeQuery: where", input.where ?? [], rows);
  const where = conditions.length === 0 ? "" : `\nWHERE ${conditions.join(" AND ")}`;
  return statement(`OPTIMIZE ${target} REWRITE DATA USING BIN_PACK${where}`);
}
