import type { ArrayPool } from "./array-pool.ts";
import { ByteDictionary } from "./byte-dictionary.ts";
import type { LentTexts } from "./lent-rows.ts";
import { type Stamped, TextStamps } from "./text-stamps.ts";

/** From so many distinct texts on it is asked whether they repeat. */
const FIRST_LOOK = 16_384;
/** More are not held at a time, nor more bytes of them. */
const MOST_ENTRIES = 262_144;
const MOST_BYTES = 16 * 1024 * 1024;
/** What a distinct text takes beside its bytes: offset, hash, two slots of the table, and its number in a row group. */
const ENTRY_BYTES = 24;

/** What is to become of a dictionary: it goes on, it is of no use, or it is full and begins anew. */
export type Verdict = "goes on" | "of no use" | "full";

/**
 * The distinct texts of one column, of all partitions of a run. Row groups number those that they have with the help of
 * stamps, so that each text is hashed and compared once and not once more for every open file.
 */
export class TextColumn {
  readonly dictionary: ByteDictionary;
  /** Whether texts are held as their bytes and not looked up any more, since most of them are different. */
  isPlain = false;
  /** Texts that were looked up since the dictionary began. */
  seen = 0;
  readonly #isConverted: boolean;
  readonly #stamps: TextStamps;
  /** Texts that were measured, and the bytes of the longest of them. */
  #measured = 0;
  #longestBytes = 0;

  /** @param isConverted whether texts have to go through the dictionary whatever they are */
  constructor(pool: ArrayPool, isConverted: boolean) {
    this.dictionary = new ByteDictionary(pool);
    this.#isConverted = isConverted;
    this.#stamps = new TextStamps(pool);
  }

  get memoryBytes(): number {
    return this.dictionary.sizeBytes + this.dictionary.size * ENTRY_BYTES;
  }

  /** What is to become of the dictionary; `isTight` when all of them together take too much. */
  verdict(isTight: boolean): Verdict {
    const { size, sizeBytes, isDistinct } = this.dictionary;
    if (this.isPlain || size === 0) return "goes on";
    const isFull = isTight || size >= MOST_ENTRIES || sizeBytes >= MOST_BYTES || !isDistinct;
    const isUseless = !isDistinct || size * 2 > this.seen;
    if (this.#isConverted) return isFull ? "full" : "goes on";
    if (isUseless && (isFull || size >= FIRST_LOOK)) return "of no use";
    return isFull ? "full" : "goes on";
  }

  /** Begin anew; no row may have a text of the old dictionary. */
  restart(): void {
    this.dictionary.clear(!this.isPlain);
    this.seen = 0;
    this.#stamps.clear();
    this.#measured = 0;
    this.#longestBytes = 0;
  }

  /** The texts as they are now. */
  lend(): LentTexts {
    const strings = this.dictionary.strings();
    const { starts, ends, size } = strings;
    for (; this.#measured < size; this.#measured++) {
      const length = (ends[this.#measured] as number) - (starts[this.#measured] as number);
      if (length > this.#longestBytes) this.#longestBytes = length;
    }
    return { strings, isDistinct: this.dictionary.isDistinct, longestBytes: this.#longestBytes };
  }

  /** Begin to number the texts of a row group. */
  stamp(): Stamped {
    return this.#stamps.next(this.dictionary.size);
  }
}
