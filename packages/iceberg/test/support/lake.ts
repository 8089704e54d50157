import { writeRows } from "@cloudapi/transform";
import {
  createTable,
  fileCatalog,
  type IcebergTable,
  icebergSink,
  loadTable,
  memoryStorage,
  type TableStorage,
  type TableWriteMode,
} from "../../src/index.ts";
import { type CounterRow, counters } from "./counters.ts";
import { readTable, textsOf } from "./read-table.ts";

/** A table of counters. */
export function newTable(storage: TableStorage = memoryStorage()): Promise<IcebergTable> {
  return createTable(fileCatalog(storage), { namespace: "lake", dataset: counters });
}

/** The table as it is now. */
export function reloaded({ catalog, name }: IcebergTable): Promise<IcebergTable> {
  return loadTable(catalog, name);
}

/** Write rows of a source. */
export function write(
  table: IcebergTable,
  sourceId: string,
  rows: readonly CounterRow[],
  mode?: TableWriteMode,
) {
  return writeRows(counters, [rows], icebergSink(table, { mode }), { sourceId });
}

/** The rows of the table as it is now, or was. */
export async function rowsOf(table: IcebergTable, snapshotId?: bigint): Promise<string[]> {
  const now = await reloaded(table);
  return textsOf(await readTable(now, snapshotId === undefined ? undefined : { snapshotId }));
}

/** The table's files, by their paths in its folder. */
export async function filesOf({ storage, metadata }: IcebergTable): Promise<string[]> {
  const { location } = metadata;
  const files: string[] = [];
  for await (const { uri } of storage.list(location)) files.push(uri.slice(location.length + 1));
  return files.sort();
}
