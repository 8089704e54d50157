import { BIGINT, INTEGER, VARBINARY, VARCHAR } from "@cloudapi/athena/internal/analysis";
import type { DataFile } from "@cloudapi/iceberg";
import { currentSchema, fieldsById } from "@cloudapi/iceberg/internal";
import {
  BIGINTS,
  INT_TO_BIGINT,
  INT_TO_VARCHAR,
  INTEGERS,
  list,
  map,
  number,
  text,
} from "./constants.ts";
import type { MetadataTable } from "./metadata-table.ts";
import { partitionColumn, partitionValues } from "./partition-fields.ts";
import { boundText, readableMetrics } from "./readable-metrics.ts";
import { snapshotEntries } from "./snapshot-entries.ts";

const CONTENTS: readonly DataFile["content"][] = ["data", "position-deletes", "equality-deletes"];

/** `$files`: the files of the current snapshot, those of deletes included. */
export const filesTable: MetadataTable = {
  columns: ({ metadata }) => [
    { name: "content", type: INTEGER },
    { name: "file_path", type: VARCHAR },
    { name: "file_format", type: VARCHAR },
    { name: "spec_id", type: INTEGER },
    ...partitionColumn(metadata),
    { name: "record_count", type: BIGINT },
    { name: "file_size_in_bytes", type: BIGINT },
    { name: "column_sizes", type: INT_TO_BIGINT },
    { name: "value_counts", type: INT_TO_BIGINT },
    { name: "null_value_counts", type: INT_TO_BIGINT },
    { name: "nan_value_counts", type: INT_TO_BIGINT },
    { name: "lower_bounds", type: INT_TO_VARCHAR },
    { name: "upper_bounds", type: INT_TO_VARCHAR },
    { name: "key_metadata", type: VARBINARY },
    { name: "split_offsets", type: BIGINTS },
    { name: "equality_ids", type: INTEGERS },
    { name: "sort_order_id", type: INTEGER },
    { name: "readable_metrics", type: { kind: "json" } },
  ],
  async rows(source, signal) {
    const { metadata } = source.table;
    const fields = fieldsById(currentSchema(metadata));
    const partitionOf = partitionValues(metadata);
    const bounds = (bounds: ReadonlyMap<number, Uint8Array> | undefined) =>
      map(
        [...(bounds ?? [])].flatMap(([id, bytes]) => {
          const shown = boundText(fields.get(id)?.type, id, bytes);
          return shown === undefined ? [] : [[String(id), text(shown)] as const];
        }),
        INT_TO_VARCHAR,
      );
    return (await snapshotEntries(source, signal)).map(({ file }) => [
      number(CONTENTS.indexOf(file.content), INTEGER),
      text(file.path),
      text(file.format.toUpperCase()),
      number(file.specId, INTEGER),
      ...partitionOf(file),
      number(file.rows, BIGINT),
      number(file.sizeBytes, BIGINT),
      counts(file.columnSizes),
      counts(file.valueCounts),
      counts(file.nullCounts),
      counts(file.nanCounts),
      bounds(file.lowerBounds),
      bounds(file.upperBounds),
      file.keyMetadata === undefined
        ? "CAST(NULL AS BLOB)"
        : `from_hex('${Buffer.from(file.keyMetadata).toString("hex")}')`,
      list(file.splitOffsets?.map(String), BIGINTS),
      list(file.equalityIds?.map(String), INTEGERS),
      number(file.sortOrderId, INTEGER),
      text(readableMetrics(fields, file)),
    ]);
  },
};

function counts(counts: ReadonlyMap<number, number> | undefined): string {
  const entries = [...(counts ?? [])].map(([id, count]) => [String(id), String(count)] as const);
  return map(entries, INT_TO_BIGINT);
}
