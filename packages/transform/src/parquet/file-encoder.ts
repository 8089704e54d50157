import type { Dataset } from "@cloudapi/core";
import type { ColumnValues } from "@cloudapi/records/internal";

/** Rows in a row group by default: what DuckDB writes, and enough for a reader to skip by. */
export const ROW_GROUP_ROWS = 122_880;

/** Turns row groups into the bytes of one file, in order. */
export interface FileEncoder {
  /** Bytes made so far. */
  readonly sizeBytes: number;
  /** The bytes of the next row group; the columns in the contract's order, each with `rows` values. */
  encodeRowGroup(columns: readonly ColumnValues[], rows: number): Uint8Array;
  /** The bytes that close the file. */
  finish(): Uint8Array;
}

/** Starts a file of a dataset's rows. */
export type StartFile = (dataset: Dataset) => FileEncoder;
