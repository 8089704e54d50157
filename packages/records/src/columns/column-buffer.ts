import type { FlatRows } from "../flat/flat-rows.ts";
import type { ColumnValues } from "./column-values.ts";
import type { LeafBuffer } from "./leaf-buffer.ts";

/** Gathers the values of one column with others inside until they are encoded as part of a row group. */
export interface ColumnBuffer extends Pick<LeafBuffer, "append" | "clear"> {
  /**
   * Add what rows that lie in their bytes have in a field, whose values are entries of their leaves.
   *
   * @param from the first row
   * @param to the one behind the last
   * @returns the bytes of memory it takes, as `append` has it
   */
  appendRows(rows: FlatRows, field: number, from: number, to: number): number;
  /** The values so far of each leaf, depth first, valid until the next call. */
  leaves(): readonly ColumnValues[];
}
