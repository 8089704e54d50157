import type { LoadedTable } from "../../src/catalog/catalog.ts";
import type { PreparedCommit } from "../../src/catalog/prepared-commit.ts";
import { writeManifestList } from "../../src/manifest/write-manifest-list.ts";
import { currentSnapshot } from "../../src/metadata/current.ts";
import { sameRef, sameTable } from "../../src/table/change-table.ts";
import { manifestsOf } from "../../src/table/read-manifests.ts";

/** A manifest of one delete file, and what the snapshot says of it. */
export interface DeleteManifest {
  readonly snapshotId: bigint;
  readonly bytes: Uint8Array;
  /** Rows of the delete file. */
  readonly rows: number;
  readonly summary: Readonly<Record<string, string>>;
}

/** The commit of an engine that adds a manifest of deletes to the table's. */
export async function commitOfDeletes(
  { metadata, storage }: LoadedTable,
  { snapshotId, bytes, rows, summary }: DeleteManifest,
): Promise<PreparedCommit> {
  const parent = currentSnapshot(metadata);
  const parentSnapshotId = parent?.["snapshot-id"];
  const sequenceNumber = metadata["last-sequence-number"] + 1;
  const place = `${metadata.location}/metadata/deletes-${snapshotId}`;
  await storage.write(`${place}.avro`, bytes);
  const deletes = {
    path: `${place}.avro`,
    sizeBytes: bytes.length,
    specId: metadata["default-spec-id"],
    content: "deletes",
    sequenceNumber,
    minSequenceNumber: sequenceNumber,
    snapshotId,
    addedFiles: 1,
    existingFiles: 0,
    deletedFiles: 0,
    addedRows: rows,
    existingRows: 0,
    deletedRows: 0,
  } as const;
  const manifests = [...(await manifestsOf(storage, parent, {})), deletes];
  const list = { manifests, snapshotId, parentSnapshotId, sequenceNumber };
  await storage.write(`${place}-list.avro`, writeManifestList(list));
  const snapshot = {
    "snapshot-id": snapshotId,
    ...(parentSnapshotId !== undefined && { "parent-snapshot-id": parentSnapshotId }),
    "sequence-number": sequenceNumber,
    "timestamp-ms": Math.max(Date.now(), metadata["last-updated-ms"]),
    "manifest-list": `${place}-list.avro`,
    summary: { operation: "delete", "total-delete-files": "1", ...summary },
    "schema-id": metadata["current-schema-id"],
  };
  const main = { "ref-name": "main", type: "branch", "snapshot-id": snapshotId } as const;
  return {
    snapshotId,
    written: [],
    requirements: [sameTable(metadata), sameRef(metadata, "main")],
    updates: [
      { action: "add-snapshot", snapshot },
      { action: "set-snapshot-ref", ...main },
    ],
  };
}
