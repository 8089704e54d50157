import type { FlatRows } from "../flat/flat-rows.ts";
import type { Kernel } from "../kernel/kernel.ts";
import * as layout from "../kernel/nested-layout.ts";
import { ENTRY_VALUE } from "../kernel/shred-layout.ts";
import type { ArrayPool } from "./array-pool.ts";
import type { FixedArray, FixedValues } from "./column-values.ts";
import type { FixedStorage } from "./fixed-storage.ts";
import type { LeafBuffer } from "./leaf-buffer.ts";

const FIRST_CAPACITY = 16;
const WORD_BYTES = 4;

/** A buffer of numbers in a typed array that doubles as it fills. */
export class FixedBuffer implements LeafBuffer {
  readonly #storage: FixedStorage;
  readonly #pool: ArrayPool;
  #values: FixedArray;
  /** Those of integers of 64 bits, two words each; absent where values are others. */
  #words: Int32Array | undefined;
  #count = 0;

  constructor(storage: FixedStorage, pool: ArrayPool) {
    this.#storage = storage;
    this.#pool = pool;
    this.#values = new storage.array(0);
  }

  append(value: unknown): number {
    this.#makeRoom();
    this.#values[this.#count++] = this.#storage.toNumber(value);
    return this.#values.BYTES_PER_ELEMENT;
  }

  appendEntry({ entries, entryNumbers }: FlatRows, at: number): number {
    this.#makeRoom();
    const value = at + ENTRY_VALUE / WORD_BYTES;
    if (this.#words === undefined) {
      // Adding zero turns -0 into 0.
      this.#values[this.#count++] = (entryNumbers[value / 2] as number) + 0;
      return this.#values.BYTES_PER_ELEMENT;
    }
    const first = 2 * this.#count++;
    this.#words[first] = entries[value] as number;
    this.#words[first + 1] = entries[value + 1] as number;
    return this.#values.BYTES_PER_ELEMENT;
  }

  lendTo(kernel: Kernel, leaf: Int32Array): boolean {
    leaf[layout.VALUE_FORM / WORD_BYTES] = formOf(this.#values);
    leaf[layout.VALUES / WORD_BYTES] = this.#values.byteOffset;
    leaf[layout.VALUE_COUNT / WORD_BYTES] = this.#count;
    leaf[layout.VALUE_ROOM / WORD_BYTES] = this.#values.length;
    return this.#values.length === 0 || kernel.holds(this.#values);
  }

  takeBack(leaf: Int32Array): void {
    this.#count = leaf[layout.VALUE_COUNT / WORD_BYTES] as number;
  }

  #makeRoom(): void {
    const { length } = this.#values;
    if (this.#count < length) return;
    this.#values = this.#pool.grow(this.#values, Math.max(FIRST_CAPACITY, length * 2));
    if (this.#values instanceof BigInt64Array)
      this.#words = new Int32Array(this.#values.buffer, this.#values.byteOffset);
  }

  values(): FixedValues {
    return { kind: "fixed", values: this.#values.subarray(0, this.#count) };
  }

  clear(keep: boolean): void {
    if (!keep) {
      this.#pool.give(this.#values);
      this.#values = new this.#storage.array(0);
      this.#words = undefined;
    }
    this.#count = 0;
  }
}

function formOf(values: FixedArray): number {
  if (values instanceof Float64Array) return layout.OF_DOUBLES;
  if (values instanceof BigInt64Array) return layout.OF_INTEGERS;
  if (values instanceof Int32Array) return layout.OF_WORDS;
  return values instanceof Float32Array ? layout.OF_FLOATS : layout.OF_BYTES;
}
