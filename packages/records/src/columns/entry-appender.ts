import type { FlatRows } from "../flat/flat-rows.ts";
import type { Kernel } from "../kernel/kernel.ts";
import * as layout from "../kernel/nested-layout.ts";
import { ENTRY_BYTES, LEVELS, START } from "../kernel/shred-layout.ts";
import type { ArrayPool } from "./array-pool.ts";
import type { LeafBuffer } from "./leaf-buffer.ts";
import type { LevelBuffer } from "./level-buffer.ts";

const WORD_BYTES = Int32Array.BYTES_PER_ELEMENT;
const ENTRY_WORDS = ENTRY_BYTES / WORD_BYTES;
const [LEVELS_AT, START_AT] = [LEVELS / WORD_BYTES, START / WORD_BYTES] as const;
const FIRST_LEAF = layout.NESTED_BYTES / WORD_BYTES;
const LEAF_WORDS = layout.LEAF_BYTES / WORD_BYTES;
const NO_WORDS = new Int32Array(0);

/** Values of one leaf of a nested column, and where they stand. */
export interface Leaf {
  readonly buffer: LeafBuffer;
  readonly levels: LevelBuffer;
}

/** Puts entries of rows that lie in their bytes into the buffers of a nested column's leaves, by the kernel where it can. */
export class EntryAppender {
  readonly #leaves: readonly Leaf[];
  readonly #pool: ArrayPool;
  readonly #kernel: Kernel | undefined;
  /** What the kernel has been told of the buffers, which do not know what it put there until `settle`. */
  #words = NO_WORDS;
  /** The entries that were added last, and whether the kernel can add such. */
  #entries: Int32Array | undefined;
  #isByKernel = false;

  constructor(leaves: readonly Leaf[], pool: ArrayPool, kernel: Kernel | undefined) {
    this.#leaves = leaves;
    this.#pool = pool;
    this.#kernel = kernel;
  }

  /** Add what rows have in a field, from one to before another; the bytes of memory they take. */
  append(rows: FlatRows, field: number, from: number, to: number): number {
    if (this.#words.length === 0 && this.#kernel !== undefined) this.#open();
    if (rows.entries !== this.#entries) this.#use(rows, field);
    const kernel = this.#isByKernel ? this.#kernel : undefined;
    let bytes = 0;
    if (kernel === undefined) {
      for (let row = from; row < to; row++)
        bytes += this.#appendRow(rows, row * rows.width + field);
      return bytes;
    }
    const words = this.#words;
    words[layout.TEXT_BASE / WORD_BYTES] = rows.bytes.byteOffset;
    words[layout.TAKEN / WORD_BYTES] = 0;
    let row = from;
    for (;;) {
      row = kernel.functions.appendNested(words.byteOffset, row, to);
      if (row === to) return bytes + (words[layout.TAKEN / WORD_BYTES] as number);
      const resumed = words[layout.RESUMED / WORD_BYTES] as number;
      if (resumed === 0) {
        bytes += this.#appendNothing(kernel);
        row++;
      } else {
        bytes += this.#appendAlone(rows, (resumed - rows.entries.byteOffset) / WORD_BYTES, kernel);
        words[layout.RESUMED / WORD_BYTES] = resumed + ENTRY_BYTES;
      }
    }
  }

  /** Take over what the kernel put into the buffers. */
  settle(): void {
    this.#leaves.forEach((_, i) => this.#takeBack(i));
  }

  /** Settle, and tell the kernel nothing until the next entries. */
  close(): void {
    this.settle();
    this.#pool.give(this.#words);
    this.#words = NO_WORDS;
    this.#entries = undefined;
  }

  #open(): void {
    const length = FIRST_LEAF + this.#leaves.length * LEAF_WORDS;
    this.#words = this.#pool.take(NO_WORDS, length).fill(0);
  }

  /** Go on with these rows. */
  #use({ entries, starts, hashes, numbers, width }: FlatRows, field: number): void {
    this.#entries = entries;
    const kernel = this.#kernel;
    const words = this.#words;
    this.#isByKernel = kernel?.holds(entries) === true && kernel.holds(words);
    if (!this.#isByKernel) return this.settle();
    const at = field * WORD_BYTES;
    words[layout.ROW_STARTS / WORD_BYTES] = starts.byteOffset + at;
    words[layout.ROW_ENTRIES / WORD_BYTES] = hashes.byteOffset + at;
    words[layout.ROW_ENTRY_ENDS / WORD_BYTES] = numbers.byteOffset + 2 * at;
    words[layout.ALL_ENTRIES / WORD_BYTES] = entries.byteOffset;
    words[layout.ROW_WIDTH / WORD_BYTES] = width;
    words[layout.LEAF_COUNT / WORD_BYTES] = this.#leaves.length;
  }

  #appendRow(rows: FlatRows, at: number): number {
    let bytes = 0;
    if ((rows.starts[at] as number) < 0) {
      for (const { levels } of this.#leaves) bytes += levels.add(0, 0);
      return bytes;
    }
    const end = (rows.numbers[at] as number) * ENTRY_WORDS;
    for (let entry = (rows.hashes[at] as number) * ENTRY_WORDS; entry < end; entry += ENTRY_WORDS)
      bytes += this.#put(rows, entry);
    return bytes;
  }

  #put(rows: FlatRows, at: number): number {
    const { entries } = rows;
    const { buffer, levels } = this.#leaves[entries[at] as number] as Leaf;
    const both = entries[at + LEVELS_AT] as number;
    const bytes = levels.add(both & 0xff, (both >> 8) & 0xff);
    return (entries[at + START_AT] as number) < 0 ? bytes : bytes + buffer.appendEntry(rows, at);
  }

  /** Add an entry for which the kernel has no room, after which there is more. */
  #appendAlone(rows: FlatRows, at: number, kernel: Kernel): number {
    const number = rows.entries[at] as number;
    this.#takeBack(number);
    const bytes = this.#put(rows, at);
    this.#lend(number, kernel);
    return bytes;
  }

  /** The same for a row without a value. */
  #appendNothing(kernel: Kernel): number {
    let bytes = 0;
    for (const [number, { levels }] of this.#leaves.entries()) {
      this.#takeBack(number);
      bytes += levels.add(0, 0);
      this.#lend(number, kernel);
    }
    return bytes;
  }

  #lend(number: number, kernel: Kernel): void {
    const { buffer, levels } = this.#leaves[number] as Leaf;
    const words = this.#wordsOf(number);
    if (!levels.lendTo(kernel, words) || !buffer.lendTo(kernel, words))
      words[layout.VALUE_FORM / WORD_BYTES] = layout.OF_UNTOLD;
  }

  #takeBack(number: number): void {
    if (this.#words.length === 0) return;
    const words = this.#wordsOf(number);
    if (words[layout.VALUE_FORM / WORD_BYTES] === layout.OF_UNTOLD) return;
    const { buffer, levels } = this.#leaves[number] as Leaf;
    levels.takeBack(words);
    buffer.takeBack(words);
    words[layout.VALUE_FORM / WORD_BYTES] = layout.OF_UNTOLD;
  }

  #wordsOf(number: number): Int32Array {
    const first = FIRST_LEAF + number * LEAF_WORDS;
    return this.#words.subarray(first, first + LEAF_WORDS);
  }
}
