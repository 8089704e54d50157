import type { ByteStrings } from "@cloudapi/records/internal";
import { hashOf } from "@cloudapi/records/internal";
import { mostEntries, sizeOfDictionary } from "./number-dictionary.ts";

/** Texts that take more steps to be found were made to have the same hash. */
const MOST_STEPS = 256;

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
    const { sources, sourceOf, starts, ends } = strings;
    const slots = textSlots(strings.size, step, limit);
    const [table, distinct, codes] = [this.#cleared(slots), this.#distinct, this.#codes];
    const mask = slots * 2 - 1;
    let [size, at] = [0, 0];
    for (let i = 0; i < strings.size; i += step) {
      const source = sources[sourceOf === undefined ? 0 : (sourceOf[i] as number)] as Uint8Array;
      const hash = hashOf(source, starts[i] as number, ends[i] as number);
      let slot = (hash << 1) & mask;
      let steps = 0;
      let entry = table[slot + 1] as number;
      for (; entry !== 0; entry = table[slot + 1] as number) {
        if (table[slot] === hash && isSame(strings, i, distinct[entry - 1] as number)) break;
        if (++steps > MOST_STEPS) return -1;
        slot = (slot + 2) & mask;
      }
      if (entry === 0) {
        if (size >= limit) return -1;
        distinct[size] = i;
        table[slot] = hash;
        entry = ++size;
        table[slot + 1] = entry;
      }
      codes[at++] = entry - 1;
    }
    return size;
  }

  #cleared(slots: number): Int32Array {
    if (this.#distinct.length < slots) this.#distinct = new Int32Array(slots);
    if (this.#table.length < slots * 2) this.#table = new Int32Array(slots * 2);
    else this.#table.fill(0, 0, slots * 2);
    return this.#table;
  }
}

/** Slots of a table that is at most two thirds full when every so-manieth text is put there, up to a limit of different ones. */
export function textSlots(count: number, step: number, limit: number): number {
  return 2 ** Math.ceil(Math.log2(Math.max(16, Math.min(limit, count / step) * 1.5)));
}

function isSame({ sources, sourceOf, starts, ends }: ByteStrings, i: number, j: number): boolean {
  const one = sources[sourceOf === undefined ? 0 : (sourceOf[i] as number)] as Uint8Array;
  const other = sources[sourceOf === undefined ? 0 : (sourceOf[j] as number)] as Uint8Array;
  const end = ends[i] as number;
  let [from, to] = [starts[i] as number, starts[j] as number];
  if ((ends[j] as number) - to !== end - from) return false;
  for (; from < end; from++, to++) if (one[from] !== other[to]) return false;
  return true;
}
