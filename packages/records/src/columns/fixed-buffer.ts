import type { ArrayPool } from "./array-pool.ts";
import type { FixedArray, FixedValues } from "./column-values.ts";
import type { FixedStorage } from "./fixed-storage.ts";
import type { LeafBuffer } from "./leaf-buffer.ts";

const FIRST_CAPACITY = 16;

/** A buffer of numbers in a typed array that doubles as it fills. */
export class FixedBuffer implements LeafBuffer {
  readonly #storage: FixedStorage;
  readonly #pool: ArrayPool;
  #values: FixedArray;
  #count = 0;

  constructor(storage: FixedStorage, pool: ArrayPool) {
    this.#storage = storage;
    this.#pool = pool;
    this.#values = new storage.array(0);
  }

  append(value: unknown): number {
    const { length } = this.#values;
    if (this.#count === length)
      this.#values = this.#pool.grow(this.#values, Math.max(FIRST_CAPACITY, length * 2));
    this.#values[this.#count++] = this.#storage.toNumber(value);
    return this.#values.BYTES_PER_ELEMENT;
  }

  values(): FixedValues {
    return { kind: "fixed", values: this.#values.subarray(0, this.#count) };
  }

  clear(keep: boolean): void {
    if (!keep) {
      this.#pool.give(this.#values);
      this.#values = new this.#storage.array(0);
    }
    this.#count = 0;
  }
}
