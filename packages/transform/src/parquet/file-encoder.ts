import type { Column, Dataset } from "@cloudapi/core";
import type { ColumnValues } from "@cloudapi/records/internal";
import type { EncodedRowGroup, RowGroupColumns, RowGroupPlan } from "./encode-row-group.ts";
import type { FieldIds } from "./field-ids.ts";
import type { StatisticValue } from "./physical-values.ts";

/** Rows in a row group by default: what DuckDB writes, and enough for a reader to skip by. */
export const ROW_GROUP_ROWS = 122_880;

/** Turns row groups into the bytes of one file, in order. */
export interface FileEncoder {
  /** Bytes made so far. */
  readonly sizeBytes: number;
  /** The bytes of the next row group; the columns in the contract's order, each of `rows` rows, nested ones as their leaves, each valid until the next is asked for. */
  encodeRowGroup(columns: Iterable<ColumnValues>, rows: number): Uint8Array;
  /** How its row groups are encoded. */
  readonly plan: RowGroupPlan;
  /** A row group that may become the next, without it being so yet. */
  encode(group: RowGroupColumns): EncodedRowGroup;
  /** The bytes of the next row group, which was encoded as the file's `plan` says, by this or another thread. */
  addRowGroup(encoded: EncodedRowGroup): Uint8Array<ArrayBuffer>;
  /** Take back the memory of a row group's bytes that nobody reads any more, for the next ones. */
  release(bytes: Uint8Array<ArrayBuffer>): void;
  /** The bytes that close the file. */
  finish(): Uint8Array;
  /** What is known of the values so far; only with a {@link FileLayout}. */
  readonly summary?: () => FileSummary;
}

/** What the files of a table have that other files have not. */
export interface FileLayout {
  /** The columns of the files, in order. */
  readonly columns: readonly Column[];
  /** The id of each column; with ids, times are without a zone in microseconds. */
  readonly fieldIds: readonly FieldIds[];
  /** What the file says of itself beside its contract. */
  readonly keyValues?: Readonly<Record<string, string>>;
}

/** What is known of a file's values. */
export interface FileSummary {
  readonly rows: number;
  /** Where row groups begin. */
  readonly rowGroupOffsets: readonly number[];
  /** Of each field with values, in the order of the schema. */
  readonly leaves: readonly LeafSummary[];
}

/** What is known of the values of a field. */
export interface LeafSummary {
  readonly fieldId: number;
  /** Bytes in the file. */
  readonly sizeBytes: number;
  /** Values, and places without one. */
  readonly entries: number;
  readonly nulls: number;
  /** Values that are not a number; they are no bounds. */
  readonly nans: number;
  /** Least and greatest value as they are stored: texts as UTF-8, decimals unscaled; absent when there is none. */
  readonly min?: StatisticValue;
  readonly max?: StatisticValue;
}

/** Starts a file of a dataset's rows. */
export type StartFile = (dataset: Dataset) => FileEncoder;
