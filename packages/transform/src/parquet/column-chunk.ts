import type { StatisticValue } from "./physical-values.ts";

/**
 * A column chunk that was written. A run of many files holds one for every column of all of their row groups until they
 * are closed, so that it is as little as can be.
 */
export interface EncodedColumn {
  /** Where in the file it begins. */
  readonly start: number;
  /** Where its values begin: behind the dictionary, if it has one. */
  readonly firstDataPage: number;
  /** Data pages. */
  readonly pages: number;
  readonly sizeBytes: number;
  readonly uncompressedBytes: number;
  /** Values, and places without one. */
  readonly entries: number;
  readonly nulls: number;
  /** Values that are not a number. */
  readonly nans: number;
  /** Least and greatest value; `undefined` when there are none. */
  readonly min: StatisticValue | undefined;
  readonly max: StatisticValue | undefined;
}

/** A row group that was written. */
export interface RowGroup {
  readonly rows: number;
  readonly sizeBytes: number;
  readonly columns: readonly EncodedColumn[];
}
