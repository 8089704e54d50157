import type { ManifestFile, PartitionSummary } from "./data-file.ts";
import { type IdRecord, invalidManifest, readRecords, there } from "./read-records.ts";

/**
 * The manifests of a snapshot, from the bytes of its manifest list.
 *
 * @throws {IcebergError} `INVALID_MANIFEST`
 */
export async function readManifestList(bytes: Uint8Array, path: string): Promise<ManifestFile[]> {
  const records = await readRecords(bytes, path);
  return records.map((record) => manifestOf(record, path));
}

/** The fields with the numbers of files and rows: added, existing and deleted ones. */
const COUNTS = [504, 505, 506, 512, 513, 514];

function manifestOf(record: IdRecord, list: string): ManifestFile {
  const [path, snapshotId] = [record[500], record[503]];
  if (typeof path !== "string" || typeof snapshotId !== "bigint")
    throw invalidManifest(list, "an entry has no manifest_path or no added_snapshot_id.");
  const count = (id: number) => Number(record[id] ?? 0);
  const partitions = record[507] as readonly IdRecord[] | null | undefined;
  return {
    path,
    sizeBytes: count(501),
    specId: count(502),
    content: count(517) === 1 ? "deletes" : "data",
    sequenceNumber: count(515),
    minSequenceNumber: count(516),
    snapshotId,
    addedFiles: count(504),
    existingFiles: count(505),
    deletedFiles: count(506),
    addedRows: count(512),
    existingRows: count(513),
    deletedRows: count(514),
    ...(COUNTS.every((id) => typeof record[id] === "number" || typeof record[id] === "bigint")
      ? {}
      : { isUncounted: true }),
    ...there("partitions", partitions?.map(summaryOf)),
    ...there("keyMetadata", record[519] as Uint8Array | null | undefined),
  };
}

function summaryOf(summary: IdRecord): PartitionSummary {
  const [containsNaN, lower, upper] = [summary[518], summary[510], summary[511]];
  return {
    containsNull: summary[509] === true,
    ...(typeof containsNaN === "boolean" ? { containsNaN } : {}),
    ...(lower instanceof Uint8Array ? { lower } : {}),
    ...(upper instanceof Uint8Array ? { upper } : {}),
  };
}
