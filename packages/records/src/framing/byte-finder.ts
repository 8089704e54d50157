const LF = 0x0a;
const CR = 0x0d;
const QUOTE = 0x22;

/** Finds the next of a few bytes, each searched for once however often it is asked for; places must not go back. */
export class ByteFinder {
  readonly bytes: Buffer;
  #lf = -1;
  #cr = -1;
  #quote = -1;

  constructor(bytes: Buffer) {
    this.bytes = bytes;
  }

  /** The next LF or CR at or after a place; Infinity when there is none. */
  lineEnd(from: number): number {
    if (this.#lf < from) this.#lf = this.#find(LF, from);
    if (this.#cr < from) this.#cr = this.#find(CR, from);
    return Math.min(this.#lf, this.#cr);
  }

  /** The next quote at or after a place; Infinity when there is none. */
  quote(from: number): number {
    if (this.#quote < from) this.#quote = this.#find(QUOTE, from);
    return this.#quote;
  }

  #find(byte: number, from: number): number {
    const found = this.bytes.indexOf(byte, from);
    return found < 0 ? Number.POSITIVE_INFINITY : found;
  }
}
