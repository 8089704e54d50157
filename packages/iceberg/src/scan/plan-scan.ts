import { checkOptionNames } from "@cloudapi/core/internal";
import type { CatalogOptions, LoadedTable } from "../catalog/catalog.ts";
import { IcebergError } from "../errors/iceberg-error.ts";
import type { DataFile, ManifestFile } from "../manifest/data-file.ts";
import { deleteFinder } from "../manifest/may-delete.ts";
import { currentSchema, snapshotOf, specOf } from "../metadata/current.ts";
import { schemasOf } from "../metadata/schemas-of.ts";
import type { Snapshot } from "../metadata/snapshot.ts";
import type { TableMetadata } from "../metadata/table-metadata.ts";
import { partitionType } from "../partition/partition-type.ts";
import { entriesOf, manifestsOf } from "../table/read-manifests.ts";
import { mayHaveRows } from "./prune-file.ts";
import { type PartitionPruner, partitionPruner } from "./prune-partition.ts";
import { resolveConditions, type ScanCondition } from "./scan-condition.ts";

/** Which rows of which time are wanted. */
export interface PlanScanInput {
  /** The state of the table: a snapshot, a tag or branch, or what was current at a time; default now. */
  readonly at?:
    | { readonly snapshotId: bigint }
    | { readonly ref: string }
    | { readonly time: Date }
    | undefined;
  /** Conditions that all have to hold. Files are passed over by them; the rows of those that are left may fail them. */
  readonly where?: readonly ScanCondition[] | undefined;
}

/** A file to read, and what is deleted of it. */
export interface ScanTask {
  readonly file: DataFile;
  /** Files of position and equality deletes that apply to it. */
  readonly deletes: readonly DataFile[];
}

/** What is to be read. */
export interface ScanPlan {
  /** The snapshot that is read; `undefined` when the table had none. */
  readonly snapshot: Snapshot | undefined;
  readonly tasks: readonly ScanTask[];
  /** What was passed over: manifests unread, and files that they that were read have. */
  readonly skipped: { readonly manifests: number; readonly files: number };
}

/**
 * The files that have the rows that are wanted: by the partitions of manifests and of files, and by the bounds of their values.
 *
 * @throws {IcebergError} `NO_SUCH_SNAPSHOT`, `METADATA_NOT_FOUND`, `INVALID_MANIFEST`
 * @throws {TypeError} for an `at` that names no state, a condition on what is no column, or with a value that is none of its type
 *
 * @example
 * ```ts
 * import { apiLogs } from "@cloudapi/core";
 * import { createTable, fileCatalog, icebergSink, loadTable, memoryStorage, planScan } from "@cloudapi/iceberg";
 * import { fileSource, transform } from "@cloudapi/transform";
 *
 * const catalog = fileCatalog(memoryStorage());
 * const { name, ...table } = await createTable(catalog, { namespace: "lake", dataset: apiLogs });
 * await transform(apiLogs, fileSource("logs.csv"), icebergSink({ name, ...table }));
 * const now = await loadTable(catalog, name);
 * const { tasks } = await planScan(now, { where: [{ column: "status_code", gte: 600 }] });
 * console.log(tasks.length); // => 0
 * ```
 */
export async function planScan(
  table: Pick<LoadedTable, "metadata" | "storage">,
  input: PlanScanInput = {},
  options: CatalogOptions = {},
): Promise<ScanPlan> {
  checkOptionNames("planScan", input, ["at", "where"]);
  checkOptionNames("planScan", options, ["signal"]);
  const { metadata, storage } = table;
  const tests = resolveConditions(input.where ?? [], currentSchema(metadata));
  const snapshot = snapshotAt(metadata, input.at);
  const manifests = await manifestsOf(storage, snapshot, options);
  const schemas = schemasOf(metadata);
  const pruners = new Map<number, PartitionPruner>();
  const prunerOf = ({ specId }: { readonly specId: number }) => {
    const known = pruners.get(specId);
    const pruner =
      known ?? partitionPruner(partitionType(specOf(metadata, specId), schemas), tests);
    pruners.set(specId, pruner);
    return pruner;
  };
  const isWanted = (manifest: ManifestFile) =>
    manifest.content === "deletes" || prunerOf(manifest).mayHavePartitions(manifest.partitions);
  const wanted = manifests.filter(isWanted);
  const entries = await entriesOf(table, wanted, options);
  const data = entries.filter(({ file }) => file.content === "data");
  const left = data.filter(
    ({ file }) => prunerOf(file).mayHaveRows(file.partition) && mayHaveRows(file, tests),
  );
  const deletesOf = deleteFinder(entries.filter(({ file }) => file.content !== "data"));
  return {
    snapshot,
    tasks: left.map((entry) => ({ file: entry.file, deletes: deletesOf(entry) })),
    skipped: {
      manifests: manifests.length - wanted.length,
      files: data.length - left.length,
    },
  };
}

function snapshotAt(metadata: TableMetadata, at: PlanScanInput["at"]): Snapshot | undefined {
  const id = idAt(metadata, at);
  if (id === undefined) return undefined;
  const snapshot = snapshotOf(metadata, id);
  if (snapshot !== undefined) return snapshot;
  throw noSnapshot(`the table has no snapshot ${id}, or has it no more`);
}

function idAt(metadata: TableMetadata, at: PlanScanInput["at"]): bigint | undefined {
  if (at === undefined) return metadata["current-snapshot-id"];
  const { snapshotId, ref, time } = readAt(at);
  if (snapshotId !== undefined) return snapshotId;
  if (ref !== undefined) {
    const id = metadata.refs[ref]?.["snapshot-id"];
    if (id === undefined) throw noSnapshot(`the table has no tag or branch ${ref}`);
    return id;
  }
  const timeMs = time?.getTime() ?? 0;
  const entry = metadata["snapshot-log"].findLast((each) => each["timestamp-ms"] <= timeMs);
  if (entry === undefined)
    throw noSnapshot(`nothing is known of the table before ${new Date(timeMs).toISOString()}`);
  return entry["snapshot-id"];
}

/** What names a state of a table: one of the three. */
interface StateOfTable {
  readonly snapshotId?: bigint | undefined;
  readonly ref?: string | undefined;
  readonly time?: Date | undefined;
}

/** @throws {TypeError} for what names no state, or more than one */
function readAt(at: StateOfTable): StateOfTable {
  checkOptionNames("planScan: at", at, ["snapshotId", "ref", "time"]);
  const { snapshotId, ref, time } = at;
  const given = [snapshotId, ref, time].filter((each) => each !== undefined);
  const isTime = time instanceof Date && !Number.isNaN(time.getTime());
  if (given.length === 1 && (typeof snapshotId === "bigint" || typeof ref === "string" || isTime))
    return at;
  throw new TypeError(
    "planScan: at must be one of { snapshotId } (a bigint), { ref } (a tag or a branch) and { time } (a Date).",
  );
}

function noSnapshot(why: string): IcebergError {
  return new IcebergError(
    "NO_SUCH_SNAPSHOT",
    `The table can't be read as it was: ${why}. Its snapshots list what there is.`,
  );
}
