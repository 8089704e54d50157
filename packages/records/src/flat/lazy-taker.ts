import type { RowTaker } from "../engine/row-engine.ts";
import type { LineContext } from "../framing/line-taker.ts";
import type { DroppedFields } from "../report/dropped-fields.ts";
import type { FlatRows } from "./flat-rows.ts";

/** Takes lines by a taker that is made for the first batch that is worth it: for a few lines it costs more than it saves. */
export class LazyTaker implements RowTaker {
  readonly #make: () => RowTaker;
  readonly #leastBytes: number;
  readonly #cells: { readonly taken: () => FlatRows | undefined } | undefined;
  #made: RowTaker | undefined;

  /**
   * @param leastBytes what a batch has that is worth it
   * @param cells what takes rows instead where the source is CSV
   */
  constructor(
    make: () => RowTaker,
    leastBytes: number,
    cells?: { readonly taken: () => FlatRows | undefined },
  ) {
    this.#cells = cells;
    this.#make = make;
    this.#leastBytes = leastBytes;
  }

  readonly allocate = (bytes: number): Buffer<ArrayBuffer> =>
    this.#made?.allocate(bytes) ?? Buffer.allocUnsafeSlow(bytes);

  take(context: LineContext, start: number): number {
    if (this.#made === undefined) {
      if (context.end < this.#leastBytes) return 0;
      this.#made = this.#make();
    }
    return this.#made.take(context, start);
  }

  get isAhead(): boolean {
    return this.#made?.isAhead === true;
  }

  takeAhead(context: LineContext): boolean {
    return this.#made?.takeAhead?.(context) === true;
  }

  taken(dropped: DroppedFields): FlatRows | undefined {
    return this.#made === undefined ? this.#cells?.taken() : this.#made.taken(dropped);
  }
}
