import type { IcebergSchema } from "./iceberg-schema.ts";
import type { PartitionSpec } from "./partition-spec.ts";
import type { Snapshot, SnapshotLogEntry, SnapshotRef } from "./snapshot.ts";
import type { SortOrder } from "./sort-order.ts";

/**
 * A table's metadata: the JSON of the Iceberg specification (Table Metadata Fields, version 2) with its own names. Snapshot ids
 * are bigints. What the specification leaves optional for readers is filled in, and fields that it doesn't know are kept.
 */
export interface TableMetadata {
  readonly "format-version": number;
  readonly "table-uuid": string;
  readonly location: string;
  readonly "last-sequence-number": number;
  readonly "last-updated-ms": number;
  readonly "last-column-id": number;
  readonly schemas: readonly IcebergSchema[];
  readonly "current-schema-id": number;
  readonly "partition-specs": readonly PartitionSpec[];
  readonly "default-spec-id": number;
  readonly "last-partition-id": number;
  readonly "sort-orders": readonly SortOrder[];
  readonly "default-sort-order-id": number;
  readonly properties: Readonly<Record<string, string>>;
  /** Absent while the table has no rows; the same as that of the branch `main`. */
  readonly "current-snapshot-id"?: bigint;
  readonly snapshots: readonly Snapshot[];
  /** Which snapshot was the current one since when, oldest first. */
  readonly "snapshot-log": readonly SnapshotLogEntry[];
  /** The metadata files before this one, oldest first. */
  readonly "metadata-log": readonly MetadataLogEntry[];
  readonly refs: Readonly<Record<string, SnapshotRef>>;
  /** Of other versions, or of other programs. */
  readonly [field: string]: unknown;
}

/** An earlier metadata file of a table. */
export interface MetadataLogEntry {
  readonly "metadata-file": string;
  readonly "timestamp-ms": number;
}
