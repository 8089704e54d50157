import type { CatalogOptions, LoadedTable } from "../catalog/catalog.ts";
import { tableTitle } from "../catalog/check-table-name.ts";
import { loadMetadata } from "../catalog/load-metadata.ts";
import type { Snapshot, SnapshotRef } from "../metadata/snapshot.ts";
import type { TableChange } from "../metadata/table-change.ts";
import type { TableMetadata } from "../metadata/table-metadata.ts";
import { changeTable, sameRef, sameTable } from "../table/change-table.ts";
import type { IcebergTable } from "../table/iceberg-table.ts";
import { newSnapshotId } from "../write/new-snapshot-id.ts";

/** A tag or a branch that went with the snapshot it named. */
interface LostRef {
  readonly name: string;
  readonly ref: SnapshotRef;
  readonly snapshot: Snapshot;
}

/** What was expired, and the table that it was decided on. */
export interface Expiry {
  readonly before: LoadedTable;
  readonly gone: readonly Snapshot[];
}

/**
 * Give back the tags and branches that others set on snapshots while these were being expired. A REST catalog takes a change that
 * says nothing of them, and drops them with their snapshots. The state that they named is there again, under another id: the old
 * one has a sequence number that can't be added any more.
 *
 * @returns the table as it is then; the same when nothing was lost
 * @throws {IcebergError} `METADATA_NOT_FOUND` when the states in between can't be read
 */
export async function restoreRefs(
  after: IcebergTable,
  expiry: Expiry,
  options: CatalogOptions,
): Promise<IcebergTable> {
  const lost = await lostRefs(after, expiry, options);
  if (lost.length === 0) return after;
  return changeTable(after, (metadata) => restoring(metadata, lost), options);
}

/** Of the states between that which was read and that which is there now: tags and branches of snapshots that are gone. */
async function lostRefs(
  after: LoadedTable,
  { before, gone }: Expiry,
  options: CatalogOptions,
): Promise<LostRef[]> {
  const byId = new Map(gone.map((snapshot) => [snapshot["snapshot-id"], snapshot]));
  const lost = new Map<string, LostRef>();
  for (const location of statesBetween(before, after)) {
    const title = tableTitle(after.name);
    const state = await loadMetadata(after.storage, location, { ...options, title });
    for (const [name, ref] of Object.entries(state.refs)) {
      const snapshot = byId.get(ref["snapshot-id"]);
      if (snapshot !== undefined) lost.set(name, { name, ref, snapshot });
    }
    // What was taken away while its snapshot was there is not lost.
    for (const [name, { snapshot }] of lost)
      if (state.refs[name] === undefined && state.snapshots.some((each) => isSame(each, snapshot)))
        lost.delete(name);
  }
  return [...lost.values()].filter(({ name }) => after.metadata.refs[name] === undefined);
}

function isSame(one: Snapshot, other: Snapshot): boolean {
  return one["snapshot-id"] === other["snapshot-id"];
}

function statesBetween(before: LoadedTable, after: LoadedTable): string[] {
  const log = after.metadata["metadata-log"].map((entry) => entry["metadata-file"]);
  const read = log.lastIndexOf(before.metadataLocation);
  // A catalog may keep a short log: then the last of it is what the change was made on.
  return read < 0 ? log.slice(-1) : log.slice(read + 1);
}

function restoring(metadata: TableMetadata, lost: readonly LostRef[]): TableChange | undefined {
  const missing = lost.filter(({ name }) => metadata.refs[name] === undefined);
  if (missing.length === 0) return undefined;
  const timestampMs = Math.max(Date.now(), metadata["last-updated-ms"]);
  return {
    requirements: [sameTable(metadata), ...missing.map(({ name }) => sameRef(metadata, name))],
    updates: missing.flatMap(({ name, ref, snapshot }, i) => {
      const { "parent-snapshot-id": _, ...rest } = snapshot;
      const again = {
        ...rest,
        "snapshot-id": newSnapshotId(),
        "sequence-number": metadata["last-sequence-number"] + 1 + i,
        "timestamp-ms": timestampMs,
      };
      return [
        { action: "add-snapshot", snapshot: again } as const,
        {
          ...ref,
          action: "set-snapshot-ref",
          "ref-name": name,
          "snapshot-id": again["snapshot-id"],
        } as const,
      ];
    }),
  };
}
