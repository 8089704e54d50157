import type { FlatRows } from "../flat/flat-rows.ts";
import type { Kernel } from "../kernel/kernel.ts";
import type { ArrayPool } from "./array-pool.ts";

const HOUR_MS = 3_600_000;
/** Hours that are remembered. */
const MOST_HOURS = 48_000;
/** From the first to the last hour that the kernel knows, at most: some thirty years. */
const MOST_SPAN = 262_144;
const FIRST_SPAN = 64;
const NO_HOURS = new Int32Array(0);

/** The numbers of the partitions that rows of an hour go to, where all rows of an hour go to the same one. */
export class HourOwners {
  readonly #pool: ArrayPool;
  readonly #kernel: Kernel | undefined;
  readonly #numbers = new Map<number, number>();
  /** The same for the kernel: of each hour from the first one on the number plus one, or 0; before them that of rows without a time. */
  #table = NO_HOURS;
  #first = Number.POSITIVE_INFINITY;
  #last = Number.NEGATIVE_INFINITY;

  /** @param kernel looks at times that are in its memory */
  constructor(pool: ArrayPool, kernel: Kernel | undefined) {
    this.#pool = pool;
    this.#kernel = kernel;
  }

  /**
   * Note the owners of rows, from one to before another, as far as their hours are known.
   *
   * @returns the row after the last one of which it is noted
   */
  note({ eventTimes }: FlatRows, from: number, to: number, owners: Int32Array): number {
    const table = this.#table;
    const kernel = this.#kernel;
    if (table.length > 0 && kernel && [eventTimes, owners, table].every((of) => kernel.holds(of)))
      return kernel.functions.ownHours(
        eventTimes.byteOffset,
        from,
        to,
        table.byteOffset,
        Number.isFinite(this.#first) ? this.#first : 0,
        Number.isFinite(this.#first) ? table.length - 1 : 0,
        owners.byteOffset,
      );
    let [hourMs, number] = [Number.NaN, 0];
    for (let row = from; row < to; row++) {
      const timeMs = eventTimes[row] as number;
      // Most rows are of the hour of the one before.
      if (!(timeMs >= hourMs && timeMs < hourMs + HOUR_MS)) {
        const known = this.#numbers.get(hourOf(timeMs));
        if (known === undefined) return row;
        number = known;
        hourMs = hourOf(timeMs) * HOUR_MS;
      }
      owners[row] = number;
    }
    return to;
  }

  /** Remember who the rows of the hour of a time go to; those without a time have an owner, too. */
  set(timeMs: number, number: number): void {
    if (this.#numbers.size >= MOST_HOURS) this.clear();
    const hour = hourOf(timeMs);
    this.#numbers.set(hour, number);
    if (this.#kernel === undefined) return;
    const isNew = hour < this.#first || hour >= this.#first + this.#table.length - 1;
    if (this.#table.length === 0 || (isNew && !Number.isNaN(hour))) this.#rebuild(hour);
    else this.#table[Number.isNaN(hour) ? 0 : 1 + hour - this.#first] = number + 1;
  }

  /** Forget all. */
  clear(): void {
    this.#numbers.clear();
    this.#forgetTable();
    this.#first = Number.POSITIVE_INFINITY;
    this.#last = Number.NEGATIVE_INFINITY;
  }

  #forgetTable(): void {
    this.#pool.give(this.#table);
    this.#table = NO_HOURS;
  }

  /** Make a table with room for an hour, and as much again; there is none where hours are too far from each other. */
  #rebuild(hour: number): void {
    this.#forgetTable();
    if (!Number.isNaN(hour)) {
      const earlier = Math.min(this.#first, hour);
      // Hours that come before the first may go on to.
      if (earlier < this.#first && Number.isFinite(this.#first))
        this.#first = earlier - (this.#last - earlier);
      else this.#first = earlier;
      this.#last = Math.max(this.#last, hour);
    }
    const span = Number.isFinite(this.#first) ? this.#last - this.#first + 1 : 1;
    if (span > MOST_SPAN) return;
    const length = Math.max(FIRST_SPAN, 2 ** Math.ceil(Math.log2(span * 2)));
    this.#table = this.#pool.take(NO_HOURS, length).fill(0);
    for (const [each, number] of this.#numbers)
      this.#table[Number.isNaN(each) ? 0 : 1 + each - this.#first] = number + 1;
  }
}

/** The number of an hour since 1970; not a number for no time. */
function hourOf(timeMs: number): number {
  return Math.floor(timeMs / HOUR_MS);
}
