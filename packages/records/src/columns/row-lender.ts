import { BorrowedRows } from "./borrowed-rows.ts";
import type { ColumnBuffer } from "./column-buffer.ts";
import type { ColumnValues } from "./column-values.ts";
import type { KernelPool } from "./kernel-pool.ts";
import type { Lent, LentRows } from "./lent-rows.ts";
import type { StoreKernel } from "./store-kernel.ts";
import type { RowMemory, StoredRows } from "./stored-rows.ts";

/** A store whose rows are lent. */
export interface LendingStore extends RowMemory {
  openNested(): ColumnBuffer[];
  empty(rows: StoredRows): void;
}

/** Lends rows of a store, whose memory nobody else has until they are taken back. */
export class RowLender {
  readonly #store: LendingStore;
  readonly #kernel: StoreKernel;
  readonly #pool: KernelPool;
  #borrowed: BorrowedRows | undefined;

  constructor(store: LendingStore, kernel: StoreKernel, pool: KernelPool) {
    this.#store = store;
    this.#kernel = kernel;
    this.#pool = pool;
  }

  /**
   * Lend rows to whoever makes columns of them, maybe in another thread, until `takeBack`: the partition has none of them from then on.
   * `undefined` where not all of them are in the kernel's memory.
   */
  lend(stored: StoredRows): Lent | undefined {
    const { rows, slabs, texts, nested, memoryBytes } = stored;
    if (!this.#kernel.knowsBlocks()) return undefined;
    this.#pool.addReader();
    const lent: LentRows = {
      rows,
      slabs: Int32Array.from(slabs),
      texts: { chunks: [...texts.chunks], starts: [...texts.starts] },
      dictionaries: this.#store.texts.map((column) => column?.lend()),
      nested: nested.map((column) => column.leaves()),
      state: this.#kernel.copy(),
    };
    texts.detach();
    const lentNested = nested.splice(0, nested.length, ...this.#store.openNested());
    this.#store.empty(stored);
    return { rows: lent, nested: lentNested, memoryBytes };
  }

  /** Take back the rows that have been lent for longest. */
  takeBack({ rows, nested }: Lent): void {
    // The last ones first, so that they are taken again in the order in which they lie.
    for (const slab of rows.slabs.toReversed()) this.#store.memory.give(slab);
    for (const chunk of rows.texts.chunks) this.#pool.give(chunk as Buffer);
    for (const buffer of nested) buffer.clear(false);
    this.#pool.removeReader();
  }

  /** The columns of rows that were lent. */
  columns(rows: LentRows): Iterable<ColumnValues> {
    const { layout, memory } = this.#store;
    this.#borrowed ??= new BorrowedRows(this.#kernel.kernel, this.#pool, layout, memory);
    return this.#borrowed.columns(rows);
  }
}
