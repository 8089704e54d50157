import type { ArrayPool } from "./array-pool.ts";

const STAMP_WORDS = 2;

/** Stamps of two words each. */
export interface Stamped {
  readonly stamps: Int32Array;
  /** What those of this row group have in the first word. */
  readonly epoch: number;
}

/** Of each distinct text the row group that numbered it last, and its number there. */
export class TextStamps {
  readonly #pool: ArrayPool;
  #stamps = new Int32Array(0);
  #epoch = 0;

  constructor(pool: ArrayPool) {
    this.#pool = pool;
  }

  /** Begin to number the texts of a row group, of a dictionary of so many. */
  next(size: number): Stamped {
    const needed = size * STAMP_WORDS;
    if (this.#stamps.length < needed) {
      const { length } = this.#stamps;
      this.#stamps = this.#pool.grow(this.#stamps, needed).fill(0, length);
    }
    this.#epoch++;
    return { stamps: this.#stamps, epoch: this.#epoch };
  }

  /** Begin anew. */
  clear(): void {
    this.#epoch = 0;
    this.#stamps.fill(0);
  }
}
