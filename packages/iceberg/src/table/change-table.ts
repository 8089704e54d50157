import type { CatalogOptions, LoadedTable } from "../catalog/catalog.ts";
import { commitTable } from "../catalog/commit-loop.ts";
import type { TableChange, TableRequirement } from "../metadata/table-change.ts";
import type { TableMetadata } from "../metadata/table-metadata.ts";
import type { IcebergTable } from "./iceberg-table.ts";

/**
 * Change what a table's metadata says, and no file; the table as it is then.
 *
 * @param change what it is to become, made of what it is now, again for each try; `undefined` when it is so already
 */
export async function changeTable(
  { catalog, name }: IcebergTable,
  change: (metadata: TableMetadata) => TableChange | undefined,
  { signal }: CatalogOptions,
): Promise<IcebergTable> {
  const prepare = ({ metadata }: LoadedTable) => {
    const made = change(metadata);
    return made && { ...made, written: [] };
  };
  const { table } = await commitTable(catalog, name, prepare, { signal });
  return { ...table, catalog };
}

/** That a table is still the one it was. */
export function sameTable(metadata: TableMetadata): TableRequirement {
  return { type: "assert-table-uuid", uuid: metadata["table-uuid"] };
}

/** That a branch or a tag is still where it was, or still isn't there. */
export function sameRef({ refs }: TableMetadata, ref: string): TableRequirement {
  return { type: "assert-ref-snapshot-id", ref, "snapshot-id": refs[ref]?.["snapshot-id"] ?? null };
}
