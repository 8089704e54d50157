import type { Kernel } from "../kernel/kernel.ts";
import type { ArrayPool } from "./array-pool.ts";
import { ColumnGatherer } from "./column-gatherer.ts";
import type { ColumnValues } from "./column-values.ts";
import type { GathererKernel } from "./kernel-gatherer.ts";
import type { LentRows, LentState, LentTexts } from "./lent-rows.ts";
import type { RowLayout } from "./row-layout.ts";
import type { GatheredTexts } from "./stored-rows.ts";
import { type Stamped, TextStamps } from "./text-stamps.ts";

const NO_TEXTS: LentTexts = {
  strings: {
    sources: [],
    sourceOf: undefined,
    starts: new Int32Array(0),
    ends: new Int32Array(0),
    size: 0,
  },
  isDistinct: true,
  longestBytes: 0,
};

/** Makes columns of rows that a store of this or another thread has lent, by a kernel over the same memory. */
export class BorrowedRows {
  readonly #state: BorrowedState;
  readonly #texts: readonly (BorrowedTexts | undefined)[];
  readonly #gatherer: ColumnGatherer;

  /** @param pool what columns are made in */
  constructor(kernel: Kernel, pool: ArrayPool, layout: RowLayout) {
    this.#state = new BorrowedState(kernel);
    this.#texts = layout.fields.map(({ storage }) =>
      storage === undefined ? new BorrowedTexts(pool) : undefined,
    );
    // Where rows are is in the state; without the kernel nothing is borrowed.
    const memory = { blocks: [], shift: 0, mask: 0, slabRows: 0 };
    this.#gatherer = new ColumnGatherer({ layout, pool, memory, texts: this.#texts }, this.#state);
  }

  /** The columns of rows, nested ones as their leaves, depth first, one at a time: each is valid until the next is asked for. */
  columns({ rows, slabs, texts, dictionaries, nested, state }: LentRows): Iterable<ColumnValues> {
    this.#state.set(state);
    for (const [i, column] of this.#texts.entries()) column?.set(dictionaries[i] ?? NO_TEXTS);
    const columns = nested.map((leaves) => ({ leaves: () => leaves }));
    return this.#gatherer.columns({ rows, slabs, texts, nested: columns });
  }
}

/** A copy of a store's state, in memory of its own. */
class BorrowedState implements GathererKernel {
  readonly kernel: Kernel;
  state = 0;
  #bytes = 0;
  #columns: readonly number[] = [];

  constructor(kernel: Kernel) {
    this.kernel = kernel;
  }

  set({ bytes, columns }: LentState): void {
    if (bytes.length > this.#bytes) {
      this.state = this.kernel.allocate(bytes.length);
      this.#bytes = bytes.length;
    }
    this.kernel.bytesAt(this.state, bytes.length).set(bytes);
    this.#columns = columns;
  }

  columnAt(field: number): number {
    return this.state + (this.#columns[field] as number);
  }

  knowsBlocks(): boolean {
    return true;
  }
}

class BorrowedTexts implements GatheredTexts {
  readonly #stamps: TextStamps;
  #texts = NO_TEXTS;

  constructor(pool: ArrayPool) {
    this.#stamps = new TextStamps(pool);
  }

  readonly dictionary = borrowedDictionary(() => this.#texts);

  set(texts: LentTexts): void {
    this.#texts = texts;
  }

  stamp(): Stamped {
    return this.#stamps.next(this.#texts.strings.size);
  }
}

function borrowedDictionary(texts: () => LentTexts): GatheredTexts["dictionary"] {
  return {
    get size() {
      return texts().strings.size;
    },
    get isDistinct() {
      return texts().isDistinct;
    },
    strings: () => texts().strings,
  };
}
