import type { ArrayPool } from "./array-pool.ts";

const FIRST_BYTES = 512;
const MOST_BYTES = 65_536;
const NONE = Buffer.alloc(0);
const NO_VIEW = new DataView(new ArrayBuffer(0));

/**
 * Texts of one partition as their bytes, in chunks. The place of a text is a number: chunks lie one behind the other,
 * and a text is in one of them, however long it is.
 */
export class PlainTexts {
  readonly chunks: Buffer[] = [];
  /** Where each chunk begins. */
  readonly starts: number[] = [];
  readonly #pool: ArrayPool;
  /** The chunk that has room, also to be written four bytes at a time, and where in it the next text goes. */
  chunk = NONE;
  view = NO_VIEW;
  at = 0;
  #start = 0;

  constructor(pool: ArrayPool) {
    this.#pool = pool;
  }

  /** The place of the next text. */
  get place(): number {
    return this.#start + this.at;
  }

  /**
   * Make room for a text.
   *
   * @returns the bytes of memory that were taken for it
   */
  reserve(length: number): number {
    return this.at + length <= this.chunk.length ? 0 : this.#open(length);
  }

  #open(length: number): number {
    const wanted = Math.min(MOST_BYTES, Math.max(FIRST_BYTES, this.chunk.length * 2));
    this.#start += this.chunk.length;
    this.chunk = this.#pool.take(NONE, Math.max(wanted, length));
    this.view = new DataView(this.chunk.buffer, this.chunk.byteOffset, this.chunk.length);
    this.at = 0;
    this.chunks.push(this.chunk);
    this.starts.push(this.#start);
    return this.chunk.length;
  }

  /** Keep a text of so many bytes that was put there; its place. */
  keep(length: number): number {
    const { place } = this;
    this.at += length;
    return place;
  }

  /** Forget all texts; the memory goes back to the pool. */
  clear(): void {
    for (const chunk of this.chunks) this.#pool.give(chunk);
    this.chunks.length = 0;
    this.starts.length = 0;
    this.chunk = NONE;
    this.view = NO_VIEW;
    this.at = 0;
    this.#start = 0;
  }
}
