import type { IcebergTable, ScanTask } from "@cloudapi/iceberg";
import { writeAvro } from "../../../iceberg/src/avro/write-avro.ts";
import { toAvro } from "../../../iceberg/src/manifest/avro-type.ts";
import { avroName, manifestSchema } from "../../../iceberg/src/manifest/manifest-schema.ts";
import { writeManifestList } from "../../../iceberg/src/manifest/write-manifest-list.ts";
import {
  currentSchema,
  currentSnapshot,
  defaultSpec,
} from "../../../iceberg/src/metadata/current.ts";
import { partitionType } from "../../../iceberg/src/partition/partition-type.ts";
import { manifestsOf } from "../../../iceberg/src/table/read-manifests.ts";

type File = ScanTask["file"];

/** Commit a file of deletes, as Flink and other engines do; its bytes are put where it says. */
export async function commitDeletes(
  table: IcebergTable,
  file: Omit<File, "specId" | "sizeBytes">,
  bytes: Uint8Array,
): Promise<void> {
  const { metadata, storage, catalog } = table;
  const parent = currentSnapshot(metadata);
  const spec = defaultSpec(metadata);
  const snapshotId = BigInt(Date.now());
  const sequenceNumber = metadata["last-sequence-number"] + 1;
  await storage.write(file.path, bytes);
  const type = partitionType(spec, [currentSchema(metadata)]);
  const partition = type.map((field, i) => [
    avroName(field.name),
    toAvro(field.type, file.partition[i] ?? null),
  ]);
  const manifest = writeAvro({
    schema: manifestSchema(type),
    metadata: { "format-version": "2", content: "deletes" },
    records: [
      {
        status: 1,
        snapshot_id: snapshotId,
        sequence_number: null,
        file_sequence_number: null,
        data_file: {
          content: file.content === "equality-deletes" ? 2 : 1,
          file_path: file.path,
          file_format: file.format.toUpperCase(),
          partition: Object.fromEntries(partition) as Record<string, unknown>,
          record_count: file.rows,
          file_size_in_bytes: bytes.length,
          equality_ids: file.equalityIds,
        },
      },
    ],
  });
  const place = `${metadata.location}/metadata/${snapshotId}`;
  await storage.write(`${place}-m0.avro`, manifest);
  const none = { existingFiles: 0, deletedFiles: 0, existingRows: 0, deletedRows: 0 };
  const deletes = {
    ...none,
    path: `${place}-m0.avro`,
    sizeBytes: manifest.length,
    specId: spec["spec-id"],
    content: "deletes",
    sequenceNumber,
    minSequenceNumber: sequenceNumber,
    snapshotId,
    addedFiles: 1,
    addedRows: file.rows,
  } as const;
  const manifests = [...(await manifestsOf(storage, parent, {})), deletes];
  const parentSnapshotId = parent?.["snapshot-id"];
  await storage.write(
    `${place}.avro`,
    writeManifestList({ manifests, snapshotId, parentSnapshotId, sequenceNumber }),
  );
  await catalog.commit(table, {
    requirements: [],
    updates: [
      {
        action: "add-snapshot",
        snapshot: {
          "snapshot-id": snapshotId,
          ...(parentSnapshotId !== undefined && { "parent-snapshot-id": parentSnapshotId }),
          "sequence-number": sequenceNumber,
          "timestamp-ms": Math.max(Date.now(), metadata["last-updated-ms"]),
          "manifest-list": `${place}.avro`,
          summary: { operation: "delete" },
          "schema-id": metadata["current-schema-id"],
        },
      },
      {
        action: "set-snapshot-ref",
        "ref-name": "main",
        type: "branch",
        "snapshot-id": snapshotId,
      },
    ],
  });
}
