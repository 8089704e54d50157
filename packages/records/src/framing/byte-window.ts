const MIN_CAPACITY = 65_536;

/**
 * The bytes that are read but not yet cut into records, in one piece.
 *
 * Bytes once handed out are never written again: chunks are copied in behind them, or into a new
 * buffer, so a record can keep a view of its own, whatever the source does with its chunks.
 */
export class ByteWindow {
  #buffer = Buffer.alloc(0);
  #start = 0;
  #end = 0;
  #offset: number;

  /** @param offset where in the source the first byte will lie */
  constructor(offset: number) {
    this.#offset = offset;
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
    this.#buffer.set(chunk, this.#end);
    this.#end += chunk.length;
  }

  /** Let go of the first `count` bytes. */
  consume(count: number): void {
    this.#start += count;
    this.#offset += count;
  }

  #move(incoming: number): void {
    const waiting = this.bytes;
    const capacity = Math.max(MIN_CAPACITY, 2 * waiting.length + incoming);
    this.#buffer = Buffer.allocUnsafeSlow(capacity);
    this.#buffer.set(waiting, 0);
    this.#start = 0;
    this.#end = waiting.length;
  }
}
