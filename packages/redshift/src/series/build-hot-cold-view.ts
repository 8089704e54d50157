import { type Dataset, partitionColumns } from "@cloudapi/core";
import { checkDataset, checkOptionNames } from "@cloudapi/core/internal";
import { columnName, quoteName, type TableName, tableOf } from "../sql/names.ts";
import { momentLiteral } from "../sql/time-range.ts";

/** A view over rows that are loaded and rows that stay in the lake. */
export interface HotColdViewInput extends TableName {
  readonly view: string;
  /** The external schema, of `buildExternalSchema`. */
  readonly externalSchema: string;
  /** The table there; default the dataset's name. */
  readonly externalTable?: string | undefined;
  /** Rows from this moment on are read from Redshift's own table, earlier ones from the lake. */
  readonly hotFrom: string;
}

const KNOWN = ["schema", "table", "view", "externalSchema", "externalTable", "hotFrom"] as const;

/**
 * The statement of a view that has recent rows from Redshift's own table and older ones from the same dataset in the lake, each row once.
 *
 * @throws {TypeError} for a dataset without event time, and for names and a moment that are not such
 *
 * @example
 * ```ts
 * import { apiLogs } from "@cloudapi/core";
 * import { buildHotColdView } from "@cloudapi/redshift";
 *
 * const sql = buildHotColdView(apiLogs, { view: "all_logs", externalSchema: "lake", hotFrom: "2025-01-01" });
 * console.log(sql.endsWith("WITH NO SCHEMA BINDING")); // => true
 * ```
 */
export function buildHotColdView(dataset: Dataset, input: HotColdViewInput): string {
  checkDataset("buildHotColdView", dataset);
  checkOptionNames("buildHotColdView", input, KNOWN);
  const { view, externalSchema, externalTable = dataset.name, hotFrom } = input;
  const { eventTime } = dataset;
  if (eventTime === undefined)
    throw new TypeError(`buildHotColdView: "${dataset.name}" has no event time to tell rows by.`);
  const table = tableOf("buildHotColdView", dataset, input);
  const time = columnName(eventTime);
  const moment = momentLiteral("buildHotColdView: hotFrom", hotFrom);
  const columns = dataset.columns.map(({ name }) => columnName(name)).join(", ");
  const cold = `${quoteName("buildHotColdView: externalSchema", externalSchema)}.${quoteName("buildHotColdView: externalTable", externalTable)}`;
  const name = tableOf("buildHotColdView: view", dataset, { ...input, table: view }).sql;
  return [
    `CREATE OR REPLACE VIEW ${name} AS`,
    `SELECT ${columns} FROM ${table.sql} WHERE ${time} >= ${moment}`,
    "UNION ALL",
    `SELECT ${columns} FROM ${cold} WHERE ${[`${time} < ${moment}`, ...yearsUntil(dataset, hotFrom)].join(" AND ")}`,
    "WITH NO SCHEMA BINDING",
  ].join("\n");
}

/** Spectrum prunes by columns of the key alone: the year is one of them. */
function yearsUntil(dataset: Dataset, hotFrom: string): string[] {
  const hasYear = partitionColumns(dataset).some(
    ({ name, key }) => name === "year" && key === undefined,
  );
  return hasYear ? [`"year" <= ${Number(hotFrom.slice(0, 4))}`] : [];
}
