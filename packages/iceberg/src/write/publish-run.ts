import { createHash } from "node:crypto";
import { isCloudApiError } from "@cloudapi/core";
import { forEachConcurrently } from "@cloudapi/core/internal";
import type {
  DestinationRun,
  KeyedRows,
  ObjectWriter,
  Publication,
  PublishedRun,
} from "@cloudapi/transform/internal";
import type { LoadedTable } from "../catalog/catalog.ts";
import { commitTable } from "../catalog/commit-loop.ts";
import { tableReplaced } from "../catalog/table-faults.ts";
import type { DataFile } from "../manifest/data-file.ts";
import { metricsOf } from "../manifest/metrics.ts";
import { currentSchema } from "../metadata/current.ts";
import type { PartitionSpec } from "../metadata/partition-spec.ts";
import { tableFolder } from "../metadata/table-paths.ts";
import type { IcebergTable } from "../table/iceberg-table.ts";
import { loadTable } from "../table/load-table.ts";
import { committedObjects } from "./committed-objects.ts";
import { prepareMerge } from "./prepare-merge.ts";
import { type FileChange, prepareSnapshot } from "./prepare-snapshot.ts";
import { refuseRewritten } from "./rewritten-sources.ts";
import type { RowPartitions } from "./row-partitions.ts";
import { replacedBy } from "./run-change.ts";
import { type RunState, runState } from "./run-state.ts";
import { type RunIdentity, runNotes } from "./run-summary.ts";
import type { RunMode } from "./write-mode.ts";

/** Everything that a run wrote, and the table that it wrote it for. */
export interface TablePublication extends Publication {
  /** As it was when the run began. */
  readonly table: IcebergTable;
  readonly mode: RunMode;
  /** With `merge`: the rows that go. */
  readonly keyed?: KeyedRows | undefined;
  readonly run: DestinationRun;
  /** What the files are partitioned by. */
  readonly spec: PartitionSpec;
  readonly partitions: RowPartitions;
}

const CONCURRENCY = 8;

/**
 * Make a run visible by one commit. Its files come before it, and go again when it fails; a run whose rows the table has
 * already commits nothing.
 */
export async function publishRun(publication: TablePublication): Promise<PublishedRun> {
  const { quarantine } = publication;
  const identity = identityOf(publication);
  // The run may have taken long, and what the table was at its beginning may have expired.
  const { catalog, name } = publication.table;
  const table = await loadTable(catalog, name);
  const state = await runState(table, identity, {});
  await quarantine.writer?.publish();
  if (state.isCommitted) {
    await forEachFile(publication, (writer) => writer.discard());
    return tellCommitted(publication, table, state);
  }
  const { published, isSourceKnown } = await committed(publication, identity);
  // The table has the run's files by now: they stay, whatever becomes of the rejected rows of an earlier run.
  if (quarantine.writer === undefined && isSourceKnown)
    await quarantine.sink.remove([quarantine.key]);
  return published;
}

/** What a commit came to. */
interface CommittedRun {
  readonly published: PublishedRun;
  /** Whether rows of an earlier run over the source have made room. */
  readonly isSourceKnown: boolean;
}

async function committed(
  publication: TablePublication,
  identity: RunIdentity,
): Promise<CommittedRun> {
  try {
    await forEachFile(publication, (writer) => writer.publish());
    return await commitRun(publication, identity);
  } catch (error) {
    // Of a commit that may have worked the files stay: at worst they are orphans.
    if (!isCloudApiError(error, "COMMIT_STATE_UNKNOWN")) await removeFiles(publication);
    throw error;
  }
}

/** What the run is known by, whatever its files are called. */
function identityOf(publication: TablePublication): RunIdentity {
  const { mode, keyed, report, files, sourceVersion } = publication;
  const hash = createHash("sha256").update(keyed?.digest ?? "");
  for (const { partition, writer } of files) hash.update(`${partition}\n${writer.digest()}\n`);
  const version = sourceVersion === undefined ? {} : { version: sourceVersion };
  return { sourceId: report.sourceId, digest: hash.digest("hex"), mode, ...version };
}

async function commitRun(
  publication: TablePublication,
  identity: RunIdentity,
): Promise<CommittedRun> {
  const { table, mode, keyed, spec, run, report } = publication;
  const added = dataFilesOf(publication);
  const { sourceHash } = run.source;
  const change: FileChange = { added, spec, notes: runNotes(identity, report) };
  const removes = replacedBy({ mode, added, sourceHash, spec });
  let state: RunState = { isCommitted: false, isSourceKnown: false };
  const { table: after, prepared } = await commitTable(table.catalog, table.name, async (now) => {
    // The files have the ids of the columns and the partitions of the table that the run began with.
    if (now.metadata["table-uuid"] !== table.metadata["table-uuid"]) throw tableReplaced(now.name);
    state = await runState(now, identity, {});
    if (state.isCommitted) return undefined;
    if (keyed !== undefined) return prepareMerge(now, change, keyed);
    // A source that never had rows, and has none, leaves no trace.
    if (added.length === 0 && (!state.isSourceKnown || mode === "append")) return undefined;
    if (mode !== "replaceSource") return prepareSnapshot(now, { ...change, removes });
    // There is nothing to look for the first time.
    if (!state.isSourceKnown) return prepareSnapshot(now, change);
    await refuseRewritten(now, sourceHash, report.sourceId);
    return prepareSnapshot(now, { ...change, removes });
  });
  if (state.isCommitted) {
    await removeFiles(publication);
    return { published: await tellCommitted(publication, after, state), isSourceKnown: false };
  }
  // What was rejected of earlier changes is not what these are about.
  const isSourceKnown = state.isSourceKnown && keyed === undefined;
  const objects = report.objects.map((object) => ({
    ...object,
    key: placeOf(publication, object.key),
  }));
  const snapshot = prepared && { snapshotId: String(prepared.snapshotId) };
  return {
    published: { manifestKey: after.metadataLocation, objects, ...snapshot },
    isSourceKnown,
  };
}

/** A run that was done before: what the table has of it, and not what this one wrote. */
async function tellCommitted(
  { run }: TablePublication,
  table: LoadedTable,
  { snapshot }: RunState,
): Promise<PublishedRun> {
  const { sourceHash } = run.source;
  return {
    manifestKey: table.metadataLocation,
    objects: await committedObjects(table, { sourceHash, snapshot }, {}),
    ...(snapshot && { snapshotId: String(snapshot["snapshot-id"]) }),
  };
}

/** The run's files, as manifests have them. */
function dataFilesOf(publication: TablePublication): DataFile[] {
  const { files, partitions, spec, table } = publication;
  const schema = currentSchema(table.metadata);
  return files.map(({ partition, rows, writer, summary }) => ({
    content: "data",
    path: placeOf(publication, writer.key),
    format: "parquet",
    specId: spec["spec-id"],
    partition: partitions.values(partition),
    sizeBytes: writer.sizeBytes,
    ...(summary === undefined ? { rows } : metricsOf(summary, schema)),
  }));
}

/** The place of a data file. */
function placeOf({ table }: TablePublication, key: string): string {
  return `${tableFolder(table.metadata)}/${key}`;
}

async function removeFiles({ table, files }: TablePublication): Promise<void> {
  const sink = table.storage.sink(tableFolder(table.metadata));
  // What can't be removed is an orphan, no more.
  await sink.remove(files.map(({ writer }) => writer.key)).catch(() => undefined);
}

function forEachFile(
  { files }: TablePublication,
  work: (writer: ObjectWriter) => Promise<void>,
): Promise<void> {
  return forEachConcurrently(files, { concurrency: CONCURRENCY }, ({ writer }) => work(writer));
}
