import type { Allocate } from "./byte-window.ts";
import type { CutContext } from "./cut-records.ts";

/** Lines that are about to be cut. */
export interface LineContext extends CutContext {
  /** The line of the first of `bytes`. */
  readonly line: number;
}

/** Takes lines by their bytes before they are cut. */
export interface LineTaker {
  /** Memory for lines. */
  readonly allocate: Allocate;
  /** Take the line that begins at a place; where the next one begins, or 0 if it is left to others. */
  take(context: LineContext, start: number): number;
}
