import type { FlatRows } from "../flat/flat-rows.ts";
import type { Kernel } from "../kernel/kernel.ts";
import * as layout from "../kernel/nested-layout.ts";
import { END, ENTRY_VALUE, START } from "../kernel/shred-layout.ts";
import type { ArrayPool } from "./array-pool.ts";
import { ByteDictionary } from "./byte-dictionary.ts";
import type { TextValues } from "./column-values.ts";
import type { LeafBuffer } from "./leaf-buffer.ts";

const FIRST_CAPACITY = 16;
const NO_CODES = new Int32Array(0);
const WORD_BYTES = 4;
/** Past this many distinct texts, of which most were new, looking each up costs more than it saves. */
const CARDINALITY_CAP = 16_384;

/** A buffer of text as codes into a dictionary; a column of mostly different texts stops looking them up. */
export class TextBuffer implements LeafBuffer {
  readonly #pool: ArrayPool;
  readonly #dictionary: ByteDictionary;
  #codes = NO_CODES;
  #rows = 0;

  constructor(pool: ArrayPool) {
    this.#pool = pool;
    this.#dictionary = new ByteDictionary(pool);
  }

  append(value: unknown): number {
    this.#makeRoom();
    const { size, sizeBytes } = this.#dictionary;
    return this.#noteCode(this.#dictionary.intern(value as string), size, sizeBytes);
  }

  appendEntry({ entries, view }: FlatRows, at: number): number {
    this.#makeRoom();
    const { size, sizeBytes } = this.#dictionary;
    const start = entries[at + START / WORD_BYTES] as number;
    const end = entries[at + END / WORD_BYTES] as number;
    const hash = entries[at + ENTRY_VALUE / WORD_BYTES] as number;
    return this.#noteCode(this.#dictionary.internBytes(view, start, end, hash), size, sizeBytes);
  }

  lendTo(kernel: Kernel, leaf: Int32Array): boolean {
    const dictionary = this.#dictionary;
    leaf[layout.VALUE_FORM / WORD_BYTES] = layout.OF_CODES;
    leaf[layout.VALUES / WORD_BYTES] = this.#codes.byteOffset;
    leaf[layout.VALUE_COUNT / WORD_BYTES] = this.#rows;
    leaf[layout.VALUE_ROOM / WORD_BYTES] = this.#codes.length;
    leaf[layout.IS_DISTINCT / WORD_BYTES] = dictionary.isDistinct ? 1 : 0;
    if (this.#codes.length === 0) return true;
    const most = dictionary.size < CARDINALITY_CAP ? CARDINALITY_CAP - 1 : undefined;
    return (
      kernel.holds(this.#codes) &&
      dictionary.lendTo(kernel, leaf.subarray(layout.DICTIONARY / WORD_BYTES), most)
    );
  }

  takeBack(leaf: Int32Array): void {
    this.#rows = leaf[layout.VALUE_COUNT / WORD_BYTES] as number;
    if (this.#codes.length > 0)
      this.#dictionary.takeBack(leaf.subarray(layout.DICTIONARY / WORD_BYTES));
  }

  values(): TextValues {
    const { isDistinct } = this.#dictionary;
    return {
      kind: "text",
      codes: this.#codes.subarray(0, this.#rows),
      strings: this.#dictionary.strings(),
      isDistinct,
    };
  }

  clear(keep: boolean): void {
    this.#dictionary.clear(keep);
    if (!keep) {
      this.#pool.give(this.#codes);
      this.#codes = NO_CODES;
    }
    this.#rows = 0;
  }

  #makeRoom(): void {
    const { length } = this.#codes;
    if (this.#rows === length)
      this.#codes = this.#pool.grow(this.#codes, Math.max(FIRST_CAPACITY, length * 2));
  }

  /** Note the code of a text; what it takes, where the dictionary had so much before. */
  #noteCode(code: number, size: number, sizeBytes: number): number {
    const dictionary = this.#dictionary;
    this.#codes[this.#rows++] = code;
    if (dictionary.size === size) return layout.TAKEN_BY_CODE;
    if (dictionary.size === CARDINALITY_CAP && CARDINALITY_CAP * 2 > this.#rows)
      dictionary.stopLookup();
    return layout.TAKEN_BY_CODE + layout.TAKEN_BY_TEXT + dictionary.sizeBytes - sizeBytes;
  }
}
