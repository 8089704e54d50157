const [MORE, LOW_BITS, GROUP] = [0x80, 0x7f, 0x80] as const;
/** What a number takes at most. */
const VARINT_BYTES = 10;

/** Types of fields in Thrift's compact protocol. */
export const THRIFT = {
  true: 1,
  false: 2,
  int32: 5,
  int64: 6,
  binary: 8,
  list: 9,
  struct: 12,
} as const;

/** The type of a field, or of a list's elements. */
type ThriftType = (typeof THRIFT)[keyof typeof THRIFT];

/** Bytes of Thrift's compact protocol, as they are written one behind the other. */
export class ThriftBytes {
  #bytes = new Uint8Array(1024);
  #length = 0;

  /** Begin a field of a struct. */
  field(type: ThriftType, step: number): void {
    this.byte((step << 4) | type);
  }

  /** Begin a list of so many elements. */
  list(type: ThriftType, size: number): void {
    if (size < 15) return this.byte((size << 4) | type);
    this.byte(0xf0 | type);
    this.#varint(size);
  }

  /** A whole number from 0 to 2 to the 52nd, of any type. */
  number(value: number): void {
    this.#varint(value * 2);
  }

  /** Bytes behind their length. */
  binary(bytes: Uint8Array): void {
    this.#varint(bytes.length);
    this.raw(bytes);
  }

  /** Bytes as they are. */
  raw(bytes: Uint8Array): void {
    this.#ensure(bytes.length);
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  /** End a struct. */
  stop(): void {
    this.byte(0);
  }

  byte(value: number): void {
    this.#ensure(1);
    this.#bytes[this.#length++] = value;
  }

  get length(): number {
    return this.#length;
  }

  /** Take all that was written, to begin anew. */
  take(): Uint8Array<ArrayBuffer> {
    const taken = this.#bytes.slice(0, this.#length);
    this.#length = 0;
    return taken;
  }

  #varint(value: number): void {
    this.#ensure(VARINT_BYTES);
    let left = value;
    // Bits of numbers are 32.
    for (; left > LOW_BITS; left = Math.floor(left / GROUP))
      this.#bytes[this.#length++] = (left % GROUP) | MORE;
    this.#bytes[this.#length++] = left;
  }

  #ensure(more: number): void {
    const needed = this.#length + more;
    if (needed <= this.#bytes.length) return;
    const bytes = new Uint8Array(Math.max(needed, 2 * this.#bytes.length));
    bytes.set(this.#bytes);
    this.#bytes = bytes;
  }
}
