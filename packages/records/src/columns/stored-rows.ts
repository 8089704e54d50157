import type { ColumnBuffer } from "./column-buffer.ts";
import type { PlainTexts } from "./plain-texts.ts";
import type { RowLayout } from "./row-layout.ts";
import type { SlabMemory } from "./slab-memory.ts";
import type { TextColumn } from "./text-column.ts";

/** The word of a text that is not there; others are codes, and less than that are places of texts. */
export const NO_TEXT = -1;
/** A text whose place is n has the word `FIRST_PLACE - n`. */
export const FIRST_PLACE = -2;
/** Longer texts are not looked up, in bytes: they seldom repeat. */
export const LONGEST_CODED = 1_024;

/** What rows are held in. */
export interface RowMemory {
  readonly layout: RowLayout;
  readonly memory: SlabMemory;
  /** One for each column of texts, by the number of its place in the layout. */
  readonly texts: readonly (TextColumn | undefined)[];
}

/** Rows of one partition that wait to be encoded, held in a {@link RowMemory}. */
export interface StoredRows {
  /** Places of the slabs that they are in, all full but for the last. */
  readonly slabs: number[];
  rows: number;
  /** Rows that the last slab has room for. */
  room: number;
  /** Texts that are not in a column's dictionary. */
  readonly texts: PlainTexts;
  /** One for each column that has others inside. */
  readonly nested: readonly ColumnBuffer[];
  /** Bytes of memory that the rows take. */
  memoryBytes: number;
}
