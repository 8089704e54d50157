import type { Dataset } from "@cloudapi/core";
import { checkDataset, checkOptionNames } from "@cloudapi/core/internal";
import { columnName, type Table, tableBeside, tableOf } from "../sql/names.ts";
import { timestampLiteral } from "../sql/time-range.ts";
import { type CreateTableInput, tableSql } from "../tables/build-create-table.ts";
import { commentOn, registerTable } from "../tables/registry.ts";

/** Tables of a month each, behind a view. */
export interface TimeSeriesInput extends Omit<CreateTableInput, "history"> {
  /** The months that have tables, such as `["2025-01", "2025-02"]`. */
  readonly months: readonly string[];
  /** Months whose tables are dropped once the view is without them: all their rows are gone. */
  readonly drop?: readonly string[] | undefined;
}

const KNOWN = ["schema", "table", "sortKey", "distKey", "distStyle", "months", "drop"] as const;

/**
 * The statements that keep a dataset in tables of a month each (`api_logs_2025_01`), with a view of the dataset's name over them. Dropping a
 * month takes no time and leaves nothing to vacuum; a month is loaded with `months` of `loadObjects`.
 *
 * @throws {TypeError} for a dataset without event time, and for months that are not such
 *
 * @example
 * ```ts
 * import { apiLogs } from "@cloudapi/core";
 * import { buildTimeSeries } from "@cloudapi/redshift";
 *
 * const statements = buildTimeSeries(apiLogs, { months: ["2025-02"], drop: ["2025-01"] });
 * console.log(statements.at(-1)); // => 'DROP TABLE IF EXISTS "public"."api_logs_2025_01"'
 * ```
 */
export function buildTimeSeries(dataset: Dataset, input: TimeSeriesInput): readonly string[] {
  checkDataset("buildTimeSeries", dataset);
  checkOptionNames("buildTimeSeries", input, KNOWN);
  if (dataset.eventTime === undefined)
    throw new TypeError(`buildTimeSeries: "${dataset.name}" has no event time to tell months by.`);
  const { months, drop = [], ...layout } = input;
  const view = tableOf("buildTimeSeries", dataset, input);
  const kept = monthsOf("months", months);
  const dropped = monthsOf("drop", drop);
  if (kept.length === 0) throw new TypeError("buildTimeSeries: months must name at least one.");
  if (kept.some((month) => dropped.includes(month)))
    throw new TypeError("buildTimeSeries: a month is kept and dropped at once.");
  return Object.freeze([
    ...kept.map((month) => {
      const name = monthTable(view, month).sql;
      return tableSql("buildTimeSeries", dataset, { ...layout, name, ifNotExists: true });
    }),
    ...kept.map((month) => commentOn(monthTable(view, month), dataset)),
    ...registerTable(view, dataset),
    viewSql(dataset, view, kept),
    ...dropped.map((month) => `DROP TABLE IF EXISTS ${monthTable(view, month).sql}`),
  ]);
}

function viewSql(dataset: Dataset, view: Table, months: readonly string[]): string {
  const columns = dataset.columns.map(({ name }) => columnName(name)).join(", ");
  const selects = months.map((month) => `SELECT ${columns} FROM ${monthTable(view, month).sql}`);
  // Bound to no schema, so that a month can be dropped while the view is there.
  return `CREATE OR REPLACE VIEW ${view.sql} AS\n${selects.join("\nUNION ALL\n")}\nWITH NO SCHEMA BINDING`;
}

/** The table of a month. */
export function monthTable(view: Table, month: string): Table {
  return tableBeside(view, `_${month.replace("-", "_")}`);
}

/** The condition that a row is of a month. */
export function inMonth(dataset: Dataset, month: string): string {
  const [year = 0, number = 1] = month.split("-").map(Number);
  const column = columnName(dataset.eventTime as string);
  const from = timestampLiteral(Date.UTC(year, number - 1));
  return `${column} >= ${from} AND ${column} < ${timestampLiteral(Date.UTC(year, number))}`;
}

/** Months that are such, in order and each once. */
export function monthsOf(what: string, months: readonly string[]): readonly string[] {
  if (!Array.isArray(months) || !months.every((each) => MONTH.test(String(each))))
    throw new TypeError(
      `${what} must be a list of months such as "2025-01", not ${JSON.stringify(months)}.`,
    );
  return [...new Set(months as string[])].sort();
}

const MONTH = /^[1-9]\d{3}-(?:0[1-9]|1[0-2])$/;
