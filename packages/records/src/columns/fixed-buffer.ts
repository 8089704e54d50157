import { type FlatRows, LOW } from "../flat/flat-rows.ts";
import type { ArrayPool } from "./array-pool.ts";
import type { FixedArray, FixedValues } from "./column-values.ts";
import type { LeafBuffer } from "./leaf-buffer.ts";

const FIRST_CAPACITY = 16;
const NONE_PRESENT = new Uint8Array(0);

/** How a fixed-width column is held: its array, and how a row's value becomes a number in it. */
export interface FixedStorage {
  readonly array: new (length: number) => FixedArray;
  readonly toNumber: (value: unknown) => number | bigint;
}

/** A buffer of numbers in a typed array that doubles as it fills. */
export class FixedBuffer implements LeafBuffer {
  readonly #storage: FixedStorage;
  readonly #nullable: boolean;
  readonly #pool: ArrayPool;
  readonly #bytesPerRow: number;
  #values: FixedArray;
  #present = NONE_PRESENT;
  #rows = 0;
  #nulls = 0;

  constructor(storage: FixedStorage, nullable: boolean, pool: ArrayPool) {
    this.#storage = storage;
    this.#nullable = nullable;
    this.#pool = pool;
    this.#values = new storage.array(0);
    this.#bytesPerRow = this.#values.BYTES_PER_ELEMENT + (nullable ? 1 : 0);
  }

  append(value: unknown): number {
    this.#makeRoom(1);
    const isPresent = value !== null && value !== undefined;
    if (isPresent) this.#values[this.#rows] = this.#storage.toNumber(value);
    this.#noteRow(isPresent);
    return this.#bytesPerRow;
  }

  appendFlat(flat: FlatRows, field: number, rows: readonly number[]): number {
    this.#makeRoom(rows.length);
    const kind = flat.plan.fields[field]?.kind;
    if (kind === "integer" || kind === "decimal") this.#appendIntegers(flat, field, rows);
    else this.#appendNumbers(flat, field, rows);
    return rows.length * this.#bytesPerRow;
  }

  #appendNumbers(
    { starts, numbers, width }: FlatRows,
    field: number,
    rows: readonly number[],
  ): void {
    const values = this.#values;
    for (let i = 0; i < rows.length; i++) {
      const at = (rows[i] as number) * width + field;
      const isPresent = (starts[at] as number) >= 0;
      // Adding zero turns -0 into 0.
      if (isPresent) values[this.#rows] = (numbers[at] as number) + 0;
      this.#noteRow(isPresent);
    }
  }

  /** Integers of 64 bits, both words of them or the lower one, without a bigint for each. */
  #appendIntegers(
    { starts, words, width }: FlatRows,
    field: number,
    rows: readonly number[],
  ): void {
    const { buffer, byteOffset, BYTES_PER_ELEMENT } = this.#values;
    const size = BYTES_PER_ELEMENT / Int32Array.BYTES_PER_ELEMENT;
    const values = new Int32Array(buffer, byteOffset, this.#values.length * size);
    for (let i = 0; i < rows.length; i++) {
      const at = (rows[i] as number) * width + field;
      const isPresent = (starts[at] as number) >= 0;
      if (isPresent && size === 1) values[this.#rows] = words[at * 2 + LOW] as number;
      else if (isPresent) {
        values[this.#rows * 2] = words[at * 2] as number;
        values[this.#rows * 2 + 1] = words[at * 2 + 1] as number;
      }
      this.#noteRow(isPresent);
    }
  }

  values(): FixedValues {
    return {
      kind: "fixed",
      values: this.#values.subarray(0, this.#rows),
      present: this.#nulls > 0 ? this.#present.subarray(0, this.#rows) : undefined,
      nulls: this.#nulls,
    };
  }

  clear(keep: boolean): void {
    if (!keep) {
      this.#pool.give(this.#values);
      this.#pool.give(this.#present);
      this.#values = new this.#storage.array(0);
      this.#present = NONE_PRESENT;
    }
    this.#rows = 0;
    this.#nulls = 0;
  }

  #makeRoom(count: number): void {
    const needed = this.#rows + count;
    if (needed <= this.#values.length) return;
    const capacity = Math.max(FIRST_CAPACITY, this.#values.length * 2, needed);
    this.#values = this.#pool.grow(this.#values, capacity);
    if (this.#nullable) this.#present = this.#pool.grow(this.#present, capacity);
  }

  #noteRow(isPresent: boolean): void {
    if (!isPresent) this.#nulls++;
    if (this.#nullable) this.#present[this.#rows] = isPresent ? 1 : 0;
    this.#rows++;
  }
}
