import { arrayType, BIGINT, BOOLEAN, INTEGER, VARCHAR } from "@cloudapi/athena/internal/analysis";
import {
  type ManifestFile,
  manifestsOf,
  type PartitionType,
  partitionType,
  schemasOf,
  specOf,
  valueOfBytes,
} from "@cloudapi/iceberg/internal";
import { flag, list, number, row, rowType, text } from "./constants.ts";
import { partitionValueText } from "./human-text.ts";
import type { MetadataTable } from "./metadata-table.ts";

const SUMMARIES = arrayType(
  rowType({
    contains_null: BOOLEAN,
    contains_nan: BOOLEAN,
    lower_bound: VARCHAR,
    upper_bound: VARCHAR,
  }),
);

/** `$manifests`: the lists of files of the current snapshot. */
export const manifestsTable: MetadataTable = {
  columns: () => [
    { name: "path", type: VARCHAR },
    { name: "length", type: BIGINT },
    { name: "partition_spec_id", type: INTEGER },
    { name: "added_snapshot_id", type: BIGINT },
    { name: "added_data_files_count", type: INTEGER },
    { name: "added_rows_count", type: BIGINT },
    { name: "existing_data_files_count", type: INTEGER },
    { name: "existing_rows_count", type: BIGINT },
    { name: "deleted_data_files_count", type: INTEGER },
    { name: "deleted_rows_count", type: BIGINT },
    { name: "partition_summaries", type: SUMMARIES },
  ],
  async rows({ table: { metadata, storage }, snapshot }, signal) {
    const manifests = await manifestsOf(storage, snapshot, { signal });
    return manifests.map((manifest) => {
      const type = partitionType(specOf(metadata, manifest.specId), schemasOf(metadata));
      return [
        text(manifest.path),
        number(manifest.sizeBytes, BIGINT),
        number(manifest.specId, INTEGER),
        number(manifest.snapshotId, BIGINT),
        number(manifest.addedFiles, INTEGER),
        number(manifest.addedRows, BIGINT),
        number(manifest.existingFiles, INTEGER),
        number(manifest.existingRows, BIGINT),
        number(manifest.deletedFiles, INTEGER),
        number(manifest.deletedRows, BIGINT),
        list(summaries(manifest, type), SUMMARIES),
      ];
    });
  },
};

function summaries({ partitions = [] }: ManifestFile, type: PartitionType): string[] {
  return partitions.flatMap(({ containsNull, containsNaN, lower, upper }, i) => {
    const field = type[i];
    if (field === undefined) return [];
    const bound = (bytes: Uint8Array | undefined) =>
      text(partitionValueText(field, bytes && valueOfBytes(field.type, bytes)));
    return [row([flag(containsNull), flag(containsNaN), bound(lower), bound(upper)])];
  });
}
