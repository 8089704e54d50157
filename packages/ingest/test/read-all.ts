import type { ReadOptions, Source, SourceSnapshot } from "../src/source/source.ts";
import type { SourceTable } from "../src/source/source-table.ts";

/** All rows of a table, in a snapshot of its own. */
export async function readAll(
  source: Source,
  name: string,
  options: Partial<ReadOptions> = {},
): Promise<Readonly<Record<string, unknown>>[]> {
  const [table] = await source.discover({ tables: [name] });
  if (table === undefined) throw new Error(`no table ${name}`);
  const snapshot = await source.open();
  try {
    return await rowsOf(snapshot, table, options);
  } finally {
    await snapshot.close();
  }
}

/** All rows of a table in a snapshot. */
export async function rowsOf(
  snapshot: SourceSnapshot,
  table: SourceTable,
  options: Partial<ReadOptions> = {},
): Promise<Readonly<Record<string, unknown>>[]> {
  const rows: Readonly<Record<string, unknown>>[] = [];
  for await (const batch of snapshot.read(table, { batchBytes: 65_536, ...options }))
    rows.push(...batch.rows);
  return rows;
}
