import type { ColumnValues } from "./column-values.ts";

/** Gathers the values of one column until they are encoded as part of a row group. */
export interface ColumnBuffer {
  /**
   * Add the next row's value; null and undefined are not values.
   *
   * @returns the bytes of memory it takes, by a fixed rule, so that the same rows always flush at the same point
   */
  append(value: unknown): number;
  /** All values so far, valid until the next call. */
  values(): ColumnValues;
  /** Forget the values; with `keep`, the memory is kept for the next ones, otherwise it goes back to the pool. */
  clear(keep: boolean): void;
}
