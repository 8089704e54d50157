import type { FlatRows } from "../flat/flat-rows.ts";
import type { Kernel } from "../kernel/kernel.ts";
import type { ArrayPool } from "./array-pool.ts";

const HOUR_MS = 3_600_000;
/** Hours that are remembered. */
const MOST_HOURS = 48_000;
const FIRST_SLOT_BITS = 6;
const FACTOR = 0x9e3779b1 | 0;
const MOST_INTEGER = 2 ** 31 - 1;
const NO_SLOTS = new Float64Array(0);

/** The numbers of the partitions that rows of an hour go to, where all rows of an hour go to the same one. */
export class HourOwners {
  readonly #pool: ArrayPool;
  readonly #kernel: Kernel | undefined;
  readonly #numbers = new Map<number, number>();
  /** The same for the kernel: slots of the hour and the number plus one, or 0, less than half of them taken. */
  #slots = NO_SLOTS;
  #slotBits = FIRST_SLOT_BITS;

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
    if (this.#numbers.size === 0) return from;
    const kernel = this.#kernel;
    if (kernel && [eventTimes, owners, this.#slots].every((array) => kernel.holds(array))) {
      const [times, slots] = [eventTimes.byteOffset, this.#slots.byteOffset];
      const shift = 32 - this.#slotBits;
      return kernel.functions.ownHours(times, from, to, slots, shift, owners.byteOffset);
    }
    for (let row = from; row < to; row++) {
      const number = this.#numbers.get(hourOf(eventTimes[row] as number));
      if (number === undefined) return row;
      owners[row] = number;
    }
    return to;
  }

  /** Remember who the rows of the hour of a time go to; those without a time have an hour of their own. */
  set(timeMs: number, number: number): void {
    if (this.#numbers.size >= MOST_HOURS) this.clear();
    const hour = hourOf(timeMs);
    this.#numbers.set(hour, number);
    if (this.#kernel === undefined) return;
    if (this.#slots.length === 0 || this.#numbers.size * 2 > 2 ** this.#slotBits) this.#rebuild();
    else this.#put(hour, number);
  }

  /** Forget all. */
  clear(): void {
    this.#numbers.clear();
    this.#pool.give(this.#slots);
    this.#slots = NO_SLOTS;
    this.#slotBits = FIRST_SLOT_BITS;
  }

  #rebuild(): void {
    if (this.#slots.length > 0) this.#slotBits++;
    this.#pool.give(this.#slots);
    const length = 2 * 2 ** this.#slotBits;
    this.#slots = this.#pool.take(NO_SLOTS, length).fill(0);
    for (const [hour, number] of this.#numbers) this.#put(hour, number);
  }

  #put(hour: number, number: number): void {
    const slots = this.#slots;
    const mask = 2 ** this.#slotBits - 1;
    const integer = Math.max(-MOST_INTEGER - 1, Math.min(MOST_INTEGER, hour));
    let slot = Math.imul(integer, FACTOR) >>> (32 - this.#slotBits);
    while (slots[2 * slot + 1] !== 0 && slots[2 * slot] !== hour) slot = (slot + 1) & mask;
    slots[2 * slot] = hour;
    slots[2 * slot + 1] = number + 1;
  }
}

/** The number of an hour since 1970; that of no time is the greatest number. */
function hourOf(timeMs: number): number {
  return Number.isNaN(timeMs) ? Number.MAX_VALUE : Math.floor(timeMs / HOUR_MS);
}
