import { specOf } from "../metadata/current.ts";
import { schemasOf } from "../metadata/schemas-of.ts";
import type { TableMetadata } from "../metadata/table-metadata.ts";
import { type PartitionType, partitionType } from "../partition/partition-type.ts";
import { fromAvro } from "./avro-type.ts";
import type { DataFile, FileContent, ManifestEntry, ManifestFile } from "./data-file.ts";
import { METRIC_MAPS } from "./manifest-schema.ts";
import { type IdRecord, invalidManifest, readRecords, there } from "./read-records.ts";

const STATUSES = ["existing", "added", "deleted"] as const;
const CONTENTS: readonly FileContent[] = ["data", "position-deletes", "equality-deletes"];

/**
 * The entries of a manifest, those of deleted files included, with what they inherit from the manifest.
 *
 * @throws {IcebergError} `INVALID_MANIFEST`
 */
export async function readManifest(
  bytes: Uint8Array,
  manifest: ManifestFile,
  metadata: TableMetadata,
): Promise<ManifestEntry[]> {
  const records = await readRecords(bytes, manifest.path);
  const type = partitionType(specOf(metadata, manifest.specId), schemasOf(metadata));
  return records.map((record) => entryOf(record, manifest, type));
}

function entryOf(record: IdRecord, manifest: ManifestFile, type: PartitionType): ManifestEntry {
  const status = STATUSES[record[0] as number];
  const file = record[2] as IdRecord | undefined;
  if (status === undefined || file === undefined || typeof file[100] !== "string")
    throw invalidManifest(manifest.path, "an entry has no status or no file.");
  return {
    status,
    snapshotId: (record[1] as bigint | null | undefined) ?? manifest.snapshotId,
    sequenceNumber: numberOf(record[3]) ?? manifest.sequenceNumber,
    fileSequenceNumber: numberOf(record[4]) ?? manifest.sequenceNumber,
    file: fileOf(file, manifest, type),
  };
}

function fileOf(file: IdRecord, { specId, path }: ManifestFile, type: PartitionType): DataFile {
  const content = CONTENTS[numberOf(file[134]) ?? 0];
  const [rows, sizeBytes] = [numberOf(file[103]), numberOf(file[104])];
  if (content === undefined || rows === undefined || sizeBytes === undefined)
    throw invalidManifest(path, "a file has no content, number of rows or size.");
  const values = (file[102] ?? {}) as IdRecord;
  return {
    content,
    path: file[100] as string,
    format: String(file[101]).toLowerCase(),
    specId,
    partition: type.map((field) => fromAvro(field.type, values[field.fieldId])),
    rows,
    sizeBytes,
    ...metricsOf(file),
    ...there("keyMetadata", file[131] as Uint8Array | null),
    ...there("splitOffsets", numbersOf(file[132])),
    ...there("equalityIds", numbersOf(file[135])),
    ...there("sortOrderId", numberOf(file[140])),
  };
}

function metricsOf(file: IdRecord): Partial<DataFile> {
  const maps = Object.entries(METRIC_MAPS).flatMap(([name, { id, key, value, type }]) => {
    const pairs = file[id] as readonly IdRecord[] | null | undefined;
    if (pairs === null || pairs === undefined) return [];
    const entries = pairs.map((pair) => {
      const what = type === "bytes" ? pair[value] : Number(pair[value]);
      return [Number(pair[key]), what] as const;
    });
    return [[name, new Map(entries)] as const];
  });
  return Object.fromEntries(maps) as Partial<DataFile>;
}

function numberOf(value: unknown): number | undefined {
  return value === null || value === undefined ? undefined : Number(value);
}

function numbersOf(value: unknown): number[] | undefined {
  return Array.isArray(value) ? value.map(Number) : undefined;
}
