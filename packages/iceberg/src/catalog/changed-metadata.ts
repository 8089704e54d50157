import { nextMetadata } from "../metadata/apply-updates.ts";
import { checkRequirements } from "../metadata/check-requirements.ts";
import type { TableChange } from "../metadata/table-change.ts";
import type { TableMetadata } from "../metadata/table-metadata.ts";
import type { LoadedTable } from "./catalog.ts";

/**
 * The metadata that a change makes of a table, for catalogs that keep it in files.
 *
 * @throws {IcebergError} `COMMIT_CONFLICT` when a requirement doesn't hold
 */
export function changedMetadata(base: LoadedTable, change: TableChange): TableMetadata {
  checkRequirements(base.metadata, change.requirements);
  return nextMetadata(base, change.updates, Date.now());
}
