import type { ColumnBuffer } from "./column-buffer.ts";
import type { ByteStrings, ColumnValues } from "./column-values.ts";

/** Rows that a store has lent, and what it needs to take them back. */
export interface Lent {
  readonly rows: LentRows;
  readonly nested: readonly ColumnBuffer[];
  /** Bytes of memory that they take. */
  readonly memoryBytes: number;
}

/** Rows of a partition, to be made columns of by another thread: data that can be sent there, of which what is in the kernel's memory stays where it is. */
export interface LentRows {
  readonly rows: number;
  readonly slabs: Int32Array;
  readonly texts: GatheredChunks;
  /** One for each column of texts, by the number of its place in the layout. */
  readonly dictionaries: readonly (LentTexts | undefined)[];
  /** The leaves of each column that has others inside. */
  readonly nested: readonly (readonly ColumnValues[])[];
  readonly state: LentState;
}

/** The texts of a column's dictionary, as they were when rows were lent. */
export interface LentTexts {
  readonly strings: ByteStrings;
  readonly isDistinct: boolean;
  /** Bytes of the longest. */
  readonly longestBytes: number;
}

/** What the kernel knows of a store. */
export interface LentState {
  readonly bytes: Uint8Array;
  /** Where in it is each column, by the number of its place in the layout. */
  readonly columns: readonly number[];
}

/** Texts that are not in a dictionary, and where each chunk of them begins. */
export interface GatheredChunks {
  readonly chunks: readonly Uint8Array[];
  readonly starts: readonly number[];
}
