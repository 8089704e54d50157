import type { Snapshot, SnapshotRef } from "../metadata/snapshot.ts";
import type { TableMetadata } from "../metadata/table-metadata.ts";
import { ancestorsOf } from "../table/current-snapshots.ts";

/** Which snapshots are kept. */
export interface ExpiryRules {
  /** Snapshots since then stay. */
  readonly olderThanMs: number;
  /** As many snapshots of each branch stay, however old they are. */
  readonly retainLast: number;
}

/**
 * The snapshots that nothing keeps: those of no tag, and of no branch, its newest and those of late apart. What a branch itself
 * says of its age and number comes before the rules.
 */
export function expiredSnapshots(
  metadata: TableMetadata,
  rules: ExpiryRules,
  nowMs: number,
): Snapshot[] {
  const { snapshots, refs } = metadata;
  const kept = new Set<bigint>();
  for (const ref of Object.values(refs))
    for (const id of keptBy(metadata, ref, rules, nowMs)) kept.add(id);
  const onBranches = new Set(
    Object.values(refs).flatMap((ref) =>
      [...ancestorsOf(metadata, ref["snapshot-id"])].map((snapshot) => snapshot["snapshot-id"]),
    ),
  );
  return snapshots.filter((snapshot) => {
    const id = snapshot["snapshot-id"];
    if (kept.has(id)) return false;
    // What is on no branch, such as after a rollback, is kept by its age alone.
    return onBranches.has(id) || snapshot["timestamp-ms"] < rules.olderThanMs;
  });
}

function keptBy(
  metadata: TableMetadata,
  ref: SnapshotRef,
  rules: ExpiryRules,
  nowMs: number,
): bigint[] {
  if (ref.type === "tag") return [ref["snapshot-id"]];
  const least = ref["min-snapshots-to-keep"] ?? rules.retainLast;
  const age = ref["max-snapshot-age-ms"];
  const since = age === undefined ? rules.olderThanMs : nowMs - age;
  const kept: bigint[] = [];
  for (const snapshot of ancestorsOf(metadata, ref["snapshot-id"])) {
    if (kept.length >= least && snapshot["timestamp-ms"] < since) break;
    kept.push(snapshot["snapshot-id"]);
  }
  return kept;
}
