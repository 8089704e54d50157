import type { IcebergValue } from "../values/iceberg-value.ts";

/** What a file has: rows, or which rows of others are deleted. */
export type FileContent = "data" | "position-deletes" | "equality-deletes";

/** A file of a table, as a manifest tells of it. */
export interface DataFile extends FileMetrics {
  readonly content: FileContent;
  /** Its whole URI. */
  readonly path: string;
  /** `parquet`, or that of another writer. */
  readonly format: string;
  /** The spec that it is partitioned by. */
  readonly specId: number;
  /** The values of the spec's fields, in order; those of all rows of the file. */
  readonly partition: readonly (IcebergValue | null)[];
  readonly sizeBytes: number;
  readonly sortOrderId?: number;
  /** Of equality deletes: the columns whose values are compared. */
  readonly equalityIds?: readonly number[];
  readonly keyMetadata?: Uint8Array;
}

/** What is known of the values of a file; counts and bounds by the field's id. */
export interface FileMetrics {
  readonly rows: number;
  readonly columnSizes?: ReadonlyMap<number, number>;
  /** Values, and places without one. */
  readonly valueCounts?: ReadonlyMap<number, number>;
  readonly nullCounts?: ReadonlyMap<number, number>;
  readonly nanCounts?: ReadonlyMap<number, number>;
  /** Least values, or values below them, as the specification serialises single values. */
  readonly lowerBounds?: ReadonlyMap<number, Uint8Array>;
  readonly upperBounds?: ReadonlyMap<number, Uint8Array>;
  /** Where row groups begin. */
  readonly splitOffsets?: readonly number[];
}

/** What a manifest says of a file. */
export interface ManifestEntry {
  readonly status: "existing" | "added" | "deleted";
  /** The snapshot that added the file, or deleted it. */
  readonly snapshotId: bigint;
  /** When the file's rows were added: deletes of later numbers apply to them. */
  readonly sequenceNumber: number;
  /** When the file was added. */
  readonly fileSequenceNumber: number;
  readonly file: DataFile;
}

/** What a manifest list says of a manifest. */
export interface ManifestFile {
  /** Its whole URI. */
  readonly path: string;
  readonly sizeBytes: number;
  readonly specId: number;
  readonly content: "data" | "deletes";
  /** That of the commit that added the manifest. */
  readonly sequenceNumber: number;
  /** The least of its files. */
  readonly minSequenceNumber: number;
  /** The snapshot that added the manifest. */
  readonly snapshotId: bigint;
  readonly addedFiles: number;
  readonly existingFiles: number;
  readonly deletedFiles: number;
  readonly addedRows: number;
  readonly existingRows: number;
  readonly deletedRows: number;
  /** Where the list doesn't say how many files and rows there are, as one of format version 1 may do; the counts are 0 then. */
  readonly isUncounted?: true;
  /** What is known of the values of each field of the spec, in order. */
  readonly partitions?: readonly PartitionSummary[];
  readonly keyMetadata?: Uint8Array;
}

/** What is known of the values of a partition field in a manifest. */
export interface PartitionSummary {
  readonly containsNull: boolean;
  readonly containsNaN?: boolean;
  /** As the specification serialises single values. */
  readonly lower?: Uint8Array;
  readonly upper?: Uint8Array;
}
