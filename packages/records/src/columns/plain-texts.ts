import type { ArrayPool } from "./array-pool.ts";

const FIRST_BYTES = 512;
const MOST_BYTES = 65_536;
const NONE = Buffer.alloc(0);

/**
 * Texts of one partition as their bytes, in chunks. The place of a text is a number: chunks lie one behind the other,
 * and a text is in one of them, however long it is.
 */
export class PlainTexts {
  readonly chunks: Buffer[] = [];
  /** Where each chunk begins. */
  readonly starts: number[] = [];
  readonly #pool: ArrayPool;
  #last = NONE;
  #used = 0;

  constructor(pool: ArrayPool) {
    this.#pool = pool;
  }

  /**
   * Make room for a text.
   *
   * @returns the bytes of memory that were taken for it
   */
  reserve(length: number): number {
    if (this.#used + length <= this.#last.length) return 0;
    const wanted = Math.min(MOST_BYTES, Math.max(FIRST_BYTES, this.#last.length * 2));
    const end = (this.starts.at(-1) ?? 0) + this.#last.length;
    this.#last = this.#pool.take(NONE, Math.max(wanted, length));
    this.#used = 0;
    this.chunks.push(this.#last);
    this.starts.push(end);
    return this.#last.length;
  }

  /** The chunk that has room. */
  get chunk(): Buffer {
    return this.#last;
  }

  /** Where in it the next text goes. */
  get at(): number {
    return this.#used;
  }

  /** Keep a text of so many bytes that was put there; its place. */
  keep(length: number): number {
    const place = (this.starts.at(-1) ?? 0) + this.#used;
    this.#used += length;
    return place;
  }

  /** Forget all texts; the memory goes back to the pool. */
  clear(): void {
    for (const chunk of this.chunks) this.#pool.give(chunk);
    this.chunks.length = 0;
    this.starts.length = 0;
    this.#last = NONE;
    this.#used = 0;
  }
}
