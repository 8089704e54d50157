import { randomUUID } from "node:crypto";
import { mkdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import type { DuckDBConnection } from "@duckdb/node-api";
import type { RowFormat } from "./row-format.ts";
import type { Rows } from "./stage-rows.ts";
import { stageRows } from "./stage-rows.ts";
import { writeFile } from "./write-file.ts";

/** A file that was written, still on this machine: what partition it is of, and how it is to be called. */
export interface WrittenFile {
  readonly path: string;
  readonly name: string;
  readonly values: readonly string[];
  readonly sizeBytes: number;
  readonly rows: number;
}

/** Where and how rows are written. */
export interface WriteContext {
  readonly connection: DuckDBConnection;
  /** Where files may be made. */
  readonly folder: string;
  readonly now: Date;
  readonly signal: AbortSignal;
}

/**
 * Write rows to files of this machine, one for each partition, and use them; then they are gone. A partition without rows
 * has none.
 */
export async function writeRows<T>(
  rows: Rows,
  format: RowFormat,
  context: WriteContext,
  use: (files: readonly WrittenFile[]) => Promise<T>,
): Promise<T> {
  const { connection, signal, now } = context;
  const id = randomUUID();
  const folder = join(context.folder, `write-${id}`);
  await mkdir(folder);
  try {
    const columns = rows.columns.slice(0, rows.columns.length - rows.keys);
    const files: WrittenFile[] = [];
    for (const [i, { values, sql }] of (await stageRows(rows, connection)).entries()) {
      signal.throwIfAborted();
      const path = join(folder, String(i));
      const count = await writeFile({ sql, columns, format, path }, connection, signal);
      if (count === 0) continue;
      const { size } = await stat(path);
      const name = fileName(now, format);
      files.push({ path, name, values, sizeBytes: size, rows: count });
    }
    signal.throwIfAborted();
    return await use(files);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** A name as Trino gives it: when its query began, and what no other has. Readers tell gzip by its end. */
function fileName(now: Date, format: RowFormat): string {
  const [date = "", time = ""] = now
    .toISOString()
    .replaceAll(/[-:]|\..*/g, "")
    .split("T");
  const end = format.kind !== "parquet" && format.gzip ? ".gz" : "";
  return `${date}_${time}_${randomUUID()}${end}`;
}
