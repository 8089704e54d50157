const MIN_CAPACITY = 65_536;

/** Gives memory for so many bytes, or more; what is in it does not matter. */
export type Allocate = (bytes: number) => Buffer<ArrayBuffer>;

/**
 * The bytes that are read but not yet cut into records, in one piece.
 *
 * Bytes once handed out are not written again as long as `allocate` gives new memory: chunks are copied in behind them, or
 * into another buffer, so a record can keep a view of its own, whatever the source does with its chunks.
 */
export class ByteWindow {
  #buffer = Buffer.alloc(0);
  #start = 0;
  #end = 0;
  #offset: number;
  readonly #allocate: Allocate;

  /** @param offset where in the source the first byte will lie */
  constructor(offset: number, allocate: Allocate = (bytes) => Buffer.allocUnsafeSlow(bytes)) {
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

  append(chunk: Uint8Array): void {
    if (this.#end + chunk.length > this.#buffer.length) this.#move(chunk.length);
    // Not `set`, which copies byte by byte into memory that can be shared, such as the kernel's.
    Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length).copy(this.#buffer, this.#end);
    this.#end += chunk.length;
  }

  /** Let go of the first `count` bytes. */
  consume(count: number): void {
    this.#start += count;
    this.#offset += count;
  }

  #move(incoming: number): void {
    const waiting = this.bytes;
    this.#buffer = this.#allocate(Math.max(MIN_CAPACITY, 2 * waiting.length + incoming));
    waiting.copy(this.#buffer);
    this.#start = 0;
    this.#end = waiting.length;
  }
}
