import { checkOptionNames } from "@cloudapi/core/internal";
import { type Statement, statement } from "../statement.ts";
import { checkAthenaName } from "../tables/athena-name.ts";
import { bindLiteral } from "./binder.ts";
import { SOURCE_OPTIONS } from "./build-metrics-query.ts";
import { quoteTable } from "./column-of.ts";
import { readDayRange } from "./day-range.ts";
import { type MetricsSource, metricsSql } from "./metrics-sql.ts";

/** The view to create. */
export interface MetricsViewInput extends MetricsSource {
  /** The view's name, in the table's database. */
  readonly view: string;
  /** First and last day the view is of, `YYYY-MM-DD`, UTC; default: the whole table. */
  readonly startDate?: string;
  readonly endDate?: string;
  /**
   * A row for each endpoint and partition, with the partition columns, instead of one for each endpoint; a condition
   * on them prunes the table's partitions. Default false.
   */
  readonly perPartition?: boolean;
}

/** The options of a view. */
const VIEW_OPTIONS = [
  ...SOURCE_OPTIONS,
  "view",
  "startDate",
  "endDate",
  "perPartition",
] as const satisfies (keyof MetricsViewInput)[];

/**
 * The DDL of a view with the metrics of `buildMetricsQuery`. Views take no parameters, so dates are literals.
 *
 * Without dates and without `perPartition` every query of the view reads the whole table.
 *
 * @throws {RangeError} for a name that Athena would not take, or dates that can't be
 * @throws {TypeError} for a dataset without the columns, or without a partition rule when `perPartition` is asked for
 *
 * @example
 * ```ts
 * import { buildMetricsView } from "@cloudapi/athena";
 *
 * const { sql } = buildMetricsView({ view: "daily_metrics", database: "logs", table: "api_logs", perPartition: true });
 * console.log(sql.split("\n")[0]); // => 'CREATE OR REPLACE VIEW "logs"."daily_metrics" AS'
 * ```
 */
export function buildMetricsView(input: MetricsViewInput): Statement {
  checkOptionNames("buildMetricsView", input, VIEW_OPTIONS);
  const { view, startDate, endDate, perPartition = false, ...source } = input;
  const isWhole = startDate === undefined && endDate === undefined;
  const range = isWhole ? undefined : readDayRange("buildMetricsView", startDate, endDate);
  const name = quoteTable(checkAthenaName("buildMetricsView: view", view), source.database);
  const sql = metricsSql("buildMetricsView", source, { range, perPartition, bind: bindLiteral });
  return statement(`CREATE OR REPLACE VIEW ${name} AS\n${sql}`);
}
