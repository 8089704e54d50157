import type { Dataset } from "@cloudapi/core";
import { checkDataset } from "@cloudapi/core/internal";
import { type RedshiftColumn, redshiftColumns } from "./redshift-column.ts";

/** What becomes of a dataset's values in Redshift. */
export interface TypeReport {
  readonly dataset: string;
  readonly columns: readonly RedshiftColumn[];
  /** Columns for which Redshift has no type: the table can't be made. */
  readonly refused: readonly string[];
  /** Columns of which some values that the contract allows make a load fail. */
  readonly limited: readonly string[];
}

/**
 * What becomes of a dataset's values in Redshift, column by column, before anything is made. Nothing is ever cut: a value beyond a limit makes
 * its load fail.
 *
 * @example
 * ```ts
 * import { apiLogs } from "@cloudapi/core";
 * import { reportTypes } from "@cloudapi/redshift";
 *
 * const { columns, limited } = reportTypes(apiLogs);
 * console.log(columns[0]?.type); // => "timestamp"
 * console.log(limited.includes("endpoint")); // => true
 * ```
 */
export function reportTypes(dataset: Dataset): TypeReport {
  checkDataset("reportTypes", dataset);
  const columns = redshiftColumns(dataset);
  const named = (verdict: RedshiftColumn["verdict"]) =>
    columns.filter((column) => column.verdict === verdict).map(({ name }) => name);
  return {
    dataset: dataset.name,
    columns,
    refused: named("refused"),
    limited: named("limited"),
  };
}

/**
 * A report of types as text, one line for each column that does not arrive as it is.
 *
 * @example
 * ```ts
 * import { apiLogs } from "@cloudapi/core";
 * import { formatTypeReport, reportTypes } from "@cloudapi/redshift";
 *
 * console.log(formatTypeReport(reportTypes(apiLogs)).split("\n")[1]); // => "  timestamp timestamp converted: a timestamp without zone, in UTC"
 * ```
 */
export function formatTypeReport({ dataset, columns }: TypeReport): string {
  const lines = columns
    .filter(({ verdict }) => verdict !== "exact")
    .map(({ name, type, verdict, why }) => `  ${name} ${type} ${verdict}: ${why}`);
  const exact = columns.length - lines.length;
  return [`${dataset}: ${exact} of ${columns.length} columns arrive as they are`, ...lines].join(
    "\n",
  );
}
