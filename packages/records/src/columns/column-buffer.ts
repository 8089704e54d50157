import type { ColumnValues } from "./column-values.ts";
import type { LeafBuffer } from "./leaf-buffer.ts";

/** Gathers the values of one column with others inside until they are encoded as part of a row group. */
export interface ColumnBuffer extends Pick<LeafBuffer, "append" | "clear"> {
  /** The values so far of each leaf, depth first, valid until the next call. */
  leaves(): readonly ColumnValues[];
}
