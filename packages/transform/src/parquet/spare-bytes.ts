/** Smaller arrays are made faster than they are looked for, and larger ones are not kept. */
const LEAST_BYTES = 256 * 1024;
const MOST_BYTES = 8 * 1024 * 1024;
const MOST_SPARES = 2;

/**
 * Memory of row groups that were written, for those that come: the system gives new memory page by page, which takes ten times as long as to copy a row
 * group.
 */
export class SpareBytes {
  /** The largest first. */
  readonly #spares: ArrayBuffer[] = [];
  /** Whether any came back, so that more will. */
  #isGivenBack = false;
  /** Of the copies that were asked for, the bytes of the largest that can be in such memory. */
  #largest = 0;

  /** How many are kept. */
  get count(): number {
    return this.#spares.length;
  }

  /** The same bytes in memory that is nobody else's. */
  copyOf(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
    const { length } = bytes;
    const isKept = length >= LEAST_BYTES && length <= MOST_BYTES;
    if (isKept) this.#largest = Math.max(this.#largest, length);
    if (!isKept || !this.#isGivenBack) return bytes.slice() as Uint8Array<ArrayBuffer>;
    const copy = new Uint8Array(this.#take(length) ?? new ArrayBuffer(roomOf(length)), 0, length);
    copy.set(bytes);
    return copy;
  }

  /** Take back memory that nobody reads any more. What is larger than any copy that was asked for is let go: another thread may have made it. */
  give({ buffer }: Uint8Array<ArrayBuffer>): void {
    const { byteLength } = buffer;
    if (byteLength < LEAST_BYTES || byteLength > roomOf(this.#largest)) return;
    this.#isGivenBack = true;
    this.#spares.push(buffer);
    this.#spares.sort((one, other) => other.byteLength - one.byteLength);
    if (this.#spares.length > MOST_SPARES) this.#spares.pop();
  }

  /** The smallest that has room. */
  #take(length: number): ArrayBuffer | undefined {
    const at = this.#spares.findLastIndex(({ byteLength }) => byteLength >= length);
    return at < 0 ? undefined : this.#spares.splice(at, 1)[0];
  }
}

/** Some more than is needed, since the next row group may be a bit larger. */
function roomOf(length: number): number {
  return length + (length >>> 3);
}
