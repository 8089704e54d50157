import type { Rejection as FullRejection, Problem, RecordFormat } from "@cloudapi/records";
import type { OtherContract } from "../manifest/check-contracts.ts";
import type { QuarantineObject, WrittenObject } from "../manifest/manifest.ts";
import type { RowRejection } from "../rows/rows-error.ts";

/**
 * What a run wrote; `rowsIn - rowsFiltered + rowsAdded = rowsValid + rowsRejected` and `rowsValid = rowsWritten + rowsDropped`,
 * always.
 */
export interface WriteReport {
  readonly dataset: string;
  readonly contractHash: string;
  /** The source's name, from which keys are made. */
  readonly sourceId: string;
  /** Records read. */
  readonly rowsIn: number;
  /** Records that `map` gave nothing for. */
  readonly rowsFiltered: number;
  /** Rows beyond one for a record, which `map` made of it. */
  readonly rowsAdded: number;
  readonly rowsValid: number;
  readonly rowsRejected: number;
  readonly rowsWritten: number;
  /** Valid rows without a value in one of `dropNullColumns`. */
  readonly rowsDropped: number;
  /** Rejected rows by the code of their first issue; the sum is `rowsRejected`. */
  readonly rejectedByCode: Readonly<Record<string, number>>;
  /** Values dropped because the contract does not know their field, by its name; the first 100 names. */
  readonly unknownFields: Readonly<Record<string, number>>;
  /** All values so dropped. */
  readonly unknownFieldCount: number;
  /** Timestamps of valid rows that had digits finer than milliseconds, which were cut. */
  readonly timestampsTruncated: number;
  /** Data objects, by key. */
  readonly objects: readonly WrittenObject[];
  /** The same by partition. */
  readonly partitions: readonly PartitionSummary[];
  /** Objects with the rejected rows. */
  readonly quarantine: readonly QuarantineObject[];
  /** Rejected rows that were counted but not kept, because of `maxQuarantineBytes`. */
  readonly rowsNotKept: number;
  /** Earlier contracts under the sink's prefix that go together with this one, and how they differ. */
  readonly otherContracts: readonly OtherContract[];
  /** Key of the manifest; of an Iceberg table where its metadata file is. */
  readonly manifestKey: string;
  /** The snapshot of an Iceberg table that has the rows; absent when there is none. */
  readonly snapshotId?: string | undefined;
  /** What gave way to the rows, whoever wrote it; only with `overwritePartitions` in a sink with manifests, and of a source that was once written so. */
  readonly replaced?: ReplacedRows | undefined;
  /** Bytes of all data objects. */
  readonly bytesWritten: number;
  /** What is wrong with the source as a whole, such as a missing column. */
  readonly problems: readonly Problem[];
  /** What is not wrong but worth knowing. */
  readonly warnings: readonly Problem[];
  readonly durationMs: number;
}

/** What a run of `transform` did. */
export interface TransformReport extends WriteReport {
  readonly format: RecordFormat;
  /** The first rejected rows, at most `maxRejections`. */
  readonly rejections: readonly Rejection[];
  /** Bytes of the source, as it came: compressed ones if it was compressed. */
  readonly bytesRead: number;
}

/** A rejected row as the report shows it, with at most about 1,000 bytes of its text; the quarantine has all of it. */
export type Rejection = Pick<FullRejection, "line" | "byteOffset" | "item" | "raw" | "issues">;

/** What a run of `writeRows` did. */
export interface WriteRowsReport extends WriteReport {
  /** The first rejected rows, at most `maxRejections`. */
  readonly rejections: readonly RejectedRow[];
}

/** A rejected row as the report shows it: its number, counted over all batches from 1, and its JSON, at most about 1,000 bytes of it. */
export interface RejectedRow extends RowRejection {
  readonly raw: string;
}

/** Rows that give way to others. */
export interface ReplacedRows {
  readonly rows: number;
  readonly files: number;
  /** The names of the sources that they are of, in order. */
  readonly sources: readonly string[];
}

/** What was written to one partition. */
export interface PartitionSummary {
  readonly partition: string;
  readonly rows: number;
  readonly objects: number;
  readonly sizeBytes: number;
}
