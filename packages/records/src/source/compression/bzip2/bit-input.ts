/** More bits were asked for than there are; told apart from damage, since more bytes may come. */
export class OutOfBits extends Error {}

/** Bits of bytes, the highest of each byte first. */
export class BitInput {
  readonly #bytes: Uint8Array;
  /** The next byte to take, and as many more as were made up behind the end. */
  #at: number;
  #bits = 0;
  #count = 0;

  /** @param position the first bit to read */
  constructor(bytes: Uint8Array, position: number) {
    this.#bytes = bytes;
    this.#at = position >>> 3;
    const used = position & 7;
    if (used > 0) this.read(used);
  }

  /** Bits read so far, from the first byte on. */
  get position(): number {
    return this.#at * 8 - this.#count;
  }

  /** @param width at most 24 @throws {OutOfBits} */
  read(width: number): number {
    const value = this.peek(width);
    this.skip(width);
    return value;
  }

  /** The next bits, as if zeros followed the end. */
  peek(width: number): number {
    while (this.#count < width) {
      this.#bits = (this.#bits << 8) | (this.#bytes[this.#at] ?? 0);
      this.#at++;
      this.#count += 8;
    }
    return (this.#bits >>> (this.#count - width)) & ((1 << width) - 1);
  }

  /** @throws {OutOfBits} */
  skip(width: number): void {
    this.#count -= width;
    if (this.#at > this.#bytes.length && this.position > this.#bytes.length * 8)
      throw new OutOfBits();
  }

  /** Leave out the rest of a byte. */
  skipToByte(): void {
    this.skip(this.#count & 7);
  }
}
