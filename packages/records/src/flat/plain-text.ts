import { HASH_SEED, lastMixed, mixed } from "../columns/text-hash.ts";

const QUOTE = 0x22;
const WORD_BYTES = 4;
const [ONES, HIGH_BITS] = [0x01010101, 0x80808080] as const;
const [SPACES, QUOTES, BACKSLASHES] = [0x20202020, 0x22222222, 0x5c5c5c5c] as const;

/** Scans texts of JSON whose bytes are characters of ASCII that stand for themselves, four bytes at a time. */
export class PlainText {
  /** The hash of the last text, as `hashOf` has it. */
  hash = 0;

  /**
   * Where a text ends that begins at a place: at its closing quote; -1 if it is not plain.
   *
   * @param size how many bytes there are; to ask the view each time is a call
   */
  scan(view: DataView, start: number, size = view.byteLength): number {
    const lastWord = size - WORD_BYTES;
    let hash = HASH_SEED;
    let at = start;
    let word = 0;
    let special = 0;
    for (; ; at += WORD_BYTES) {
      word = at <= lastWord ? view.getInt32(at, true) : wordAtEnd(view, at);
      special = specialIn(word);
      if (special !== 0) break;
      hash = mixed(hash, word);
    }
    const rest = (31 - Math.clz32(special & -special)) >> 3;
    if (((word >>> (rest * 8)) & 0xff) !== QUOTE) return -1;
    const end = at + rest;
    if (rest > 0)
      hash = mixed(hash, at > start ? view.getInt32(end - WORD_BYTES, true) : lowest(word, rest));
    this.hash = lastMixed(hash);
    return end;
  }
}

/** Bits of which the lowest is in the first byte of a word that is a control character, a quote, a backslash or not ASCII; 0 without one. */
function specialIn(word: number): number {
  const quotes = (word ^ QUOTES) - ONES;
  const backslashes = (word ^ BACKSLASHES) - ONES;
  return (quotes | backslashes | (word - SPACES) | word) & HIGH_BITS;
}

/** Zeros, which are control characters, stand for what is not there. */
function wordAtEnd(view: DataView, at: number): number {
  let word = 0;
  for (let i = view.byteLength - 1; i >= at; i--) word = (word << 8) | view.getUint8(i);
  return word;
}

function lowest(word: number, bytes: number): number {
  return word & ((1 << (bytes * 8)) - 1);
}
