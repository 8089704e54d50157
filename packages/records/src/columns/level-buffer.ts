import type { Kernel } from "../kernel/kernel.ts";
import * as layout from "../kernel/nested-layout.ts";
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

  /** Write where the levels are to a leaf of the kernel's (`nested-layout.ts`), which adds others from then on; whether it can. */
  lendTo(kernel: Kernel, leaf: Int32Array): boolean {
    const [definition, repetition] = [this.#definition, this.#repetition];
    leaf[layout.DEFINITIONS / 4] = definition.length === 0 ? 0 : definition.byteOffset;
    leaf[layout.REPETITIONS / 4] = repetition.length === 0 ? 0 : repetition.byteOffset;
    leaf[layout.LEVEL_COUNT / 4] = this.#entries;
    leaf[layout.LEVEL_ROOM / 4] = definition.length;
    return [definition, repetition].every((array) => array.length === 0 || kernel.holds(array));
  }

  /** Go on behind the levels that the kernel added. */
  takeBack(leaf: Int32Array): void {
    this.#entries = leaf[layout.LEVEL_COUNT / 4] as number;
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
