import { checkOptionNames } from "@cloudapi/core/internal";
import type { CatalogOptions, IcebergCatalog, TableName } from "../catalog/catalog.ts";
import { checkTableName } from "../catalog/check-table-name.ts";
import { noSuchTable } from "../catalog/table-faults.ts";
import { checkCatalog } from "./check-catalog.ts";
import type { IcebergTable } from "./iceberg-table.ts";

/**
 * Load a table of a catalog, as it is now.
 *
 * @throws {TypeError} for a catalog or a name that is none
 * @throws {IcebergError} `NO_SUCH_TABLE`, and what the catalog throws
 *
 * @example
 * ```ts
 * import { apiLogs } from "@cloudapi/core";
 * import { createTable, fileCatalog, loadTable, memoryStorage } from "@cloudapi/iceberg";
 *
 * const catalog = fileCatalog(memoryStorage());
 * await createTable(catalog, { namespace: "lake", dataset: apiLogs });
 * const table = await loadTable(catalog, { namespace: "lake", name: "api_logs" });
 * console.log(table.metadata.snapshots.length); // => 0
 * ```
 */
export async function loadTable(
  catalog: IcebergCatalog,
  name: TableName,
  options: CatalogOptions = {},
): Promise<IcebergTable> {
  checkCatalog("loadTable", catalog);
  checkTableName("loadTable", name);
  checkOptionNames("loadTable", options, ["signal"]);
  const { namespace, name: table } = name;
  const loaded = await catalog.load({ namespace, name: table }, options);
  if (loaded === undefined) throw noSuchTable(name);
  return { ...loaded, catalog };
}
