import { writeAvro } from "../avro/write-avro.ts";
import type { ManifestFile } from "./data-file.ts";
import { MANIFEST_LIST_SCHEMA } from "./manifest-schema.ts";

/** A manifest list as it is to be. */
export interface NewManifestList {
  readonly manifests: readonly ManifestFile[];
  readonly snapshotId: bigint;
  readonly parentSnapshotId: bigint | undefined;
  readonly sequenceNumber: number;
}

const CONTENT = { data: 0, deletes: 1 } as const;

/** The list of a snapshot's manifests. */
export function writeManifestList(list: NewManifestList): Uint8Array {
  return writeAvro({
    schema: MANIFEST_LIST_SCHEMA,
    metadata: {
      "snapshot-id": String(list.snapshotId),
      "parent-snapshot-id": String(list.parentSnapshotId ?? "null"),
      "sequence-number": String(list.sequenceNumber),
      "format-version": "2",
    },
    records: list.manifests.map(recordOf),
  });
}

function recordOf(manifest: ManifestFile): Record<string, unknown> {
  return {
    manifest_path: manifest.path,
    manifest_length: manifest.sizeBytes,
    partition_spec_id: manifest.specId,
    content: CONTENT[manifest.content],
    sequence_number: manifest.sequenceNumber,
    min_sequence_number: manifest.minSequenceNumber,
    added_snapshot_id: manifest.snapshotId,
    added_files_count: manifest.addedFiles,
    existing_files_count: manifest.existingFiles,
    deleted_files_count: manifest.deletedFiles,
    added_rows_count: manifest.addedRows,
    existing_rows_count: manifest.existingRows,
    deleted_rows_count: manifest.deletedRows,
    partitions: manifest.partitions?.map((summary) => ({
      contains_null: summary.containsNull,
      contains_nan: summary.containsNaN,
      lower_bound: summary.lower,
      upper_bound: summary.upper,
    })),
    key_metadata: manifest.keyMetadata,
  };
}
