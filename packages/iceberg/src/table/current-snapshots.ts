import type { Snapshot } from "../metadata/snapshot.ts";
import type { TableMetadata } from "../metadata/table-metadata.ts";

/** The current snapshot of a table and those that it came from, newest first, as far as they are kept. */
export function* currentSnapshots(metadata: TableMetadata): Generator<Snapshot, void, undefined> {
  yield* ancestorsOf(metadata, metadata["current-snapshot-id"]);
}

/** A snapshot and those that it came from, newest first, as far as they are kept. */
export function* ancestorsOf(
  { snapshots }: TableMetadata,
  id: bigint | undefined,
): Generator<Snapshot, void, undefined> {
  const byId = new Map(snapshots.map((snapshot) => [snapshot["snapshot-id"], snapshot]));
  let next = id;
  while (next !== undefined) {
    const snapshot = byId.get(next);
    if (snapshot === undefined) return;
    // A table whose snapshots descend from each other in a circle is damaged; it is walked once.
    byId.delete(next);
    yield snapshot;
    next = snapshot["parent-snapshot-id"];
  }
}
