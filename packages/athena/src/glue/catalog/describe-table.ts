import type { GlueClient } from "@aws-sdk/client-glue";
import { type CatalogOptions, checkPlace } from "./check-place.ts";
import { type DescribedTable, describedTable } from "./described-table.ts";
import { readTable } from "./read-table.ts";

/** Which table. */
export interface TableInCatalog {
  readonly database: string;
  readonly table: string;
}

/**
 * What the Glue Data Catalog has of a table or view: its columns, partition columns, location and properties; `undefined` when
 * there is none of the name.
 *
 * IAM: `glue:GetTable` on the catalog, the database and the table.
 *
 * @throws {TypeError} for input that is not known
 * @throws {TableError} `CATALOG_REQUEST_FAILED`
 *
 * @example
 * ```ts
 * import { GlueClient } from "@aws-sdk/client-glue";
 * import { describeTable, ensureTable } from "@cloudapi/athena/glue";
 * import { apiLogs } from "@cloudapi/core";
 *
 * const glue = new GlueClient();
 * const place = { database: "default", table: "described" };
 * await ensureTable(glue, apiLogs, { ...place, location: "s3://cloudapi-logs-processed/described/" });
 * const table = await describeTable(glue, place);
 * console.log(table?.columns[0]); // => { name: "timestamp", type: "timestamp" }
 * console.log(table?.contractHash === apiLogs.contractHash); // => true
 * glue.destroy();
 * ```
 */
export async function describeTable(
  glue: GlueClient,
  input: TableInCatalog,
  options: CatalogOptions = {},
): Promise<DescribedTable | undefined> {
  checkPlace("describeTable", input, { required: ["database", "table"], options });
  const table = await readTable(glue, { ...input, signal: options.signal });
  return table && describedTable(input.database, table);
}
