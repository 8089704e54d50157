import * as layout from "../kernel/store-layout.ts";
import type { StoreKernel } from "./store-kernel.ts";
import type { OwnedRun, RowSpace, StoredRows } from "./stored-rows.ts";

const MOST_INTEGER = 2 ** 31 - 1;

/** A row has no place yet. */
export const NOT_BEGUN = -1;

/** How far rows were put. */
export interface Reached {
  /** The row after them. */
  readonly row: number;
  /**
   * Where that row is left to JavaScript, since what is needed for it is not in the kernel's memory: the column of texts to go on with, or
   * that it is not begun.
   */
  readonly left: number | undefined;
}

/** Give rows their places by the kernel, and put texts there that are not looked up, up to the first row after which they take more memory than they may, or its partition has as many as it may. */
export function putRows(
  kernel: StoreKernel,
  space: RowSpace,
  { from, to, mostRows }: OwnedRun,
): Reached {
  const { functions } = kernel.kernel;
  kernel.set(layout.ROW, from);
  kernel.set(layout.STEP, 0);
  kernel.set(layout.MOST_ROWS, Math.min(mostRows, MOST_INTEGER));
  for (let end = to; ; ) {
    const reason = functions.putRows(kernel.state, end);
    const row = kernel.get(layout.ROW);
    if (reason === layout.IS_PUT) return { row, left: undefined };
    const rows = space.holders[space.owners[row] as number] as StoredRows;
    if (reason === layout.NEEDS_SLAB) space.openSlab(rows);
    else space.openChunk(rows, kernel.get(layout.NEEDED));
    if (!space.isRoom) end = row + 1;
    const isRoom = reason === layout.NEEDS_SLAB ? kernel.knowsBlocks() : kernel.holdsChunk(rows);
    if (!isRoom) return { row, left: reason === layout.NEEDS_SLAB ? NOT_BEGUN : kernel.lastText() };
  }
}
