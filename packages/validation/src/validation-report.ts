import type { Problem, RecordFormat, Rejection } from "@cloudapi/records";

/** What a validation of a source found. */
export interface ValidationReport {
  /** Whether no row was rejected and nothing is wrong with the file itself. */
  readonly valid: boolean;
  readonly format: RecordFormat;
  /** Name of the dataset, and the hash of its contract. */
  readonly dataset: string;
  readonly contractHash: string;
  /**
   * Records read: `rowsIn - rowsFiltered + rowsAdded` are `rowsValid` and `rowsRejected` together. Blank lines and a CSV
   * header are not records.
   */
  readonly rowsIn: number;
  /** Records that `map` gave nothing for. */
  readonly rowsFiltered: number;
  /** Rows beyond one for a record, which `map` made of it. */
  readonly rowsAdded: number;
  readonly rowsValid: number;
  readonly rowsRejected: number;
  /** Rejected rows by the code of their first issue; they add up to `rowsRejected`. */
  readonly rejectedByCode: Readonly<Record<string, number>>;
  /** The first rejected rows: at most `maxRejections`, of each at most 8 KiB and 100 issues. */
  readonly rejections: readonly Rejection[];
  /** What is wrong with the file itself: it can't be read to its end, its header, what is between records. */
  readonly problems: readonly Problem[];
  /** What is not wrong but worth knowing. */
  readonly warnings: readonly Problem[];
  /** Rows by the name of a field the contract does not know, which was dropped; at most 1,000 names. */
  readonly unknownFields: Readonly<Record<string, number>>;
  /** Timestamps of valid rows with digits finer than milliseconds. */
  readonly timestampsTruncated: number;
  /** Bytes of the source read, as it came: compressed ones if it is compressed. */
  readonly bytesRead: number;
}
