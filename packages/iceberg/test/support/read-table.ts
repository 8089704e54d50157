import { parquetMetadata, parquetReadObjects } from "hyparquet";
import type { IcebergTable } from "../../src/index.ts";
import { currentSchema, currentSnapshot, snapshotOf } from "../../src/metadata/current.ts";
import type { IcebergSchema } from "../../src/metadata/iceberg-schema.ts";
import { liveEntries } from "../../src/table/read-manifests.ts";

type Rows = Record<string, unknown>[];

/** The rows of a table as its files have them, read by hyparquet alone; columns by their ids, as every reader does it. */
export async function readTable(table: IcebergTable, at?: { snapshotId: bigint }): Promise<Rows> {
  const { metadata, storage } = table;
  const snapshot =
    at === undefined ? currentSnapshot(metadata) : snapshotOf(metadata, at.snapshotId);
  const rows: Rows = [];
  for await (const entry of liveEntries(table, snapshot, {})) {
    const { path, rows: count } = entry.file;
    const bytes = await storage.read(path);
    if (bytes === undefined) throw new Error(`no file ${path}`);
    const found = await rowsOf(bytes, currentSchema(metadata));
    if (found.length !== count) throw new Error(`rows of ${path}`);
    rows.push(...found);
  }
  return rows;
}

async function rowsOf(bytes: Uint8Array, { fields }: IcebergSchema): Promise<Rows> {
  const file = Uint8Array.from(bytes).buffer;
  const names = new Map(
    parquetMetadata(file)
      .schema.filter(({ field_id: id }) => id !== undefined)
      .map(({ field_id: id, name }) => [id, name]),
  );
  const rows = await parquetReadObjects({ file });
  return rows.map((row) =>
    Object.fromEntries(fields.map(({ id, name }) => [name, row[names.get(id) ?? ""] ?? null])),
  );
}

/** Rows as texts, in one order; absent and null are the same. */
export function textsOf(rows: readonly object[]): string[] {
  return rows
    .map((row) => JSON.stringify(Object.entries(row).filter(([, value]) => value !== null)))
    .sort();
}
