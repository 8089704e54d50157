import type { Allocate } from "./byte-window.ts";
import type { CutContext } from "./cut-records.ts";

/** Lines that are about to be cut. */
export interface LineContext extends CutContext {
  /** Records have a part of these; whoever takes lines puts a copy in their place where they will be written over. */
  bytes: Buffer;
  /** The line that begins at `start`; whoever takes more than one adds the others. */
  line: number;
  /** Where in `bytes` the last whole line ends. */
  readonly end: number;
}

/** Lines of so many chunks may wait. */
export const MOST_AHEAD = 8;

/** Takes lines by their bytes before they are cut. */
export interface LineTaker {
  /** Memory for lines. */
  readonly allocate: Allocate;
  /**
   * Take the line that begins at a place, and as many of those behind it as it wants; where the next one begins, or 0 if it is left
   * to others.
   */
  take(context: LineContext, start: number): number;
  /** Whether another thread may begin with lines now. */
  readonly isAhead?: boolean;
  /**
   * Begin with lines that are taken later, in their order with others; their line is not known yet. `false` where they are to be taken at
   * once, behind those that wait.
   */
  takeAhead?(context: LineContext): boolean;
}
