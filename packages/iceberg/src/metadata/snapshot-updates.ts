import { without } from "../json/without.ts";
import { snapshotOf } from "./current.ts";
import { type Draft, invalidUpdate, set } from "./draft.ts";
import type { Snapshot, SnapshotLogEntry, SnapshotRef } from "./snapshot.ts";
import type { TableMetadata } from "./table-metadata.ts";

const MAIN = "main";

/** Add a snapshot; nobody sees it before a ref names it. */
export function addSnapshot(draft: Draft, snapshot: Snapshot): void {
  const { metadata } = draft;
  const { "snapshot-id": id, "sequence-number": sequence, "timestamp-ms": timestampMs } = snapshot;
  if (snapshotOf(metadata, id) !== undefined)
    throw invalidUpdate(`it has a snapshot ${id} already`);
  const last = metadata["last-sequence-number"];
  if (sequence <= last)
    throw invalidUpdate(
      `the sequence number ${sequence} of snapshot ${id} is not above ${last}, the table's last`,
    );
  set(draft, {
    snapshots: [...metadata.snapshots, snapshot],
    "last-sequence-number": sequence,
    "last-updated-ms": Math.max(metadata["last-updated-ms"], timestampMs),
  });
}

/** Let a name stand for a snapshot; the branch `main` is what readers see. */
export function setRef(draft: Draft, name: string, ref: SnapshotRef): void {
  const { metadata, nowMs } = draft;
  const id = ref["snapshot-id"];
  const snapshot = snapshotOf(metadata, id);
  if (snapshot === undefined) throw invalidUpdate(`it has no snapshot ${id} for ${name}`);
  if (name === MAIN && ref.type !== "branch") throw invalidUpdate("main is a branch");
  set(draft, { refs: { ...metadata.refs, [name]: ref } });
  if (name !== MAIN || metadata["current-snapshot-id"] === id) return;
  const log = metadata["snapshot-log"];
  const isNew = log.every((entry) => entry["snapshot-id"] !== id);
  const timestampMs = Math.max(
    isNew ? snapshot["timestamp-ms"] : nowMs,
    metadata["last-updated-ms"],
  );
  set(draft, {
    "current-snapshot-id": id,
    "snapshot-log": [...log, { "snapshot-id": id, "timestamp-ms": timestampMs }],
    "last-updated-ms": timestampMs,
  });
}

/** Forget a name; without `main` the table has no rows. */
export function removeRef(draft: Draft, name: string): void {
  const { [name]: removed, ...refs } = draft.metadata.refs;
  if (removed === undefined) return;
  set(draft, { refs });
  if (name !== MAIN) return;
  const metadata = without(draft.metadata, "current-snapshot-id") as TableMetadata;
  draft.metadata = { ...metadata, "snapshot-log": [] };
}

/** Forget snapshots, and the names that stand for them. */
export function removeSnapshots(draft: Draft, ids: readonly bigint[]): void {
  const removed = new Set(ids);
  for (const [name, ref] of Object.entries(draft.metadata.refs))
    if (removed.has(ref["snapshot-id"])) removeRef(draft, name);
  const { metadata } = draft;
  const isKept = (each: { readonly "snapshot-id": bigint }) => !removed.has(each["snapshot-id"]);
  set(draft, {
    snapshots: metadata.snapshots.filter(isKept),
    "snapshot-log": knownEnd(metadata["snapshot-log"], isKept),
    ...keptStatistics(metadata, isKept),
  });
}

/** The log since the last entry that is gone: what was the current snapshot before can't be told any more. */
function knownEnd(
  log: readonly SnapshotLogEntry[],
  isKept: (entry: SnapshotLogEntry) => boolean,
): SnapshotLogEntry[] {
  return log.slice(log.findLastIndex((entry) => !isKept(entry)) + 1);
}

/** Statistics files are of a snapshot. */
function keptStatistics(
  metadata: TableMetadata,
  isKept: (each: { readonly "snapshot-id": bigint }) => boolean,
): Partial<TableMetadata> {
  const kept: Record<string, unknown> = {};
  for (const key of ["statistics", "partition-statistics"]) {
    const files = metadata[key];
    if (Array.isArray(files)) kept[key] = files.filter(isKept);
  }
  return kept;
}
