import type { TableInput } from "@aws-sdk/client-glue";
import type { Dataset } from "@cloudapi/core";
import { checkDataset, checkOptionNames } from "@cloudapi/core/internal";
import { asInFiles } from "./as-in-files.ts";
import type { EnsureTableInput } from "./ensure-table-input.ts";
import { tableInput } from "./table-input.ts";

const INPUT = ["database", "location", "format", "table", "properties"] as const;

/**
 * The catalog's entry for the table of a dataset, as `ensureTable` would make it where there is none: for templates, and for
 * whoever calls Glue without this library. It asks nobody.
 *
 * @throws {TypeError} {@link RangeError} for a location, name or property that Athena would not take
 *
 * @example
 * ```ts
 * import { buildTableInput } from "@cloudapi/athena/table-input";
 * import { apiLogs } from "@cloudapi/core";
 *
 * const input = { database: "default", location: "s3://cloudapi-logs-processed/tables/api_logs/" };
 * const { Name, PartitionKeys } = buildTableInput(apiLogs, input);
 * console.log(Name, PartitionKeys?.map((key) => key.Name).join()); // => api_logs year,month,day
 * ```
 */
export function buildTableInput(
  dataset: Dataset,
  input: EnsureTableInput,
): TableInput & { readonly Name: string } {
  checkDataset("buildTableInput", dataset);
  checkOptionNames("buildTableInput", input, INPUT);
  return tableInput(asInFiles("buildTableInput", dataset, input.format), input);
}
