import type { ArrayPool } from "./array-pool.ts";
import { StoredRows, type StoredRowsParts } from "./stored-rows.ts";

const FIRST_ROWS = 512;

/** The partitions of a store by their numbers, and by row that lies in its bytes the number of the one that it goes to. */
export class RowOwners {
  readonly holders: StoredRows[] = [];
  numbers = new Int32Array(0);
  readonly #pool: ArrayPool;
  /** Numbers of partitions that were closed, to be given again. */
  readonly #free: number[] = [];

  constructor(pool: ArrayPool) {
    this.#pool = pool;
  }

  /** A partition with a number of its own. */
  open(parts: Omit<StoredRowsParts, "number">): StoredRows {
    const number = this.#free.pop() ?? this.holders.length;
    const rows = new StoredRows({ ...parts, number });
    this.holders[number] = rows;
    return rows;
  }

  /** Forget a partition, which has no rows any more. */
  close({ number, words }: StoredRows): void {
    this.#pool.give(words);
    this.#free.push(number);
  }

  /** Room for the numbers of so many rows; what was noted before stays. */
  reserve(rows: number): Int32Array {
    if (this.numbers.length < rows)
      this.numbers = this.#pool.grow(this.numbers, Math.max(FIRST_ROWS, rows));
    return this.numbers;
  }
}
