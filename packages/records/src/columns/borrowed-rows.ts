import type { Kernel } from "../kernel/kernel.ts";
import type { ArrayPool } from "./array-pool.ts";
import { ColumnGatherer } from "./column-gatherer.ts";
import type { ColumnValues } from "./column-values.ts";
import type { GathererKernel } from "./kernel-gatherer.ts";
import type { LentRows, LentState, LentTexts } from "./lent-rows.ts";
import type { RowLayout } from "./row-layout.ts";
import type { GatheredMemory, GatheredTexts } from "./stored-rows.ts";
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

/** Another thread finds rows by the kernel alone. */
const NO_MEMORY = { blocks: [], shift: 0, mask: 0, slabRows: 0 };

/** Makes columns of rows that a store of this or another thread has lent, by a kernel over the same memory. */
export class BorrowedRows {
  readonly #state: BorrowedState;
  readonly #texts: readonly (BorrowedTexts | undefined)[];
  readonly #gatherer: ColumnGatherer;

  /**
   * @param pool what columns are made in
   * @param memory where the rows are, for the thread that has it: it goes on where the kernel has no memory for more
   */
  constructor(
    kernel: Kernel,
    pool: ArrayPool,
    layout: RowLayout,
    memory: GatheredMemory["memory"] = NO_MEMORY,
  ) {
    this.#state = new BorrowedState(kernel);
    this.#texts = layout.fields.map(({ storage }) =>
      storage === undefined ? new BorrowedTexts(pool) : undefined,
    );
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
  #isThere = false;
  #columns: readonly number[] = [];

  constructor(kernel: Kernel) {
    this.kernel = kernel;
  }

  set({ bytes, columns }: LentState): void {
    this.#isThere = this.#hasRoom(bytes.length);
    if (!this.#isThere) return;
    this.kernel.bytesAt(this.state, bytes.length).set(bytes);
    this.#columns = columns;
  }

  #hasRoom(bytes: number): boolean {
    if (bytes <= this.#bytes) return true;
    try {
      this.state = this.kernel.allocate(bytes);
    } catch (error) {
      if (error instanceof RangeError) return false;
      throw error;
    }
    this.#bytes = bytes;
    return true;
  }

  columnAt(field: number): number {
    return this.state + (this.#columns[field] as number);
  }

  knowsBlocks(): boolean {
    return this.#isThere;
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
