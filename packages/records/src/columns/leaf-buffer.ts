import type { FlatRows } from "../flat/flat-rows.ts";
import type { Kernel } from "../kernel/kernel.ts";
import type { LeafValues } from "./column-values.ts";

/** Gathers values of a type that has no types inside it until they are encoded as part of a row group. */
export interface LeafBuffer {
  /**
   * Add the next value, which is neither null nor undefined.
   *
   * @returns the bytes of memory it takes, by a fixed rule, so that the same rows always flush at the same point
   */
  append(value: unknown): number;
  /**
   * The same for a value of an entry of rows that lie in their bytes (\`shred-layout.ts\`).
   *
   * @param at the place of the entry, in words
   */
  appendEntry(rows: FlatRows, at: number): number;
  /**
   * Write where the values are to a leaf of the kernel's (`nested-layout.ts`), which adds values from then on.
   *
   * @returns whether it can
   */
  lendTo(kernel: Kernel, leaf: Int32Array): boolean;
  /** Go on behind the values that the kernel added. */
  takeBack(leaf: Int32Array): void;
  /** All values so far, valid until the next call. */
  values(): LeafValues;
  /** Forget the values; with `keep`, the memory is kept for the next ones, otherwise it goes back to the pool. */
  clear(keep: boolean): void;
}
