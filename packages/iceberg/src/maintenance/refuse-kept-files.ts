import type { LoadedTable } from "../catalog/catalog.ts";
import { tableTitle } from "../catalog/check-table-name.ts";
import { IcebergError } from "../errors/iceberg-error.ts";

/** Iceberg's own property by which a table says that its files are not to be removed. */
const PROPERTY = "gc.enabled";

/**
 * Refuse to remove files of a table that says that others have them too, as one has that Spark's `snapshot` made of another table.
 *
 * @throws {IcebergError} `FILES_ARE_KEPT`
 */
export function refuseKeptFiles(caller: string, { name, metadata }: LoadedTable): void {
  if (metadata.properties[PROPERTY]?.toLowerCase() !== "false") return;
  const table = tableTitle(name);
  throw new IcebergError(
    "FILES_ARE_KEPT",
    `${caller} removes no file of ${table}: its property ${PROPERTY} is false, since another table may have the same files. Unset the property if none has.`,
    { table },
  );
}
