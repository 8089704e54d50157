import type { FlatRows } from "../flat/flat-rows.ts";
import type { Kernel } from "../kernel/kernel.ts";
import * as layoutOf from "../kernel/store-layout.ts";
import type { ArrayPool } from "./array-pool.ts";
import type { ByteDictionary } from "./byte-dictionary.ts";
import type { ColumnBuffer } from "./column-buffer.ts";
import type { GatheredChunks } from "./lent-rows.ts";
import { PlainTexts } from "./plain-texts.ts";
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

/** As much of {@link RowMemory} as is read when columns are made of rows. */
export interface GatheredMemory extends Pick<RowMemory, "layout" | "pool"> {
  readonly memory: Pick<SlabMemory, "blocks" | "shift" | "mask" | "slabRows">;
  readonly texts: readonly (GatheredTexts | undefined)[];
}

/** As much of a column of texts as is read then. */
export interface GatheredTexts extends Pick<TextColumn, "stamp"> {
  readonly dictionary: Pick<ByteDictionary, "size" | "isDistinct" | "strings">;
}

/** As much of {@link StoredRows} as is read then. */
export interface GatheredRows extends Pick<StoredRows, "rows"> {
  readonly slabs: Iterable<number> & ArrayLike<number>;
  readonly texts: GatheredChunks;
  readonly nested: readonly Pick<ColumnBuffer, "leaves">[];
}

/** What takes memory for rows, and puts values in it. */
export interface RowSpace extends RowMemory {
  /** Whether rows of all partitions take no more memory than they may. */
  readonly isRoom: boolean;
  /** By row that lies in its bytes, the number of the partition that it goes to. */
  readonly owners: Int32Array;
  /** Rows that were put before. */
  readonly seen: number;
  /** Partitions by their numbers. */
  readonly holders: readonly StoredRows[];
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

/** Where the rows of a partition are from, and what else they have. */
export interface StoredRowsParts {
  readonly number: number;
  readonly pool: ArrayPool;
  readonly kernel: Kernel | undefined;
  readonly nested: ColumnBuffer[];
}

const WORD_BYTES = 4;
const DOUBLE_BYTES = 8;

/** Rows of one partition that wait to be encoded, held in a {@link RowMemory}. What changes with each of them lies where a kernel finds it. */
export class StoredRows {
  /** Its number among the partitions of the store. */
  readonly number: number;
  /** Places of the slabs that rows are in, all full but for the last. */
  readonly slabs: number[] = [];
  /** Texts that are not in a column's dictionary. */
  readonly texts: PlainTexts;
  /** One for each column that has others inside. */
  readonly nested: ColumnBuffer[];
  /** Bytes of memory that the rows take. */
  memoryBytes = 0;
  /** What the layout of the kernel's holders says, in words of four bytes. */
  readonly words: Int32Array;
  readonly #doubles: Float64Array;

  constructor({ number, pool, kernel, nested }: StoredRowsParts) {
    this.number = number;
    this.words = pool.take(new Int32Array(0), layoutOf.HOLDER_BYTES / WORD_BYTES).fill(0);
    const { buffer, byteOffset } = this.words;
    this.#doubles = new Float64Array(buffer, byteOffset, layoutOf.HOLDER_BYTES / DOUBLE_BYTES);
    this.texts = new PlainTexts(pool, this.words, kernel);
    this.nested = nested;
  }

  get rows(): number {
    return this.words[layoutOf.ROWS / WORD_BYTES] as number;
  }

  set rows(rows: number) {
    this.words[layoutOf.ROWS / WORD_BYTES] = rows;
  }

  /** Rows that the last slab has room for. */
  get room(): number {
    return this.words[layoutOf.ROOM / WORD_BYTES] as number;
  }

  set room(room: number) {
    this.words[layoutOf.ROOM / WORD_BYTES] = room;
  }

  /** The place of the next row, where there is room. */
  get next(): number {
    return this.words[layoutOf.NEXT / WORD_BYTES] as number;
  }

  set next(place: number) {
    this.words[layoutOf.NEXT / WORD_BYTES] = place;
  }

  /** Rows that the store had been given when the last one of these was, since the partition was opened. */
  get lastUsed(): number {
    return this.#doubles[layoutOf.LAST_USED / DOUBLE_BYTES] as number;
  }

  set lastUsed(rows: number) {
    this.#doubles[layoutOf.LAST_USED / DOUBLE_BYTES] = rows;
  }
}

/** Rows that lie in their bytes, from one to before another, and how many each of their partitions may have. */
export interface OwnedRun {
  readonly from: number;
  readonly to: number;
  readonly mostRows: number;
}

/** Rows of a partition that lie in their bytes, from one to before another. */
export interface RowRun {
  readonly rows: StoredRows;
  readonly from: number;
  readonly to: number;
}
