import { type ByteStrings, hashIn, LONGEST_IN_KEY } from "@cloudapi/records/internal";
import { mostEntries, sizeOfDictionary } from "./number-dictionary.ts";
import { isSame, viewsOf } from "./text-views.ts";

/** For each four bytes of a short text, the last with its length. */
const FACTORS = Int32Array.of(0x9e3779b1, 0x85ebca6b, 0xc2b2ae35, 0x27d4eb2f);
const LAST_FACTOR = 0x2c1b3c6d;
/** Texts that take more steps to be found were made to have the same hash. */
const MOST_STEPS = 256;

const PLACE_WORDS = 3;

/** Past so many different texts no dictionary is made. */
export const MOST_TEXTS = 131_072;

/** The different texts of a column in the order in which they come, each as the number of its first one, and for each text its place among them. */
export interface DistinctTexts {
  readonly size: number;
  readonly codes: Int32Array;
  readonly distinct: Int32Array;
}

/** Finds the different texts of columns, in memory that is used again: what is found is valid until the next call. */
export class TextDictionary {
  /** Two words for each slot: the hash of a text, and its place among the different ones plus one. */
  #table = new Int32Array(0);
  #codes = new Int32Array(0);
  #distinct = new Int32Array(0);
  /** Where each of the different ones lies: the source, the place in it, and the length. */
  #places = new Int32Array(0);

  /**
   * `undefined` where there are too many for a dictionary to be worth it.
   *
   * @param plainBytes what the texts take in PLAIN encoding
   */
  find(strings: ByteStrings, plainBytes: number): DistinctTexts | undefined {
    const { size: count } = strings;
    if (this.#codes.length < count) this.#codes = new Int32Array(2 ** Math.ceil(Math.log2(count)));
    const entries = mostEntries(count, plainBytes / count, MOST_TEXTS);
    const size = sizeOfDictionary(count, entries, (step, limit) =>
      this.#number(strings, step, limit),
    );
    if (size === undefined) return undefined;
    const [codes, distinct] = [this.#codes.subarray(0, count), this.#distinct.subarray(0, size)];
    return { size, codes, distinct };
  }

  /** Number every so-manieth text; how many are different, or -1 if there are more than the limit, or not to be found in a few steps. */
  #number(strings: ByteStrings, step: number, limit: number): number {
    const { sources, sourceOf, starts, ends, size: count } = strings;
    const views = viewsOf(sources);
    const slots = textSlots(count, step, limit);
    const table = this.#cleared(slots);
    const [distinct, places, codes] = [this.#distinct, this.#places, this.#codes];
    const mask = slots * 2 - 1;
    let [size, at, source] = [0, 0, 0];
    for (let i = 0; i < count; i += step) {
      if (sourceOf !== undefined) source = sourceOf[i] as number;
      const view = views[source] as DataView;
      const start = starts[i] as number;
      const length = (ends[i] as number) - start;
      const hash = hashOfText(view, start, start + length);
      let slot = (hash << 1) & mask;
      let steps = 0;
      let entry = table[slot + 1] as number;
      for (; entry !== 0; entry = table[slot + 1] as number) {
        if (table[slot] === hash) {
          const place = (entry - 1) * PLACE_WORDS;
          const known = views[places[place] as number] as DataView;
          const isAsLong = places[place + 2] === length;
          if (isAsLong && isSame(known, places[place + 1] as number, view, start, length)) break;
        }
        if (++steps > MOST_STEPS) return -1;
        slot = (slot + 2) & mask;
      }
      if (entry === 0) {
        if (size >= limit) return -1;
        distinct[size] = i;
        places[size * PLACE_WORDS] = source;
        places[size * PLACE_WORDS + 1] = start;
        places[size * PLACE_WORDS + 2] = length;
        table[slot] = hash;
        entry = ++size;
        table[slot + 1] = entry;
      }
      codes[at++] = entry - 1;
    }
    return size;
  }

  #cleared(slots: number): Int32Array {
    if (this.#distinct.length < slots) {
      this.#distinct = new Int32Array(slots);
      this.#places = new Int32Array(slots * PLACE_WORDS);
    }
    if (this.#table.length < slots * 2) this.#table = new Int32Array(slots * 2);
    else this.#table.fill(0, 0, slots * 2);
    return this.#table;
  }
}

/** The hash by which a text is looked up. */
export function hashOfText(view: DataView, start: number, end: number): number {
  return end - start > LONGEST_IN_KEY ? hashIn(view, start, end) : hashOfShort(view, start, end);
}

/** The sum of products of its words, little-endian, of which the last has its length on top; no word waits for the one before. */
function hashOfShort(view: DataView, start: number, end: number): number {
  const length = end - start;
  const words = length >> 2;
  let sum = Math.imul(length << 24, FACTORS[3] as number);
  for (let i = 0; i < words; i++)
    sum = (sum + Math.imul(view.getInt32(start + 4 * i, true), FACTORS[i] as number)) | 0;
  let last = 0;
  for (let i = end - 1; i >= start + 4 * words; i--) last = (last << 8) | view.getUint8(i);
  if (last !== 0) sum = (sum + Math.imul(last, FACTORS[words] as number)) | 0;
  const product = Math.imul(sum ^ (sum >>> 15), LAST_FACTOR);
  return product ^ (product >>> 13);
}

/** Slots of a table that is at most two thirds full when every so-manieth text is put there, up to a limit of different ones. */
export function textSlots(count: number, step: number, limit: number): number {
  return 2 ** Math.ceil(Math.log2(Math.max(16, Math.min(limit, count / step) * 1.5)));
}
