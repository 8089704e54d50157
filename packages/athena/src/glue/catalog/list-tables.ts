import { GetTablesCommand, type GlueClient } from "@aws-sdk/client-glue";
import { allPages } from "./all-pages.ts";
import { askCatalog } from "./catalog-failure.ts";
import { type CatalogOptions, checkPlace } from "./check-place.ts";
import { type DescribedTable, describedTable } from "./described-table.ts";

/** Which tables. */
export interface ListTablesInput {
  readonly database: string;
  /** A regular expression over the whole name, such as `logs_.*`. Default: all. */
  readonly pattern?: string;
}

/**
 * All tables and views of a database of the Glue Data Catalog; pages are asked for as they are consumed.
 *
 * IAM: `glue:GetTables` on the catalog, the database and its tables.
 *
 * @throws {TypeError} for input that is not known
 * @throws {TableError} `CATALOG_REQUEST_FAILED`
 *
 * @example
 * ```ts
 * import { GlueClient } from "@aws-sdk/client-glue";
 * import { ensureTable, listTables } from "@cloudapi/athena/glue";
 * import { apiLogs } from "@cloudapi/core";
 *
 * const glue = new GlueClient();
 * const location = "s3://cloudapi-logs-processed/listed/";
 * await ensureTable(glue, apiLogs, { database: "default", table: "listed_logs", location });
 * for await (const { table, kind } of listTables(glue, { database: "default", pattern: "listed_.*" }))
 *   console.log(table, kind); // => listed_logs external
 * glue.destroy();
 * ```
 */
export function listTables(
  glue: GlueClient,
  input: ListTablesInput,
  options: CatalogOptions = {},
): AsyncGenerator<DescribedTable, void, undefined> {
  checkPlace("listTables", input, { required: ["database"], optional: ["pattern"], options });
  const { database, pattern } = input;
  const call = {
    action: "glue:GetTables",
    of: "database",
    table: database,
    signal: options.signal,
  } as const;
  return allPages(database, async (NextToken) => {
    const command = new GetTablesCommand({
      DatabaseName: database,
      Expression: pattern,
      NextToken,
    });
    const page = await askCatalog(call, (sent) => glue.send(command, sent));
    const items = (page.TableList ?? []).map((table) => describedTable(database, table));
    return { items, next: page.NextToken };
  });
}
