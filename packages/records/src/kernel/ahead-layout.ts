import * as scan from "./scan-layout.ts";

// What two threads agree on of which one scans lines that the other has read. All is in words of four bytes, in the memory of their kernel.

/** The word that says who may use the state of the scans ahead: nobody does, the thread that scans ahead, or the one that reads. */
export const USER = 0;
export const NOBODY = 0;
export const SCANNER = 1;
export const READER = 2;
/** The address of the state of the scans ahead, as `scan-layout.ts` has it, and how many slots there are. */
export const STATE_AT = 1;
export const SLOTS = 2;
/** Where the first slot is. */
export const FIRST_SLOT = 4;

/** A slot of lines: who has it, and which lines come after which. */
export const OWNER = 0;
export const NUMBER = 1;
/** What the scan is told: one word for each word of the state that {@link TOLD} names. */
export const FIRST_TOLD = 2;
/** The words of the state that are other ones for each scan; it begins at `BASE`. */
export const TOLD = [
  scan.BASE,
  scan.LIMIT,
  scan.MOST_BYTES,
  scan.STARTS,
  scan.ENDS,
  scan.HASHES,
  scan.NUMBERS,
  scan.RECORD_STARTS,
  scan.RECORD_ENDS,
  scan.EVENT_TIMES,
  scan.UNKNOWN_BITS,
  scan.SIDE,
  scan.SIDE_END,
] as const;
/** What it came to: words of the state as they are then. */
export const FIRST_FOUND = FIRST_TOLD + TOLD.length;
export const FOUND = [
  scan.SIZE,
  scan.RECORD,
  scan.HAS_UNKNOWN,
  scan.SIDE,
  scan.UNKNOWN_COUNT,
] as const;
/** Lines that it has left to the reader, each with a row that has room for it: how many, and of each the row and the address. */
export const HOLES = FIRST_FOUND + FOUND.length;
export const FIRST_HOLE = HOLES + 1;
export const HOLE_WORDS = 2;
export const MOST_HOLES = 64;
export const SLOT_WORDS = FIRST_HOLE + MOST_HOLES * HOLE_WORDS;

/** The slot is the reader's. */
export const IS_READERS = 0;
/** Its lines wait for whoever scans them. */
export const WAITS = 1;
/** The other thread is at it. */
export const IS_TAKEN = 2;
/** The other thread has scanned its lines. */
export const HAS_SCANNED = 3;
