import type { FlatRows } from "../flat/flat-rows.ts";
import type { LeafValues } from "./column-values.ts";

/** Gathers values of a type that has no types inside it until they are encoded as part of a row group. */
export interface LeafBuffer {
  /**
   * Add the next value; null and undefined are not values.
   *
   * @returns the bytes of memory it takes, by a fixed rule, so that the same rows always flush at the same point
   */
  append(value: unknown): number;
  /**
   * Add what a field of rows has that lie in their bytes: texts where texts are held, numbers where numbers are.
   *
   * @returns the bytes of memory that they take, which are those that `append` says of the same values
   */
  readonly appendFlat: (flat: FlatRows, field: number, rows: readonly number[]) => number;
  /** All values so far, valid until the next call. */
  values(): LeafValues;
  /** Forget the values; with `keep`, the memory is kept for the next ones, otherwise it goes back to the pool. */
  clear(keep: boolean): void;
}
