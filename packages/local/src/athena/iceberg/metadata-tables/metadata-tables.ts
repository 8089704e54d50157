import type { LoadedTable } from "@cloudapi/iceberg";
import type { IcebergSource } from "../../catalog/iceberg-source.ts";
import type { TableColumn } from "../../catalog/lookup.ts";
import { filesTable } from "./files-table.ts";
import { historyTable } from "./history-table.ts";
import { manifestsTable } from "./manifests-table.ts";
import type { MetadataTable } from "./metadata-table.ts";
import { partitionsTable } from "./partitions-table.ts";
import { refsTable } from "./refs-table.ts";
import { snapshotsTable } from "./snapshots-table.ts";

/** The metadata tables that Athena documents, with the columns of Trino. */
const TABLES: ReadonlyMap<string, MetadataTable> = new Map([
  ["files", filesTable],
  ["history", historyTable],
  ["manifests", manifestsTable],
  ["partitions", partitionsTable],
  ["refs", refsTable],
  ["snapshots", snapshotsTable],
]);

export function isMetadataTable(name: string): boolean {
  return TABLES.has(name);
}

export function metadataColumns(name: string, table: LoadedTable): readonly TableColumn[] {
  return TABLES.get(name)?.columns(table) ?? [];
}

/** The rows of a metadata table, as DuckDB constants. */
export async function metadataRows(
  source: IcebergSource,
  signal: AbortSignal,
): Promise<readonly (readonly string[])[]> {
  return (await TABLES.get(source.metadataTable ?? "")?.rows(source, signal)) ?? [];
}
