import type { ArrayPool } from "./array-pool.ts";
import type { Levels } from "./column-values.ts";

const FIRST_CAPACITY = 16;
const NONE = new Uint8Array(0);

/** Gathers the levels of one leaf of a nested column. */
export class LevelBuffer {
  readonly maxDefinition: number;
  readonly #maxRepetition: number;
  readonly #pool: ArrayPool;
  readonly #bytesPerEntry: number;
  #definition = NONE;
  #repetition = NONE;
  #entries = 0;

  constructor(maxDefinition: number, maxRepetition: number, pool: ArrayPool) {
    this.maxDefinition = maxDefinition;
    this.#maxRepetition = maxRepetition;
    this.#pool = pool;
    this.#bytesPerEntry = (maxDefinition > 0 ? 1 : 0) + (maxRepetition > 0 ? 1 : 0);
  }

  /** @returns the bytes of memory it takes */
  add(repetition: number, definition: number): number {
    if (this.maxDefinition === 0) return 0;
    if (this.#entries === this.#definition.length) this.#grow();
    this.#definition[this.#entries] = definition;
    if (this.#maxRepetition > 0) this.#repetition[this.#entries] = repetition;
    this.#entries++;
    return this.#bytesPerEntry;
  }

  levels(): Levels {
    return {
      definition: this.maxDefinition > 0 ? this.#definition.subarray(0, this.#entries) : undefined,
      repetition: this.#maxRepetition > 0 ? this.#repetition.subarray(0, this.#entries) : undefined,
      maxDefinition: this.maxDefinition,
      maxRepetition: this.#maxRepetition,
    };
  }

  /** Forget the levels; with `keep`, the memory is kept for the next ones, otherwise it goes back to the pool. */
  clear(keep: boolean): void {
    this.#entries = 0;
    if (keep) return;
    this.#pool.give(this.#definition);
    this.#pool.give(this.#repetition);
    this.#definition = NONE;
    this.#repetition = NONE;
  }

  #grow(): void {
    const capacity = Math.max(FIRST_CAPACITY, this.#definition.length * 2);
    this.#definition = this.#pool.grow(this.#definition, capacity);
    if (this.#maxRepetition > 0) this.#repetition = this.#pool.grow(this.#repetition, capacity);
  }
}
