import { isCloudApiError } from "@cloudapi/core";
import { checkListeners, checkOptionNames } from "@cloudapi/core/internal";
import { currentSchema } from "../metadata/current.ts";
import { planScan } from "../scan/plan-scan.ts";
import type { ScanCondition } from "../scan/scan-condition.ts";
import { tableColumns } from "../schema/table-columns.ts";
import { checkTable, type IcebergTable } from "../table/iceberg-table.ts";
import { loadTable } from "../table/load-table.ts";
import { commitGroups } from "./commit-groups.ts";
import { type FileGroup, groupFiles, type LeftFile } from "./group-files.ts";
import { type RewriteSettings, type RewrittenGroup, rewriteGroup } from "./rewrite-group.ts";
import { orderColumns } from "./row-order.ts";

/** Which files are put together, and how. */
export interface CompactInput {
  /** Bytes that files are to have, about; smaller ones of one partition become one. Default: the table's property `write.target-file-size-bytes`, else 128 MiB. */
  readonly targetFileBytes?: number | undefined;
  /** Only files that may have rows of which all of it holds, as with `planScan`. */
  readonly where?: readonly ScanCondition[] | undefined;
  /** How Parquet pages are compressed; default `snappy`. */
  readonly compression?: "snappy" | "zstd" | undefined;
}

/** How a compaction is called. */
export interface CompactOptions {
  /** Stops it before it commits; nothing is changed then. */
  readonly signal?: AbortSignal | undefined;
  /** Called after each group of files. */
  readonly onProgress?: ((progress: CompactProgress) => void) | undefined;
}

/** How far a compaction has come. */
export interface CompactProgress {
  readonly groups: number;
  readonly groupsDone: number;
}

/** What a compaction did. */
export interface CompactReport {
  /** The snapshot with the new files; `undefined` when there was nothing to put together. */
  readonly snapshotId: bigint | undefined;
  readonly filesBefore: number;
  readonly filesAfter: number;
  readonly bytesBefore: number;
  readonly bytesAfter: number;
  readonly rows: number;
  /** Small files that stay as they are, and why. */
  readonly left: readonly LeftFile[];
}

const MIB = 1_048_576;
const TARGET = "write.target-file-size-bytes";

/**
 * Put small files of a partition together, and rows of an earlier partitioning into the one of now: the same rows in fewer files, by one
 * commit (`replace`). Rows are in the order of the table's sort order, or of its time, as far as they fit into memory together
 * (256 MiB). Files with deleted rows stay, and so do those that can't be written again exactly. What others change meanwhile comes
 * first: a group of files of which one was replaced stays as it is.
 *
 * Sources whose rows come to one file with those of others can't be replaced by `replaceSource` any more (`SOURCE_REWRITTEN`): compact what
 * is settled (`where`), or tables that are appended to. Rows of one source alone stay its own.
 *
 * @throws {TypeError} {RangeError} for an argument that can't be
 * @throws {IcebergError} `UNSUPPORTED_TABLE` for a table with a column that no contract has, `NO_SUCH_TABLE`, `TABLE_REPLACED`,
 * `COMMIT_CONFLICT`, `COMMIT_STATE_UNKNOWN`
 * @throws {SourceError} `SOURCE_CORRUPT` for a file that is damaged
 *
 * @example
 * ```ts
 * import { apiLogs } from "@cloudapi/core";
 * import { compact, createTable, fileCatalog, icebergSink, memoryStorage } from "@cloudapi/iceberg";
 * import { writeRows } from "@cloudapi/transform";
 *
 * const table = await createTable(fileCatalog(memoryStorage()), { namespace: "lake", dataset: apiLogs });
 * const row = { timestamp: "2025-01-15T10:30:45Z", endpoint: "/api/users", status_code: 200 };
 * for (const version of ["1", "2", "3"])
 *   await writeRows(apiLogs, [[row]], icebergSink(table, { mode: "append" }), { sourceId: "queue", version });
 * const { filesBefore, filesAfter, rows } = await compact(table);
 * console.log(filesBefore, filesAfter, rows); // => 3 1 3
 * ```
 */
export async function compact(
  table: IcebergTable,
  input: CompactInput = {},
  options: CompactOptions = {},
): Promise<CompactReport> {
  checkTable("compact", table);
  checkOptionNames("compact", input, ["targetFileBytes", "where", "compression"]);
  checkOptionNames("compact", options, ["signal", "onProgress"]);
  checkListeners("compact", options);
  const { signal } = options;
  const now = await loadTable(table.catalog, table.name, { signal });
  const { metadata } = now;
  const targetFileBytes = targetOf(input.targetFileBytes, metadata.properties[TARGET]);
  const compression = compressionOf(input.compression);
  // Refused before anything is read.
  tableColumns(currentSchema(metadata));
  const order = orderColumns(metadata);
  const { tasks } = await planScan(now, { where: input.where }, { signal });
  const { groups, left } = groupFiles(metadata, tasks, { targetFileBytes, order });
  const settings = { table: now, targetFileBytes, compression, order, signal };
  const rewriting = { settings, left: [...left], onProgress: options.onProgress };
  const rewritten = await rewriteAll(groups, rewriting);
  return publish(now, rewritten, rewriting);
}

interface Rewriting {
  readonly settings: RewriteSettings;
  readonly left: LeftFile[];
  readonly onProgress: CompactOptions["onProgress"];
}

async function rewriteAll(
  groups: readonly FileGroup[],
  { settings, left, onProgress }: Rewriting,
): Promise<RewrittenGroup[]> {
  const done: RewrittenGroup[] = [];
  try {
    for (const [i, group] of groups.entries()) {
      const rewritten = await rewriteFit(group, settings, left);
      if (rewritten !== undefined) done.push(rewritten);
      onProgress?.({ groups: groups.length, groupsDone: i + 1 });
    }
    return done;
  } catch (error) {
    await removeFiles(settings, done);
    throw error;
  }
}

/** Those files of a group that can be written again, where it is worth it. */
async function rewriteFit(
  group: FileGroup,
  settings: RewriteSettings,
  left: LeftFile[],
): Promise<RewrittenGroup | undefined> {
  const specId = settings.table.metadata["default-spec-id"];
  let { files } = group;
  while (files.length > 1 || (files.length > 0 && files[0]?.specId !== specId)) {
    const outcome = await rewriteGroup({ ...group, files }, settings);
    if ("added" in outcome) return outcome;
    const { unfit, reason } = outcome;
    left.push({ path: unfit.path, reason });
    files = files.filter((file) => file !== unfit);
  }
  return undefined;
}

async function publish(
  table: IcebergTable,
  rewritten: readonly RewrittenGroup[],
  { settings, left }: Rewriting,
): Promise<CompactReport> {
  if (rewritten.length === 0) return reportOf([], undefined, left);
  const { signal } = settings;
  const committed = await commitGroups(table, rewritten, { signal }).catch(
    async (error: unknown) => {
      // Of a commit that may have worked the files stay: at worst they are orphans.
      if (!isCloudApiError(error, "COMMIT_STATE_UNKNOWN")) await removeFiles(settings, rewritten);
      throw error;
    },
  );
  const { groups, snapshotId } = committed;
  const others = rewritten.filter((each) => !groups.includes(each));
  await removeFiles(settings, others);
  for (const { group } of others)
    for (const { path } of group.files)
      left.push({
        path,
        reason: "it, or a file it was to be put together with, was changed meanwhile",
      });
  return reportOf(groups, snapshotId, left);
}

async function removeFiles(
  { table: { storage } }: RewriteSettings,
  groups: readonly RewrittenGroup[],
): Promise<void> {
  const paths = groups.flatMap(({ added }) => added.map(({ path }) => path));
  // What can't be removed is an orphan, no more.
  if (paths.length > 0) await storage.remove(paths).catch(() => undefined);
}

function reportOf(
  groups: readonly RewrittenGroup[],
  snapshotId: bigint | undefined,
  left: readonly LeftFile[],
): CompactReport {
  const before = groups.flatMap(({ group }) => group.files);
  const after = groups.flatMap(({ added }) => added);
  const bytesOf = (files: typeof after) => files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  return {
    snapshotId,
    filesBefore: before.length,
    filesAfter: after.length,
    bytesBefore: bytesOf(before),
    bytesAfter: bytesOf(after),
    rows: after.reduce((sum, { rows }) => sum + rows, 0),
    left,
  };
}

function targetOf(given: number | undefined, property: string | undefined): number {
  if (given !== undefined && (!Number.isSafeInteger(given) || given < 1))
    throw new RangeError(
      `compact: targetFileBytes must be a whole number from 1, not ${String(given)}.`,
    );
  const ofTable = /^\d{1,15}$/.test(property ?? "") ? Number(property) : 0;
  return given ?? (ofTable > 0 ? ofTable : 128 * MIB);
}

function compressionOf(given: CompactInput["compression"] = "snappy"): "snappy" | "zstd" {
  if (given === "snappy" || given === "zstd") return given;
  throw new TypeError(`compact: compression must be snappy or zstd, not ${String(given)}.`);
}
