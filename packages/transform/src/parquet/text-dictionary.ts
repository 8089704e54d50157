import { type ByteStrings, hashIn, LONGEST_IN_KEY } from "@cloudapi/records/internal";
import { mostEntries, sizeOfDictionary } from "./number-dictionary.ts";
import { isSame, viewsOf } from "./text-views.ts";

/** For each four bytes of a short text, the last with its length. */
const FACTORS = [0x9e3779b1 | 0, 0x85ebca6b | 0, 0xc2b2ae35 | 0, 0x27d4eb2f] as const;
const LAST_FACTOR = 0x2c1b3c6d;
/** Texts that take more steps to be found were made to have the same hash. */
const MOST_STEPS = 256;

/** Words of a key: those of a short text, the last with its length; of a longer one its hash, its length, its place, and its source as a number below 0. */
const KEY_WORDS = 4;
const KEY_BYTES = 16;
/** By length, the bits of each word that are of a short text. */
const MASKS = Int32Array.from({ length: KEY_BYTES * KEY_WORDS }, (_, i) => {
  const bytes = Math.floor(i / KEY_WORDS) - 4 * (i % KEY_WORDS);
  return bytes >= 4 ? -1 : 2 ** (8 * Math.max(0, bytes)) - 1;
});
/** Bits of a slot that are of the hash; the others are the place of a text among the different ones plus one. */
const TAG = 0xfffc0000 | 0;
/** So many texts are looked up by one call: of functions that are called often V8 compiles one version, whole. */
const TEXTS_PER_CALL = 256;

/** Past so many different texts no dictionary is made. */
export const MOST_TEXTS = 131_072;

/** The different texts of a column in the order in which they come, each as the number of its first one, and for each text its place among them. */
export interface DistinctTexts {
  readonly size: number;
  readonly codes: Int32Array;
  readonly distinct: Int32Array;
}

/** Texts that are being numbered. */
interface Numbering extends Pick<ByteStrings, "sourceOf" | "starts" | "ends"> {
  readonly views: readonly DataView[];
  /** By source, the last place that has as many bytes behind it as a key has. */
  readonly lastKeys: Int32Array;
  readonly step: number;
  readonly limit: number;
  readonly table: Int32Array;
  /** Slots of the table less one. */
  readonly mask: number;
  readonly keys: Int32Array;
  readonly codes: Int32Array;
  readonly distinct: Int32Array;
  /** How many are different so far. */
  size: number;
}

/** Finds the different texts of columns, in memory that is used again: what is found is valid until the next call. */
export class TextDictionary {
  #table = new Int32Array(0);
  #codes = new Int32Array(0);
  #distinct = new Int32Array(0);
  #keys = new Int32Array(0);

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
  #number({ sources, ...strings }: ByteStrings, step: number, limit: number): number {
    const { sourceOf, starts, ends, size: count } = strings;
    const slots = textSlots(count, step, limit);
    const numbering: Numbering = {
      sourceOf,
      starts,
      ends,
      views: viewsOf(sources),
      lastKeys: Int32Array.from(sources, ({ length }) => length - KEY_BYTES),
      step,
      limit,
      table: this.#cleared(slots),
      mask: slots - 1,
      keys: this.#keys,
      codes: this.#codes,
      distinct: this.#distinct,
      size: 0,
    };
    const stride = TEXTS_PER_CALL * step;
    for (let from = 0; from < count; from += stride)
      if (!numberSome(numbering, from, Math.min(count, from + stride))) return -1;
    return numbering.size;
  }

  #cleared(slots: number): Int32Array {
    if (this.#distinct.length < slots) {
      this.#distinct = new Int32Array(slots);
      this.#keys = new Int32Array(slots * KEY_WORDS);
    }
    if (this.#table.length < slots) this.#table = new Int32Array(slots);
    else this.#table.fill(0, 0, slots);
    return this.#table;
  }
}

/** Number texts from one to before another; whether there are no more than the limit, and all are found in a few steps. */
function numberSome(numbering: Numbering, from: number, to: number): boolean {
  const { sourceOf, starts, ends, step, limit, table, mask, codes, distinct } = numbering;
  let { size } = numbering;
  let code = (from / step) | 0;
  for (let i = from; i < to; i += step) {
    const source = sourceOf === undefined ? 0 : (sourceOf[i] as number);
    const key = size * KEY_WORDS;
    const hash = putKey(numbering, key, source, starts[i] as number, ends[i] as number);
    const slot = slotOf(numbering, hash & mask, hash & TAG, key);
    if (slot < 0) return false;
    let word = table[slot] as number;
    if (word === 0) {
      if (size >= limit) return false;
      distinct[size] = i;
      word = ++size | (hash & TAG);
      table[slot] = word;
    }
    codes[code++] = (word & ~TAG) - 1;
  }
  numbering.size = size;
  return true;
}

/** Put the key of a text where it will be looked for if it is new; its hash. */
function putKey(
  numbering: Numbering,
  key: number,
  source: number,
  start: number,
  end: number,
): number {
  const length = end - start;
  const { views, lastKeys, keys } = numbering;
  if (length > LONGEST_IN_KEY || start > (lastKeys[source] as number))
    return putOddKey(numbering, key, source, start, end);
  const view = views[source] as DataView;
  const masks = length * KEY_WORDS;
  const one = view.getInt32(start, true) & (MASKS[masks] as number);
  const two = view.getInt32(start + 4, true) & (MASKS[masks + 1] as number);
  const three = view.getInt32(start + 8, true) & (MASKS[masks + 2] as number);
  const last = view.getInt32(start + 12, true) & (MASKS[masks + 3] as number);
  const four = last | (length << 24);
  keys[key] = one;
  keys[key + 1] = two;
  keys[key + 2] = three;
  keys[key + 3] = four;
  return hashOfKey(one, two, three, four);
}

/** The same of a text that is longer, or among the last bytes of its source. */
function putOddKey(
  { views, keys }: Numbering,
  key: number,
  source: number,
  start: number,
  end: number,
): number {
  const view = views[source] as DataView;
  const hash = hashOfText(view, start, end);
  const isShort = end - start <= LONGEST_IN_KEY;
  keys[key] = isShort ? wordBefore(view, start, end) : hash;
  keys[key + 1] = isShort ? wordBefore(view, start + 4, end) : end - start;
  keys[key + 2] = isShort ? wordBefore(view, start + 8, end) : start;
  keys[key + 3] = isShort ? lastWord(view, start, end) : ~source;
  return hash;
}

/** The slot of a text that is looked for from one on, or the empty one that it will have; less than 0 where it takes too many steps. */
function slotOf(numbering: Numbering, first: number, tag: number, key: number): number {
  const { table, mask, keys } = numbering;
  const one = keys[key] as number;
  const two = keys[key + 1] as number;
  const three = keys[key + 2] as number;
  const four = keys[key + 3] as number;
  let slot = first;
  let steps = 0;
  for (let word = table[slot] as number; word !== 0; word = table[slot] as number) {
    const known = (word & ~TAG) * KEY_WORDS - KEY_WORDS;
    if ((word & TAG) === tag && keys[known] === one && keys[known + 1] === two) {
      if (keys[known + 2] === three && keys[known + 3] === four) return slot;
      if (four < 0 && isLongKnown(numbering, known, key)) return slot;
    }
    if (steps++ >= MOST_STEPS) return -1;
    slot = (slot + 1) & mask;
  }
  return slot;
}

/** Whether two keys, the second of which is of a longer text, are of the same. */
function isLongKnown({ views, keys }: Numbering, known: number, key: number): boolean {
  const source = keys[known + 3] as number;
  if (source >= 0) return false;
  const view = views[~source] as DataView;
  const other = views[~(keys[key + 3] as number)] as DataView;
  const length = keys[key + 1] as number;
  return isSame(view, keys[known + 2] as number, other, keys[key + 2] as number, length);
}

/** The hash by which a text is looked up. */
export function hashOfText(view: DataView, start: number, end: number): number {
  if (end - start > LONGEST_IN_KEY) return hashIn(view, start, end);
  const [one, two] = [wordBefore(view, start, end), wordBefore(view, start + 4, end)];
  return hashOfKey(one, two, wordBefore(view, start + 8, end), lastWord(view, start, end));
}

/** The last word of a short text's key. */
function lastWord(view: DataView, start: number, end: number): number {
  return wordBefore(view, start + 12, end) | ((end - start) << 24);
}

/** Up to four bytes from a place to before another, little-endian. */
function wordBefore(view: DataView, start: number, end: number): number {
  let word = 0;
  for (let at = Math.min(end, start + 4) - 1; at >= start; at--)
    word = (word << 8) | view.getUint8(at);
  return word;
}

/** The sum of products of the words of a short text; no word waits for the one before. */
function hashOfKey(one: number, two: number, three: number, four: number): number {
  const sum =
    Math.imul(one, FACTORS[0]) +
    Math.imul(two, FACTORS[1]) +
    Math.imul(three, FACTORS[2]) +
    Math.imul(four, FACTORS[3]);
  const mixed = sum | 0;
  const product = Math.imul(mixed ^ (mixed >>> 15), LAST_FACTOR);
  return product ^ (product >>> 13);
}

/** Slots of a table that is at most two thirds full when every so-manieth text is put there, up to a limit of different ones. */
export function textSlots(count: number, step: number, limit: number): number {
  return 2 ** Math.ceil(Math.log2(Math.max(16, Math.min(limit, count / step) * 1.5)));
}
