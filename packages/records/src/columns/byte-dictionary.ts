import type { Kernel } from "../kernel/kernel.ts";
import * as layout from "../kernel/store-layout.ts";
import type { ArrayPool } from "./array-pool.ts";
import type { ByteStrings } from "./column-values.ts";
import { copyBytes, hasSameBytes } from "./short-bytes.ts";
import { hashOf } from "./text-hash.ts";

const FIRST_BYTES = 64;
const FIRST_ENTRIES = 8;
const SLOT_WORDS = 4;
const SLOT_BITS = 2;
const NO_BYTES = Buffer.alloc(0);
const NO_VIEW = viewOf(NO_BYTES);
const NO_ENTRIES = new Int32Array(0);
/** Where the first text will begin; never written to, so never given to a pool. */
const ONE_OFFSET = new Int32Array(1);
/** Longer texts are encoded by the runtime, shorter ones character by character. */
const SHORT_TEXT = 64;
const MAX_UTF8_PER_UNIT = 3;

/**
 * Distinct texts as UTF-8, outside the JavaScript heap: nothing of the strings that come in is kept, so
 * that they can die young, and a slice of a long text does not keep the long text alive.
 *
 * An open-addressing hash table over the bytes; equality is decided by the bytes themselves. Whoever knows
 * the hash can make many texts that have the same one: these are not looked up any more, or a file of them would take hours.
 * (Texts of usual files are found after 50 steps at most.)
 */
export class ByteDictionary {
  readonly #pool: ArrayPool;
  #bytes = NO_BYTES;
  #view = NO_VIEW;
  #offsets = ONE_OFFSET;
  /** Slots by hash, of four words each: the hash, where the text begins, how long it is, and the number of its entry plus one, or 0. */
  #table = NO_ENTRIES;
  #end = 0;
  /** The words of the kernel's that say where all of it is, as long as nothing of it has moved. */
  #lent: Int32Array | undefined;
  size = 0;
  /** Whether texts are still looked up, so that none is in here twice. */
  isDistinct = true;

  constructor(pool: ArrayPool) {
    this.#pool = pool;
  }

  /** Bytes of all distinct texts. */
  get sizeBytes(): number {
    return this.#end;
  }

  /** From now on, add texts without looking them up. */
  stopLookup(): void {
    this.isDistinct = false;
  }

  /** Forget all texts; with `keep`, their memory is kept for the next ones, otherwise it goes back to the pool. */
  clear(keep: boolean): void {
    if (keep) this.#table.fill(0);
    else this.#release();
    this.#end = 0;
    this.size = 0;
    this.isDistinct = true;
  }

  /** The number of a text's entry, which is made when it is not there. */
  intern(text: string): number {
    const length = this.#write(text);
    if (!this.isDistinct) return this.#add(length);
    const end = this.#end + length;
    return this.internBytes(this.#view, this.#end, end, hashOf(this.#bytes, this.#end, end));
  }

  /** The same for a text as its bytes, whose hash is known. */
  internBytes(from: DataView, start: number, end: number, hash: number): number {
    const length = end - start;
    if (!this.isDistinct) return this.#addBytes(from, start, length);
    if ((this.size + 1) * 2 * SLOT_WORDS > this.#table.length) this.#rehash();
    const table = this.#table;
    const last = table.length - 1;
    let slot = (hash << SLOT_BITS) & last;
    let steps = 0;
    for (let code = table[slot + 3] as number; code !== 0; code = table[slot + 3] as number) {
      if (table[slot] === hash && table[slot + 2] === length) {
        const at = table[slot + 1] as number;
        if (hasSameBytes({ from, start, to: this.#view, at, length })) return code - 1;
      }
      if (++steps > layout.MOST_STEPS) {
        this.stopLookup();
        return this.#addBytes(from, start, length);
      }
      slot = (slot + SLOT_WORDS) & last;
    }
    table[slot] = hash;
    table[slot + 1] = this.#end;
    table[slot + 2] = length;
    table[slot + 3] = this.size + 1;
    return this.#addBytes(from, start, length);
  }

  #addBytes(from: DataView, start: number, length: number): number {
    if (this.#end + length > this.#bytes.length) this.#grow(length);
    copyBytes({ from, start, to: this.#view, at: this.#end, length });
    return this.#add(length);
  }

  /**
   * Write where everything is to a column of the kernel's, so that it can look texts up.
   *
   * @param words the kernel's memory from the column on
   * @param most how many texts there may be before somebody else is asked
   * @returns whether it can
   */
  lendTo(kernel: Kernel, words: Int32Array, most = Number.POSITIVE_INFINITY): boolean {
    if (this.#lent !== words && !this.#place(kernel, words)) return false;
    words[layout.BYTES_END / 4] = this.#end;
    words[layout.SIZE / 4] = this.size;
    words[layout.ROOM_FOR / 4] = Math.min(this.#offsets.length - 1, most);
    return true;
  }

  #place(kernel: Kernel, words: Int32Array): boolean {
    const arrays = [this.#table, this.#bytes, this.#offsets] as const;
    if (!arrays.every((array) => kernel.holds(array))) return false;
    words[layout.TABLE / 4] = this.#table.byteOffset;
    words[layout.LAST_WORD / 4] = this.#table.length - 1;
    words[layout.BYTES / 4] = this.#bytes.byteOffset;
    words[layout.BYTES_ROOM / 4] = this.#bytes.length;
    words[layout.OFFSETS / 4] = this.#offsets.byteOffset;
    this.#lent = words;
    return true;
  }

  /** Go on with the texts that the kernel added. */
  takeBack(words: Int32Array): void {
    this.#end = words[layout.BYTES_END / 4] as number;
    this.size = words[layout.SIZE / 4] as number;
  }

  strings(): ByteStrings {
    return {
      sources: [this.#bytes.subarray(0, this.#end)],
      sourceOf: undefined,
      starts: this.#offsets.subarray(0, this.size),
      ends: this.#offsets.subarray(1, this.size + 1),
      size: this.size,
    };
  }

  /** Put a text behind the last entry, where it is hashed, compared, and stays if it is new. */
  #write(text: string): number {
    const { length } = text;
    if (this.#end + length * MAX_UTF8_PER_UNIT > this.#bytes.length)
      this.#grow(length * MAX_UTF8_PER_UNIT);
    if (length > SHORT_TEXT) return this.#bytes.write(text, this.#end);
    const bytes = this.#bytes;
    const end = this.#end;
    for (let i = 0; i < length; i++) {
      const unit = text.charCodeAt(i);
      if (unit > 127) return bytes.write(text, end);
      bytes[end + i] = unit;
    }
    return length;
  }

  #add(length: number): number {
    if (this.size + 2 > this.#offsets.length) {
      const length = Math.max(FIRST_ENTRIES, this.#offsets.length * 2);
      const larger = this.#pool.take(this.#offsets, length);
      larger.set(this.#offsets);
      if (this.#offsets !== ONE_OFFSET) this.#pool.give(this.#offsets);
      this.#offsets = larger;
      this.#lent = undefined;
    }
    this.#end += length;
    this.size++;
    this.#offsets[this.size] = this.#end;
    return this.size - 1;
  }

  #grow(needed: number): void {
    const length = Math.max(FIRST_BYTES, this.#bytes.length * 2, this.#end + needed);
    this.#bytes = this.#pool.grow(this.#bytes, length);
    this.#view = viewOf(this.#bytes);
    this.#lent = undefined;
  }

  #rehash(): void {
    const slots = Math.max(FIRST_ENTRIES * 2, (this.#table.length / SLOT_WORDS) * 2);
    const [old, table] = [this.#table, this.#pool.take(this.#table, slots * SLOT_WORDS).fill(0)];
    const last = table.length - 1;
    for (let from = 0; from < old.length; from += SLOT_WORDS) {
      if (old[from + 3] === 0) continue;
      let slot = ((old[from] as number) << SLOT_BITS) & last;
      while (table[slot + 3] !== 0) slot = (slot + SLOT_WORDS) & last;
      for (let word = 0; word < SLOT_WORDS; word++) table[slot + word] = old[from + word] as number;
    }
    this.#pool.give(old);
    this.#table = table;
    this.#lent = undefined;
  }

  #release(): void {
    for (const array of [this.#bytes, this.#table]) this.#pool.give(array);
    if (this.#offsets !== ONE_OFFSET) this.#pool.give(this.#offsets);
    this.#bytes = NO_BYTES;
    this.#view = NO_VIEW;
    this.#offsets = ONE_OFFSET;
    this.#table = NO_ENTRIES;
    this.#lent = undefined;
  }
}

function viewOf({ buffer, byteOffset, length }: Buffer): DataView {
  return new DataView(buffer, byteOffset, length);
}
