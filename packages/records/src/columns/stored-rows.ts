import type { FlatRows } from "../flat/flat-rows.ts";
import type { ArrayPool } from "./array-pool.ts";
import type { ColumnBuffer } from "./column-buffer.ts";
import type { PlainTexts } from "./plain-texts.ts";
import type { RowLayout } from "./row-layout.ts";
import type { SlabMemory } from "./slab-memory.ts";
import type { TextColumn } from "./text-column.ts";

export { FIRST_PLACE, LONGEST_CODED, NO_TEXT } from "../kernel/store-layout.ts";

/** A column that is held in words, and the field that it has in rows. */
export interface Source {
  /** The column's number among those of the layout. */
  readonly field: number;
  /** The field's number. */
  readonly from: number;
}

/** What rows are held in. */
export interface RowMemory {
  readonly layout: RowLayout;
  readonly memory: SlabMemory;
  /** Where other memory is from. */
  readonly pool: ArrayPool;
  /** One for each column of texts, by the number of its place in the layout. */
  readonly texts: readonly (TextColumn | undefined)[];
}

/** What takes memory for rows, and puts values in it. */
export interface RowSpace extends RowMemory {
  /** Whether rows of all partitions take no more memory than they may. */
  readonly isRoom: boolean;
  /** Make room for rows of a partition, of which the last slab is full. */
  openSlab(rows: StoredRows): void;
  /** Make room for a text of a partition, its length included. */
  openChunk(rows: StoredRows, bytes: number): void;
  /** The place of a partition's next row, which has no numbers yet. */
  place(rows: StoredRows): number;
  /** Put the value of a column. */
  put(rows: StoredRows, place: number, field: number, value: unknown): void;
  /** Add what rows have in a field to the n-th column with others inside. */
  putNestedRows(run: RowRun, flat: FlatRows, n: number, field: number): void;
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

/** Rows of a partition that lie in their bytes, from one to before another. */
export interface RowRun {
  readonly rows: StoredRows;
  readonly from: number;
  readonly to: number;
}
