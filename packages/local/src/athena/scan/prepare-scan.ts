import { notSupported } from "@cloudapi/athena/internal/analysis";
import type { CatalogTable } from "../catalog/catalog-types.ts";
import { PARQUET_SERDE } from "../catalog/storage-formats.ts";
import { scanColumns } from "../compile/query/compile-table.ts";
import type { Scan } from "../compile/scope/compilation.ts";
import { duckNull, duckString, duckType } from "../types/duck.ts";
import { emptyRelation } from "./empty-relation.ts";
import { inParallel } from "./objects/in-parallel.ts";
import type { ObjectCache } from "./objects/object-cache.ts";
import { resolveSymlinks } from "./objects/resolve-symlinks.ts";
import type { LocalFile, RowSource } from "./objects/row-source.ts";
import { parquetSource } from "./parquet/parquet-source.ts";
import { checkStorage, hasSymlinks } from "./partitions/check-storage.ts";
import type { FoundPartition, ScanContext } from "./partitions/find-partitions.ts";
import { findPartitions } from "./partitions/find-partitions.ts";
import { partitionValueSql } from "./partitions/partition-value.ts";
import { textSource } from "./text/text-source.ts";

export interface PrepareContext extends ScanContext {
  readonly cache: ObjectCache;
  /** Called with the local paths as soon as they are held. */
  readonly hold: (path: string) => void;
  /** Called with the bytes that Athena would count, as soon as they are known; may throw. */
  readonly scanned: (bytes: number) => void;
}

/** Make the relation that a compiled query reads as `scan_1`: partitions pruned, objects fetched, columns typed. */
export async function prepareScan(
  scan: Scan,
  table: CatalogTable,
  context: PrepareContext,
): Promise<void> {
  checkStorage(table);
  const partitions = await resolved(await findPartitions(scan, table, context), table, context);
  const parquet = table.storage.serde === PARQUET_SERDE;
  if (!parquet) context.scanned(sizeOf(partitions));
  const files = await fetchFiles(partitions, context);
  if (files.size === 0) {
    await context.connection.run(emptyRelation(scan));
    return;
  }
  const local = [...files.keys()];
  const source = parquet
    ? await parquetSource(scan, local, context)
    : await textSource(scan, table, local, context.connection, context.signal);
  const joined = readsFile(scan);
  if (joined) await context.connection.run(fileTable(scan, files));
  await context.connection.run(relation(scan, source, joined));
}

/** The files that symlink manifests name, where the table has these. */
async function resolved(
  partitions: readonly FoundPartition[],
  table: CatalogTable,
  { s3, signal }: PrepareContext,
): Promise<readonly FoundPartition[]> {
  if (!hasSymlinks(table)) return partitions;
  return Promise.all(
    partitions.map(async ({ values, files }) => ({
      values,
      files: await resolveSymlinks(s3, files, signal),
    })),
  );
}

/** Text is read whole. */
function sizeOf(partitions: readonly FoundPartition[]): number {
  const files = partitions.flatMap((partition) => partition.files);
  return files.reduce((sum, file) => sum + file.size, 0);
}

async function fetchFiles(
  partitions: readonly FoundPartition[],
  { cache, s3, signal, hold }: PrepareContext,
): Promise<Map<LocalFile, FoundPartition>> {
  const waiting = partitions.flatMap((partition) =>
    partition.files.map((file) => ({ partition, file })),
  );
  const found = await inParallel(waiting, async ({ partition, file }) => {
    const path = await cache.acquire(s3, file, signal);
    hold(path);
    return [{ ...file, path }, partition] as const;
  });
  return new Map(found);
}

/** One row per file: its partition's values and its hidden columns. */
function fileTable(scan: Scan, files: ReadonlyMap<LocalFile, FoundPartition>): string {
  const keys = scan.table.partitionKeys;
  const rows = [...files].map(([file, partition]) => {
    const hidden = [
      duckString(`s3://${file.bucket}/${file.key}`),
      `CAST(${file.size} AS BIGINT)`,
      `make_timestamp(${Math.floor(file.modified.getTime()) * 1000})`,
    ];
    const values = keys.map((key, i) =>
      partitionValueSql(partition.values[i] ?? "", key.name, key.type),
    );
    return `(${[duckString(file.path), ...hidden, ...values].join(", ")})`;
  });
  const names = ["__file", "__path", "__size", "__modified", ...keys.map((_, i) => `k${i}`)].join(
    ", ",
  );
  return `CREATE OR REPLACE TEMP TABLE ${scan.relation}_files AS SELECT * FROM (VALUES ${rows.join(", ")}) AS v(${names})`;
}

/** Whether a query asks for what is the same in all rows of a file: its partition's values and its hidden columns. */
function readsFile(scan: Scan): boolean {
  return (
    scan.table.partitionKeys.some(({ name }) => scan.columns.has(name)) ||
    Object.keys(HIDDEN).some((name) => scan.columns.has(name))
  );
}

function relation(scan: Scan, source: RowSource, joined: boolean): string {
  const columns = scanColumns(scan.table);
  const keys = scan.table.partitionKeys;
  const items = columns.map(({ name, type }, index) => {
    // Nobody reads its values, though a subquery's select list may still name it.
    if (!scan.columns.has(name)) return `${duckNull(type)} AS c${index}`;
    const key = keys.findIndex((each) => each.name === name);
    const sql = HIDDEN[name] ?? (key >= 0 ? `f.k${key}` : source.column(name));
    if (duckType(type) === "") throw notSupported(`the column ${name}`);
    return `${sql} AS c${index}`;
  });
  const files = joined ? ` JOIN ${scan.relation}_files AS f ON d.__file = f.__file` : "";
  return `CREATE OR REPLACE TEMP VIEW ${scan.relation} AS SELECT ${["1 AS one", ...items].join(", ")} FROM ${source.from} AS d${files}`;
}

const HIDDEN: Record<string, string> = {
  $path: "f.__path",
  $file_size: "f.__size",
  $file_modified_time: "trino_zoned(f.__modified, 'UTC')",
};
