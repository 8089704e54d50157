import { type LineContext, MOST_AHEAD } from "../framing/line-taker.ts";
import type { Kernel } from "../kernel/kernel.ts";
import type { LineHelper } from "../kernel/line-helper.ts";
import type { FlatPlan } from "./flat-plan.ts";
import type { FoundLines } from "./found-lines.ts";
import type { RowPlaces } from "./row-places.ts";
import { ScanAhead } from "./scan-ahead.ts";
import { ScanMemory, WINDOW_BYTES } from "./scan-memory.ts";

/** What {@link LinesAhead} works with. */
export interface LinesAheadParts {
  readonly kernel: Kernel;
  readonly plan: FlatPlan;
  /** That of the reader, and its places of rows. */
  readonly memory: ScanMemory;
  readonly places: RowPlaces;
}

/** Lines that a reader is to take later, which another thread may scan until then, where there is one. */
export class LinesAhead {
  readonly #parts: LinesAheadParts;
  /** `none` where there can be none. */
  #scans: ScanAhead | "none" | undefined;

  constructor(parts: LinesAheadParts) {
    this.#parts = parts;
  }

  /**
   * Have lines scanned that will be opened in their turn; whether that is possible.
   *
   * @param unknown names that no field has which the reader passes over
   */
  add(context: LineContext, unknown: readonly string[]): boolean {
    const { kernel, places } = this.#parts;
    const { helper } = kernel;
    if (helper?.isThere !== true || !kernel.holds(context.bytes)) return false;
    this.#scans ??= this.#open(helper, unknown) ?? "none";
    if (this.#scans === "none") return false;
    const place = places.after(this.#scans.lastPlace ?? places.filled);
    this.#scans.offer(context, place, Math.min(context.maxRecordBytes, WINDOW_BYTES));
    return true;
  }

  /** The other thread's memory has what the reader has learnt so far. */
  #open(helper: LineHelper, unknown: readonly string[]): ScanAhead | undefined {
    const { kernel, plan, memory, places } = this.#parts;
    if (plan.nested !== undefined) return undefined;
    try {
      const aside = new ScanMemory(kernel, plan, true, false);
      places.add(MOST_AHEAD + 1);
      aside.learnFrom(memory, unknown);
      return new ScanAhead({ kernel, plan, helper, memory, aside });
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      return undefined;
    }
  }

  /** The turn of lines has come: their place is the one that is filled. What was found of them, if they were added, and scanned. */
  take(context: LineContext): FoundLines | undefined {
    const { places } = this.#parts;
    const scans = this.#scans === "none" ? undefined : this.#scans;
    const place = scans?.placeOf(context);
    if (scans === undefined || place === undefined) return undefined;
    const free = places.filled;
    places.filled = place;
    const found = scans.take();
    if (found !== "lost") return found;
    places.lose(place);
    // What was given last may still be read: several places that are lost are not to have one and the same instead.
    places.filled = free === place ? places.after(scans.lastPlace ?? place) : free;
    return undefined;
  }

  /** The other thread is to know of a field that a text fits. */
  tellText(field: number, text: string, hash: number): void {
    if (this.#scans instanceof ScanAhead) this.#scans.tellText(field, text, hash);
  }

  /** The other thread is to know of a name that no field has, as the reader does from now on. */
  tellName(name: string): void {
    if (this.#scans instanceof ScanAhead) this.#scans.tellName(name);
  }
}
