import { type FlatRows, LOW } from "@cloudapi/records/internal";

const [MINUS, ZERO] = [0x2d, 0x30] as const;
const HIGH = 1 - LOW;
const TWO_32 = 2 ** 32;
const MOST_HIGH = 0x7fffffff;
/** Digits that a double holds. */
const MOST_DIGITS = 15;
/** Digits and a point: more are left to others, as is the least of all integers. */
const MOST_INTEGER = 20;
/** Fewer digits, or digits and a point, are an integer of 32 bits. */
const FEWEST_DIGITS = 10;

/**
 * Reads digits into the two words of an integer of 64 bits, without leading zeros and the sign of zero. The point, which is before the last
 * `scale` digits if there are any, is passed over.
 */
export class IntegerText {
  readonly #scale: number;
  #bytes: Buffer = Buffer.alloc(0);
  #words: Int32Array = new Int32Array(0);

  constructor(scale: number) {
    this.#scale = scale;
  }

  /** Read values of these rows. */
  open({ bytes, words }: Pick<FlatRows, "bytes" | "words">): void {
    this.#bytes = bytes;
    this.#words = words;
  }

  /** Read a value into its place; whether it is one. */
  read(start: number, end: number, place: number): boolean {
    const bytes = this.#bytes;
    const first = bytes[start] === MINUS ? start + 1 : start;
    const point = this.#scale > 0 ? end - this.#scale - 1 : end;
    if (first >= point || end - first > MOST_INTEGER) return false;
    if (bytes[first] === ZERO && point > first + 1) return false;
    const value = end - first < FEWEST_DIGITS ? this.#small(first, end) : -1;
    if (value < 0) return this.#large(start, end, place);
    const words = this.#words;
    const isNegative = first > start;
    words[place * 2 + LOW] = isNegative ? -value : value;
    words[place * 2 + HIGH] = isNegative ? -1 : 0;
    return !isNegative || value > 0;
  }

  /** Digits that an integer of 32 bits has room for; -1 for others. */
  #small(first: number, end: number): number {
    const bytes = this.#bytes;
    const point = this.#scale > 0 ? end - this.#scale - 1 : end;
    let value = 0;
    for (let at = first; at < end; at++) {
      if (at === point) continue;
      const digit = (bytes[at] as number) - ZERO;
      if (digit < 0 || digit > 9) return -1;
      value = value * 10 + digit;
    }
    return value;
  }

  #large(start: number, end: number, place: number): boolean {
    const bytes = this.#bytes;
    const isNegative = bytes[start] === MINUS;
    const point = this.#scale > 0 ? end - this.#scale - 1 : end;
    let few = 0;
    let [high, low] = [0, 0];
    let count = 0;
    for (let at = isNegative ? start + 1 : start; at < end; at++) {
      if (at === point) continue;
      const digit = (bytes[at] as number) - ZERO;
      if (digit < 0 || digit > 9) return false;
      if (++count <= MOST_DIGITS) few = few * 10 + digit;
      else {
        if (count === MOST_DIGITS + 1) {
          high = Math.floor(few / TWO_32);
          low = few % TWO_32;
        }
        const next = low * 10 + digit;
        low = next % TWO_32;
        high = high * 10 + Math.floor(next / TWO_32);
      }
    }
    if (count <= MOST_DIGITS) {
      high = Math.floor(few / TWO_32);
      low = few % TWO_32;
    }
    if (high > MOST_HIGH || (isNegative && high === 0 && low === 0)) return false;
    const words = this.#words;
    words[place * 2 + LOW] = isNegative ? -low | 0 : low | 0;
    words[place * 2 + HIGH] = isNegative ? ~high + (low === 0 ? 1 : 0) : high;
    return true;
  }
}
