import type { FlatPlan } from "./flat-plan.ts";
import { FlatRows } from "./flat-rows.ts";
import type { ScanMemory } from "./scan-memory.ts";

/** Places of rows in a scanner's memory by their numbers, which are used one after the other. */
export class RowPlaces {
  readonly #plan: FlatPlan;
  readonly #memory: ScanMemory;
  readonly #rows: FlatRows[] = [];
  /** Those that a thread may still write to that is gone. */
  readonly #lost = new Set<number>();
  /** The place that is filled. */
  filled = 0;

  constructor(plan: FlatPlan, memory: ScanMemory) {
    this.#plan = plan;
    this.#memory = memory;
    this.#open();
  }

  /**
   * Have so many more.
   *
   * @throws {RangeError} if the kernel's memory can't grow
   */
  add(count: number): void {
    this.#memory.addPlaces(count);
    this.#open();
  }

  #open(): void {
    for (const { memory } of this.#memory.rows.slice(this.#rows.length))
      this.#rows.push(new FlatRows(this.#plan, { memory }));
  }

  /** Nobody may use a place any more. */
  lose(place: number): void {
    this.#lost.add(place);
  }

  /** The rows that are filled. */
  get rows(): FlatRows {
    return this.#rows[this.filled] as FlatRows;
  }

  /** The place after another one. */
  after(place: number): number {
    let next = place;
    do next = (next + 1) % this.#rows.length;
    while (this.#lost.has(next));
    return next;
  }
}
