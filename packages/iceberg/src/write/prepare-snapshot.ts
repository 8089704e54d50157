import { randomUUID } from "node:crypto";
import type { LoadedTable } from "../catalog/catalog.ts";
import type { PreparedCommit } from "../catalog/prepared-commit.ts";
import type { DataFile, ManifestFile } from "../manifest/data-file.ts";
import { type NewManifest, writeManifest } from "../manifest/write-manifest.ts";
import { writeManifestList } from "../manifest/write-manifest-list.ts";
import { currentSchema, currentSnapshot, specOf } from "../metadata/current.ts";
import type { PartitionSpec } from "../metadata/partition-spec.ts";
import type { Snapshot } from "../metadata/snapshot.ts";
import { metadataPath, refuseOtherPaths } from "../metadata/table-paths.ts";
import { sameRef, sameTable } from "../table/change-table.ts";
import { entriesOf, manifestsOf } from "../table/read-manifests.ts";
import { countedManifests } from "./counted-manifests.ts";
import { binsToMerge } from "./merge-manifests.ts";
import { newSnapshotId } from "./new-snapshot-id.ts";
import { SummaryCounts } from "./summary-counts.ts";
import { type Removes, type Thinned, thinned } from "./without-files.ts";

/** What a snapshot changes of a table's files. */
export interface FileChange {
  readonly added: readonly DataFile[];
  /** What the added files are partitioned by. */
  readonly spec: PartitionSpec;
  /** Default: no file goes. */
  readonly removes?: Removes | undefined;
  /** Whether the added files have the rows that deletes left of those that go. Default: files with deletes don't go. */
  readonly areDeletesApplied?: boolean | undefined;
  /** What the summary says beside its counts. */
  readonly notes: Readonly<Record<string, string>>;
}

/** A snapshot, ready to be committed to the table it was made for. */
export interface PreparedSnapshot extends PreparedCommit {
  readonly snapshotId: bigint;
}

/** A snapshot that is being made. */
interface Making {
  readonly table: LoadedTable;
  readonly snapshotId: bigint;
  readonly sequenceNumber: number;
  readonly counts: SummaryCounts;
  /** Begins the names of its manifests. */
  readonly name: string;
  /** Places of the files that were written for it. */
  readonly written: string[];
}

/**
 * Write what a snapshot on a table needs: manifests of what is added, and of what stays where files go, and the list of all.
 * Each try to commit has a snapshot of its own, by whose id it is recognised when the answer is lost.
 *
 * @throws {IcebergError} `DELETES_APPLY` when rows of files that go were deleted by another program, `UNSUPPORTED_TABLE` when the table
 * wants its files elsewhere
 */
export async function prepareSnapshot(
  table: LoadedTable,
  change: FileChange,
): Promise<PreparedSnapshot> {
  const { metadata, storage } = table;
  refuseOtherPaths(metadata);
  const parent = currentSnapshot(metadata);
  const making: Making = {
    table,
    snapshotId: newSnapshotId(),
    sequenceNumber: metadata["last-sequence-number"] + 1,
    counts: new SummaryCounts(parent?.summary),
    name: randomUUID(),
    written: [],
  };
  try {
    const listed = await manifestsOf(storage, parent, {});
    const there = await countedManifests(table, listed);
    const list = await writeList(making, await changedManifests(making, change, there));
    return prepared(making, newSnapshot(making, change, list));
  } catch (error) {
    // What can't be removed is an orphan, no more.
    await storage.remove(making.written).catch(() => undefined);
    throw error;
  }
}

async function changedManifests(
  making: Making,
  { added, spec, removes, areDeletesApplied = false }: FileChange,
  there: readonly ManifestFile[],
): Promise<ManifestFile[]> {
  const { table, counts } = making;
  const thin =
    removes === undefined ? [] : await thinned(table, there, { removes, areDeletesApplied });
  const rewritten = new Map<ManifestFile, ManifestFile>();
  for (const each of thin) rewritten.set(each.manifest, await rewrite(making, each));
  const rest = there
    .filter((manifest) => !isEmpty(manifest))
    .map((manifest) => rewritten.get(manifest) ?? manifest);
  if (added.length === 0) return rest;
  for (const file of added) counts.add(file);
  const entries = added.map((file) => ({ status: "added", file }) as const);
  return [await writeOne(making, spec, entries), ...(await merged(making, rest))];
}

/** Manifests of earlier commits, fewer where there are too many of them. */
async function merged(
  making: Making,
  manifests: readonly ManifestFile[],
): Promise<readonly ManifestFile[]> {
  const { table, snapshotId } = making;
  // What this snapshot takes files out of says so itself.
  const earlier = manifests.filter((manifest) => manifest.snapshotId !== snapshotId);
  const bins = binsToMerge(table, earlier);
  if (bins.length === 0) return manifests;
  const gone = new Set(bins.flat());
  const merged: ManifestFile[] = [];
  for (const bin of bins) {
    const entries = await entriesOf(table, bin, {});
    const kept = entries.map((entry) => ({ ...entry, status: "existing" }) as const);
    merged.push(await writeOne(making, specOf(table.metadata, bin[0]?.specId ?? 0), kept));
  }
  return [...merged, ...manifests.filter((manifest) => !gone.has(manifest))];
}

/** Whether a manifest tells of nothing but files that an earlier snapshot took out. */
function isEmpty({ addedFiles, existingFiles, deletedFiles }: ManifestFile): boolean {
  return addedFiles === 0 && existingFiles === 0 && deletedFiles > 0;
}

/** A manifest without the files that go, of which it says that they went. */
function rewrite(making: Making, { manifest, kept, removed }: Thinned): Promise<ManifestFile> {
  const { table, snapshotId, counts } = making;
  for (const { file } of removed) counts.remove(file);
  return writeOne(making, specOf(table.metadata, manifest.specId), [
    ...kept.map((entry) => ({ ...entry, status: "existing" }) as const),
    ...removed.map((entry) => ({ ...entry, status: "deleted", snapshotId }) as const),
  ]);
}

const AVRO = "application/avro";

async function writeOne(
  { table, snapshotId, sequenceNumber, name, written }: Making,
  spec: PartitionSpec,
  entries: NewManifest["entries"],
): Promise<ManifestFile> {
  const { metadata, storage } = table;
  const [schema, earlierSchemas] = [currentSchema(metadata), metadata.schemas.toReversed()];
  const manifest = writeManifest({ spec, schema, earlierSchemas, entries, snapshotId });
  const path = metadataPath(metadata, `${name}-m${written.length}.avro`);
  written.push(path);
  await storage.write(path, manifest.bytes, { contentType: AVRO });
  return manifest.at(path, sequenceNumber);
}

async function writeList(
  { table, snapshotId, sequenceNumber, name, written }: Making,
  manifests: readonly ManifestFile[],
): Promise<string> {
  const { metadata, storage } = table;
  const parentSnapshotId = metadata["current-snapshot-id"];
  const list = writeManifestList({ manifests, snapshotId, parentSnapshotId, sequenceNumber });
  const path = metadataPath(metadata, `snap-${snapshotId}-${name}.avro`);
  written.push(path);
  await storage.write(path, list, { contentType: AVRO });
  return path;
}

function newSnapshot(
  { table: { metadata }, snapshotId, sequenceNumber, counts }: Making,
  { notes }: FileChange,
  list: string,
): Snapshot {
  const parent = metadata["current-snapshot-id"];
  return {
    "snapshot-id": snapshotId,
    ...(parent === undefined ? {} : { "parent-snapshot-id": parent }),
    "sequence-number": sequenceNumber,
    // Readers refuse a snapshot that is older than the one before it.
    "timestamp-ms": Math.max(Date.now(), metadata["last-updated-ms"]),
    "manifest-list": list,
    summary: { operation: counts.operation, ...notes, ...counts.summary() },
    "schema-id": metadata["current-schema-id"],
  };
}

function prepared(
  { table: { metadata }, snapshotId, written }: Making,
  snapshot: Snapshot,
): PreparedSnapshot {
  const main = { ...metadata.refs["main"], type: "branch", "snapshot-id": snapshotId } as const;
  return {
    snapshotId,
    written,
    requirements: [sameTable(metadata), sameRef(metadata, "main")],
    updates: [
      { action: "add-snapshot", snapshot },
      { ...main, action: "set-snapshot-ref", "ref-name": "main" },
    ],
  };
}
