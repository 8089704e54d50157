import type { Dataset } from "@cloudapi/core";
import type { FlatRows } from "../flat/flat-rows.ts";
import type { Kernel } from "../kernel/kernel.ts";
import type { ColumnValues } from "./column-values.ts";
import { RowStore } from "./row-store.ts";
import type { StoredRows } from "./stored-rows.ts";

/** Gathers validated rows of one file until they are encoded as a row group; columns of the key are left out. */
export class RowBuffer {
  readonly #store: RowStore;
  readonly #rows: StoredRows;

  /** @param kernel has the rows in its memory */
  constructor(dataset: Pick<Dataset, "columns" | "eventTime" | "partition">, kernel?: Kernel) {
    this.#store = new RowStore(dataset, { kernel });
    this.#rows = this.#store.open();
  }

  /** Rows held. */
  get rows(): number {
    return this.#rows.rows;
  }

  /** Bytes of memory that they take. */
  get memoryBytes(): number {
    return this.#rows.memoryBytes;
  }

  /** Whether the rows have to be encoded and cleared before the next one comes. */
  get isFull(): boolean {
    return this.#store.isFull;
  }

  /** Add a row; its event time is passed where it is known, so that it is not parsed again. */
  append(row: Readonly<Record<string, unknown>>, eventTimeMs: number | undefined): void {
    this.#store.append(this.#rows, row, eventTimeMs);
  }

  /** Add rows that lie in their bytes, from one to before another, up to the first after which rows may have to be encoded; the row after the last one that was added. */
  appendFlat(flat: FlatRows, from: number, to: number): number {
    return this.#store.appendRun(this.#rows, flat, from, to);
  }

  /** Be done with the bytes of the rows that were added, before they are gone, and before anything else is asked. */
  fill(): void {
    this.#store.fill();
  }

  /** The columns of the rows held, nested ones as their leaves, depth first, one at a time: each is valid until the next is asked for. */
  columns(): Iterable<ColumnValues> {
    return this.#store.columns(this.#rows);
  }

  /** Forget the rows. */
  clear(): void {
    this.#store.clear(this.#rows);
    if (this.#store.isFull) this.#store.restart();
  }
}
