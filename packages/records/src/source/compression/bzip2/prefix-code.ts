import type { BitInput } from "./bit-input.ts";

/** Codes are this long at most. */
export const MOST_CODE_BITS = 20;

/** A prefix code whose codes of one length are consecutive numbers, given by the length of each symbol's. */
export class PrefixCode {
  readonly #shortest: number;
  readonly #longest: number;
  /** For each length: the code behind the last one, with zeros up to the greatest length. */
  readonly #ends = new Float64Array(MOST_CODE_BITS + 1);
  /** For each length: what makes of a code the place of its symbol. */
  readonly #offsets = new Int32Array(MOST_CODE_BITS + 1);
  readonly #symbols: Uint16Array;

  constructor(lengths: Uint8Array) {
    this.#shortest = Math.min(...lengths);
    this.#longest = Math.max(...lengths);
    this.#symbols = new Uint16Array(lengths.length);
    let code = 0;
    let place = 0;
    for (let length = this.#shortest; length <= this.#longest; length++) {
      this.#offsets[length] = place - code;
      for (const [symbol, its] of lengths.entries()) {
        if (its !== length) continue;
        this.#symbols[place++] = symbol;
        code++;
      }
      this.#ends[length] = code * 2 ** (MOST_CODE_BITS - length);
      code *= 2;
    }
  }

  /** The next symbol, or -1 when the bits are no code. */
  read(input: BitInput): number {
    const bits = input.peek(MOST_CODE_BITS);
    let length = this.#shortest;
    while (length <= this.#longest && bits >= (this.#ends[length] as number)) length++;
    if (length > this.#longest) return -1;
    input.skip(length);
    const place = (bits >>> (MOST_CODE_BITS - length)) + (this.#offsets[length] as number);
    return this.#symbols[place] ?? -1;
  }
}
