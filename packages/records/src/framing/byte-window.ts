const MIN_CAPACITY = 65_536;
/** Chunks are copied to such places, which processors are many times as fast at. */
const ALIGNMENT = 16;

/** Gives memory for so many bytes, or more; what is in it does not matter. */
export type Allocate = (bytes: number) => Buffer<ArrayBuffer>;

/**
 * The bytes that are read but not yet cut into records, in one piece.
 *
 * Bytes once handed out are not written again as long as `allocate` gives new memory: chunks are copied in behind them, or
 * into another buffer, so a record can keep a view of its own, whatever the source does with its chunks. A chunk that was
 * read into `room` is there already.
 */
export class ByteWindow {
  #buffer = Buffer.alloc(0);
  #start = 0;
  #end = 0;
  #offset: number;
  readonly #allocate: Allocate;

  /** @param offset where in the source the first byte will lie */
  constructor(offset: number, allocate: Allocate = (size) => Buffer.allocUnsafeSlow(size)) {
    this.#offset = offset;
    this.#allocate = allocate;
  }

  /** Offset in the source of the first byte of `bytes`. */
  get offset(): number {
    return this.#offset;
  }

  get length(): number {
    return this.#end - this.#start;
  }

  /** The bytes that wait. */
  get bytes(): Buffer {
    return this.#buffer.subarray(this.#start, this.#end);
  }

  /** Memory behind the bytes that wait, for so many more; they belong to it once they are appended. */
  room(bytes: number): Buffer<ArrayBuffer> {
    if (this.#end + bytes > this.#buffer.length) this.#move(bytes);
    return this.#buffer.subarray(this.#end, this.#end + bytes);
  }

  append(chunk: Uint8Array): void {
    // Of a buffer a part is copied at once, all of it word by word into memory that can be shared, such as the kernel's.
    const { buffer, byteOffset, length } = chunk;
    const room = this.room(length);
    if (room.buffer !== buffer || room.byteOffset !== byteOffset)
      Buffer.from(buffer).copy(room, 0, byteOffset, byteOffset + length);
    this.#end += length;
  }

  /** Let go of the first `count` bytes. */
  consume(count: number): void {
    this.#start += count;
    this.#offset += count;
  }

  #move(incoming: number): void {
    const waiting = this.bytes;
    this.#buffer = this.#allocate(
      Math.max(MIN_CAPACITY, 2 * waiting.length + incoming + ALIGNMENT),
    );
    this.#start = -waiting.length & (ALIGNMENT - 1);
    this.#end = this.#start + waiting.copy(this.#buffer, this.#start);
  }
}
