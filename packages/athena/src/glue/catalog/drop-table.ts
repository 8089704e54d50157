import { DeleteTableCommand, type GlueClient } from "@aws-sdk/client-glue";
import { askCatalog, isRefusal } from "./catalog-failure.ts";
import { type CatalogOptions, checkPlace } from "./check-place.ts";
import type { TableInCatalog } from "./describe-table.ts";
import { titleOf } from "./read-table.ts";

/** What was done. */
export interface DroppedTable {
  /** `none`: there was no such table. */
  readonly action: "dropped" | "none";
}

/**
 * Take a table or view, with its partitions and versions, out of the Glue Data Catalog. The objects stay where they are, also those
 * of an Iceberg table, which Athena's DROP TABLE would delete.
 *
 * IAM: `glue:DeleteTable` on the catalog, the database and the table.
 *
 * @throws {TypeError} for input that is not known
 * @throws {TableError} `CATALOG_REQUEST_FAILED`
 *
 * @example
 * ```ts
 * import { GlueClient } from "@aws-sdk/client-glue";
 * import { dropTable } from "@cloudapi/athena/glue";
 *
 * const glue = new GlueClient();
 * console.log(await dropTable(glue, { database: "default", table: "never_made" })); // => { action: "none" }
 * glue.destroy();
 * ```
 */
export async function dropTable(
  glue: GlueClient,
  input: TableInCatalog,
  options: CatalogOptions = {},
): Promise<DroppedTable> {
  checkPlace("dropTable", input, { required: ["database", "table"], options });
  const { signal } = options;
  const call = { action: "glue:DeleteTable", of: "table", table: titleOf(input), signal } as const;
  const command = new DeleteTableCommand({ DatabaseName: input.database, Name: input.table });
  try {
    await askCatalog(call, (sent) => glue.send(command, sent));
    return Object.freeze({ action: "dropped" });
  } catch (error) {
    if (isRefusal(error, "EntityNotFoundException")) return Object.freeze({ action: "none" });
    throw error;
  }
}
