import { writeAvro } from "../avro/write-avro.ts";
import { serializeIcebergJson } from "../json/iceberg-json.ts";
import type { IcebergSchema } from "../metadata/iceberg-schema.ts";
import type { PartitionSpec } from "../metadata/partition-spec.ts";
import { type PartitionType, partitionType } from "../partition/partition-type.ts";
import { toAvro } from "./avro-type.ts";
import type { DataFile, ManifestEntry, ManifestFile } from "./data-file.ts";
import { avroName, METRIC_MAPS, manifestSchema } from "./manifest-schema.ts";
import { partitionSummaries } from "./partition-summaries.ts";

/** A manifest as it is to be. */
export interface NewManifest {
  readonly spec: PartitionSpec;
  /** The current schema. */
  readonly schema: IcebergSchema;
  /** Earlier schemas, where the spec is of a column that was dropped. */
  readonly earlierSchemas?: readonly IcebergSchema[];
  /** What the commit adds, keeps and deletes. */
  readonly entries: readonly NewEntry[];
  /** The commit's snapshot. */
  readonly snapshotId: bigint;
}

/** A file that a commit adds, or an entry that it keeps or deletes. */
export type NewEntry =
  | { readonly status: "added"; readonly file: DataFile }
  | (Omit<ManifestEntry, "status"> & { readonly status: "existing" | "deleted" });

/** A manifest that is written, and has no place yet. */
export interface WrittenManifest {
  readonly bytes: Uint8Array;
  /**
   * What the manifest list says of it.
   *
   * @param sequenceNumber the commit's
   */
  readonly at: (path: string, sequenceNumber: number) => ManifestFile;
}

const STATUS = { existing: 0, added: 1, deleted: 2 } as const;

/** A manifest of data files. Files that are added get the commit's sequence number when it is known. */
export function writeManifest(manifest: NewManifest): WrittenManifest {
  const { spec, schema, entries, snapshotId } = manifest;
  const type = partitionType(spec, [schema, ...(manifest.earlierSchemas ?? [])]);
  const bytes = writeAvro({
    schema: manifestSchema(type),
    metadata: {
      schema: serializeIcebergJson(schema),
      "schema-id": String(schema["schema-id"]),
      "partition-spec": serializeIcebergJson(spec.fields),
      "partition-spec-id": String(spec["spec-id"]),
      "format-version": "2",
      content: "data",
    },
    records: entries.map((entry) => entryRecord(entry, snapshotId, type)),
  });
  const described = describe(entries, type);
  return {
    bytes,
    at: (path, sequenceNumber) => ({
      path,
      sizeBytes: bytes.length,
      specId: spec["spec-id"],
      content: "data",
      sequenceNumber,
      minSequenceNumber: Math.min(sequenceNumber, ...described.sequenceNumbers),
      snapshotId,
      ...described.counts,
      partitions: described.partitions,
    }),
  };
}

function entryRecord(entry: NewEntry, snapshotId: bigint, type: PartitionType) {
  const isAdded = entry.status === "added";
  return {
    status: STATUS[entry.status],
    snapshot_id: isAdded ? snapshotId : entry.snapshotId,
    sequence_number: isAdded ? null : entry.sequenceNumber,
    file_sequence_number: isAdded ? null : entry.fileSequenceNumber,
    data_file: fileRecord(entry.file, type),
  };
}

function fileRecord(file: DataFile, type: PartitionType): Record<string, unknown> {
  const metrics = Object.entries(METRIC_MAPS).map(([key, { name }]) => {
    const map = file[key as keyof typeof METRIC_MAPS];
    return [name, map === undefined ? null : pairsOf(map)] as const;
  });
  const partition = type.map((field, i) => [
    avroName(field.name),
    toAvro(field.type, file.partition[i] ?? null),
  ]);
  return {
    content: 0,
    file_path: file.path,
    file_format: file.format.toUpperCase(),
    partition: Object.fromEntries(partition) as Record<string, unknown>,
    record_count: file.rows,
    file_size_in_bytes: file.sizeBytes,
    ...Object.fromEntries(metrics),
    key_metadata: file.keyMetadata,
    split_offsets: file.splitOffsets,
    equality_ids: file.equalityIds,
    sort_order_id: file.sortOrderId,
  };
}

function pairsOf(map: ReadonlyMap<number, number | Uint8Array>) {
  return [...map].sort(([a], [b]) => a - b).map(([key, value]) => ({ key, value }));
}

function describe(entries: readonly NewEntry[], type: PartitionType) {
  const counts = {
    addedFiles: 0,
    existingFiles: 0,
    deletedFiles: 0,
    addedRows: 0,
    existingRows: 0,
    deletedRows: 0,
  };
  for (const { status, file } of entries) {
    counts[`${status}Files`]++;
    counts[`${status}Rows`] += file.rows;
  }
  // Numbers of files that are deleted are of no use to readers, who look for the least that is there.
  const sequenceNumbers = entries.flatMap((entry) =>
    entry.status === "existing" ? [entry.sequenceNumber] : [],
  );
  return { counts, sequenceNumbers, partitions: partitionSummaries(entries, type) };
}
