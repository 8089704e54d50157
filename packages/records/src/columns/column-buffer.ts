import type { FlatRows } from "../flat/flat-rows.ts";
import type { ColumnValues } from "./column-values.ts";
import type { LeafBuffer } from "./leaf-buffer.ts";

/** Gathers the values of one column with others inside until they are encoded as part of a row group. */
export interface ColumnBuffer extends Pick<LeafBuffer, "append" | "clear"> {
  /**
   * Add the next value of rows that lie in their bytes, which is there, by the entries of its leaves.
   *
   * @param from the first of them
   * @param to the one behind the last
   * @returns the bytes of memory it takes, as \`append\` has it
   */
  appendEntries(rows: FlatRows, from: number, to: number): number;
  /** The values so far of each leaf, depth first, valid until the next call. */
  leaves(): readonly ColumnValues[];
}
