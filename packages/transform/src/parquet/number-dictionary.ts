import type { FixedArray } from "@cloudapi/records/internal";
import { bitWidthOf } from "./physical-values.ts";

/** So many values, from all over the column, say whether it is worth looking at all. */
const SAMPLE = 4_096;
/** Of these as many may be different, at most: 31 of 32. */
const SAMPLE_SHARE = 31 / 32;
/** Past so many different numbers no dictionary is made. */
export const MOST_NUMBERS = 65_536;
const WORD_BYTES = 4;
const FACTOR = 0x9e3779b1 | 0;
const SECOND_FACTOR = 0x85ebca6b | 0;

/** The distinct numbers of a column, in the order in which they come, and for each number its place among them. */
export interface DistinctNumbers {
  readonly size: number;
  readonly codes: Int32Array;
  readonly distinct: FixedArray;
}

/** Finds the distinct numbers of columns, in memory that is used again: what is found is valid until the next call. */
export class NumberDictionary {
  /** Places of distinct numbers plus one, by hash. */
  #table = new Int32Array(0);
  #codes = new Int32Array(0);
  #distinct = new Int32Array(0);

  /** `undefined` where there are too many for a dictionary to be worth it; numbers have four or eight bytes. */
  find(values: FixedArray): DistinctNumbers | undefined {
    const count = values.length;
    const perValue = values.BYTES_PER_ELEMENT / WORD_BYTES;
    const words = new Int32Array(values.buffer, values.byteOffset, count * perValue);
    if (this.#codes.length < count) this.#codes = new Int32Array(2 ** Math.ceil(Math.log2(count)));
    const entries = mostEntries(count, values.BYTES_PER_ELEMENT, MOST_NUMBERS);
    const size = sizeOfDictionary(count, entries, (step, limit) =>
      this.#number(words, perValue, step, limit),
    );
    if (size === undefined) return undefined;
    const { buffer } = this.#distinct;
    const array = values.constructor as new (
      buffer: ArrayBuffer,
      at: number,
      length: number,
    ) => FixedArray;
    return { size, codes: this.#codes.subarray(0, count), distinct: new array(buffer, 0, size) };
  }

  /** Number every so-manieth value; how many are different, or -1 if there are more than the limit. */
  #number(words: Int32Array, perValue: number, step: number, limit: number): number {
    const mask = this.#clearTable(words.length / perValue, step, limit) - 1;
    const [table, distinct, codes] = [this.#table, this.#distinct, this.#codes];
    const last = perValue - 1;
    let size = 0;
    let i = 0;
    for (let at = 0; at < words.length; at += perValue * step) {
      const low = words[at] as number;
      const high = words[at + last] as number;
      const mixed = Math.imul(low ^ (low >>> 15), FACTOR) ^ Math.imul(high, SECOND_FACTOR);
      let slot = (mixed ^ (mixed >>> 15)) & mask;
      let entry = table[slot] as number;
      while (entry !== 0) {
        const known = (entry - 1) * perValue;
        if (distinct[known] === low && distinct[known + last] === high) break;
        slot = (slot + 1) & mask;
        entry = table[slot] as number;
      }
      if (entry === 0) {
        if (size >= limit) return -1;
        distinct[size * perValue] = low;
        distinct[size * perValue + last] = high;
        entry = ++size;
        table[slot] = entry;
      }
      codes[i++] = entry - 1;
    }
    return size;
  }

  /** @returns the slots of the table, which has room for distinct values of two words each in half of them */
  #clearTable(count: number, step: number, limit: number): number {
    const slots = slotsFor(count, step, limit);
    if (this.#distinct.length < slots) this.#distinct = new Int32Array(slots);
    if (this.#table.length < slots) this.#table = new Int32Array(slots);
    else this.#table.fill(0, 0, slots);
    return slots;
  }
}

/** Slots of a table that is at most half full when every so-manieth of the values is put there, up to a limit of different ones. */
export function slotsFor(count: number, step: number, limit: number): number {
  return 2 ** Math.ceil(Math.log2(Math.max(16, Math.min(limit, count / step) * 2)));
}

/**
 * How many distinct values a dictionary of a column has, or `undefined` where there are too many for it to be worth it.
 *
 * @param entries past so many it is not
 * @param number numbers every so-manieth value, and says how many are different, or -1 if there are more than the limit
 */
export function sizeOfDictionary(
  count: number,
  entries: number,
  number: (step: number, limit: number) => number,
): number | undefined {
  const step = Math.max(1, Math.floor(count / SAMPLE));
  const mostSampled = step === 1 ? entries : Math.floor(Math.ceil(count / step) * SAMPLE_SHARE);
  let size = number(step, mostSampled);
  if (size >= 0 && step > 1) size = number(1, entries);
  return size > 0 ? size : undefined;
}

/**
 * Past so many distinct values a dictionary does not pay.
 *
 * @param width bytes of a value, about
 */
export function mostEntries(count: number, width: number, limit: number): number {
  let most = Math.min(limit, count);
  while (most > 1 && 4 * (most * width + (count * bitWidthOf(most)) / 8) > 3 * count * width)
    most = Math.floor(most * 0.9);
  return most;
}
