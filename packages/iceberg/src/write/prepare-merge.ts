import type { KeyedRows } from "@cloudapi/transform/internal";
import type { LoadedTable } from "../catalog/catalog.ts";
import { rewriteGroup, rowsOf } from "../compact/rewrite-group.ts";
import { UnfitFile } from "../compact/row-reader.ts";
import { IcebergError } from "../errors/iceberg-error.ts";
import type { DataFile } from "../manifest/data-file.ts";
import { filesWithKeys } from "../scan/files-with-keys.ts";
import { type FileChange, type PreparedSnapshot, prepareSnapshot } from "./prepare-snapshot.ts";
import { sourceHashOf } from "./source-files.ts";

const TARGET_FILE_BYTES = 64 * 1024 * 1024;

/**
 * One snapshot that takes rows out by their keys, and has a run's rows in their place: files without such rows stay as they are, the others'
 * remaining rows are written to files of their own. Nothing when there is nothing to change.
 *
 * @throws {IcebergError} `UNSUPPORTED_TABLE` for a file that can't be written again with nothing lost, `COMMIT_CONFLICT` when the table is partitioned
 * otherwise by now, `DELETES_APPLY`
 */
export async function prepareMerge(
  table: LoadedTable,
  change: Omit<FileChange, "removes">,
  keyed: KeyedRows,
): Promise<PreparedSnapshot | undefined> {
  const { metadata, storage } = table;
  if (metadata["default-spec-id"] !== change.spec["spec-id"])
    throw new IcebergError(
      "COMMIT_CONFLICT",
      `The partitioning of ${table.name.name} was changed while rows were written for it. Nothing was committed. Run again.`,
    );
  const gone = new Set<string>();
  const kept: DataFile[] = [];
  const remove = () => storage.remove(kept.map(({ path }) => path)).catch(() => undefined);
  try {
    for (const file of await filesWithKeys(table, keyed)) {
      if (!(await hasRow(table, file, keyed))) continue;
      gone.add(file.path);
      kept.push(...(await withoutRows(table, file, keyed)));
    }
    if (gone.size === 0 && change.added.length === 0) return undefined;
    const prepared = await prepareSnapshot(table, {
      ...change,
      added: [...change.added, ...kept],
      removes: ({ path }) => gone.has(path),
    });
    return { ...prepared, written: [...prepared.written, ...kept.map(({ path }) => path)] };
  } catch (error) {
    await remove();
    throw error;
  }
}

async function hasRow(table: LoadedTable, file: DataFile, { goes }: KeyedRows): Promise<boolean> {
  if (file.format !== "parquet") throw unfit(file, `its format is ${file.format}`);
  if (file.keyMetadata !== undefined) throw unfit(file, "it is encrypted");
  try {
    for await (const rows of rowsOf(table, file, undefined)) if (rows.some(goes)) return true;
    return false;
  } catch (error) {
    if (error instanceof UnfitFile) throw unfit(file, error.message);
    throw error;
  }
}

/** The rows of a file that stay, in files of the same source. */
async function withoutRows(
  table: LoadedTable,
  file: DataFile,
  { goes }: KeyedRows,
): Promise<readonly DataFile[]> {
  const group = { files: [file], sourceHash: sourceHashOf(file.path) };
  const outcome = await rewriteGroup(group, {
    table,
    targetFileBytes: TARGET_FILE_BYTES,
    compression: "snappy",
    order: [],
    keeps: (row) => !goes(row),
    signal: undefined,
  });
  if ("unfit" in outcome) throw unfit(file, outcome.reason);
  return outcome.added;
}

function unfit({ path }: DataFile, reason: string): IcebergError {
  return new IcebergError(
    "UNSUPPORTED_TABLE",
    `Rows can't be merged: ${path} has, or may have, some that go, and can't be written again without them: ${reason}. Nothing was committed. Let an engine rewrite the file first (OPTIMIZE in Athena, rewrite_data_files in Spark).`,
  );
}
