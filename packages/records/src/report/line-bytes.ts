const [SPACE, QUOTE, BACKSLASH, ZERO] = [0x20, 0x22, 0x5c, 0x30] as const;
const NOT_ASCII = 0x80;
const MIN_CAPACITY = 65_536;
/** A line that was longer is seldom followed by another: no memory is taken in advance for it. */
const MOST_CAPACITY = 4_194_304;

/** Lines of text in UTF-8 that are put together byte by byte, until they are taken. */
export class LineBytes {
  #bytes = Buffer.alloc(0);
  #length = 0;
  /** What is allocated next at least. */
  #capacity = MIN_CAPACITY;

  /** Bytes so far. */
  get length(): number {
    return this.#length;
  }

  /** The bytes from a place on, good until more are appended. */
  since(start: number): Buffer {
    return this.#bytes.subarray(start, this.#length);
  }

  /** Forget what was appended from a place on. */
  cutBack(start: number): void {
    this.#length = start;
  }

  /** All bytes, which are not written again; what comes then begins anew, in other memory if there is some already. */
  take(other = Buffer.alloc(0)): Buffer<ArrayBuffer> {
    const taken = this.#bytes.subarray(0, this.#length);
    this.#bytes = other;
    this.#length = 0;
    return taken;
  }

  appendText(text: string): void {
    // A unit of UTF-16 takes three bytes at most.
    this.#reserve(3 * text.length);
    this.#length += this.#bytes.write(text, this.#length);
  }

  /** A value as a line of JSON. */
  appendRow(row: object): void {
    this.appendText(`${JSON.stringify(row)}\n`);
  }

  appendBytes(bytes: Uint8Array): void {
    this.#reserve(bytes.length);
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  /** A whole number from 0 on, in digits. */
  appendInteger(value: number): void {
    let digits = 1;
    for (let power = 10; power <= value; power *= 10) digits++;
    this.#reserve(digits);
    this.#length += digits;
    let rest = value;
    for (let at = this.#length - 1; digits > 0; digits--, at--) {
      const tenth = Math.floor(rest / 10);
      this.#bytes[at] = ZERO + (rest - 10 * tenth);
      rest = tenth;
    }
  }

  /** ASCII as `JSON.stringify` writes it between its quotes; whether the bytes are ASCII without control characters, otherwise nothing is appended. */
  appendEscaped(bytes: Uint8Array): boolean {
    this.#reserve(2 * bytes.length);
    const into = this.#bytes;
    let at = this.#length;
    for (let i = 0; i < bytes.length; i++) {
      const byte = bytes[i] as number;
      if (byte < SPACE || byte >= NOT_ASCII) return false;
      if (byte === QUOTE || byte === BACKSLASH) into[at++] = BACKSLASH;
      into[at++] = byte;
    }
    this.#length = at;
    return true;
  }

  #reserve(bytes: number): void {
    const needed = this.#length + bytes;
    if (needed <= this.#bytes.length) return;
    const capacity = Math.max(needed, this.#capacity, 2 * this.#bytes.length);
    this.#capacity = Math.min(capacity, MOST_CAPACITY);
    const larger = Buffer.allocUnsafeSlow(capacity);
    larger.set(this.since(0));
    this.#bytes = larger;
  }
}
