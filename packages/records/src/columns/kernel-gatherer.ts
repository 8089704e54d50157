import type { KernelFunctions } from "../kernel/kernel-functions.ts";
import * as layout from "../kernel/store-layout.ts";
import type { ArrayPool } from "./array-pool.ts";
import type { ByteStrings } from "./column-values.ts";
import type { PlainTexts } from "./plain-texts.ts";
import type { StoreKernel } from "./store-kernel.ts";
import type { StoredRows } from "./stored-rows.ts";
import type { TextColumn } from "./text-column.ts";

const NO_WORDS = new Int32Array(0);
const CHUNK_WORDS = 2;

/** Where columns are gathered to. */
export interface Gathered {
  readonly words: Int32Array;
  readonly present: Uint8Array;
}

/** Where texts of a column begin and end. */
export interface TextEnds {
  readonly starts: Int32Array;
  readonly ends: Int32Array;
}

type Gathering = "gatherWords" | "gatherPairs" | "gatherTexts";

/** What `ColumnGatherer` does, by the kernel; `undefined` where something is not in its memory. */
export class KernelGatherer {
  readonly #kernel: StoreKernel;
  readonly #pool: ArrayPool;
  #slabs = NO_WORDS;
  #chunks = NO_WORDS;

  constructor(kernel: StoreKernel, pool: ArrayPool) {
    this.#kernel = kernel;
    this.#pool = pool;
  }

  /** Note which slabs the rows are in whose columns come. */
  open({ slabs }: StoredRows): void {
    if (this.#slabs.length < slabs.length) this.#slabs = this.#pool.grow(this.#slabs, slabs.length);
    this.#slabs.set(slabs);
  }

  /** How many values of a column were gathered. */
  gather(
    how: Gathering,
    field: number,
    rows: number,
    { words, present }: Gathered,
  ): number | undefined {
    const kernel = this.#kernel;
    if (!kernel.knowsBlocks() || !this.#holds(words, present, this.#slabs)) return undefined;
    const gather: KernelFunctions[Gathering] = kernel.kernel.functions[how];
    const column = kernel.columnAt(field);
    const [slabs, to] = [this.#slabs.byteOffset, words.byteOffset];
    return gather(kernel.state, column, slabs, rows, to, present.byteOffset);
  }

  /** Whether some of the texts that were gathered last are not in a dictionary. */
  get hasPlaces(): boolean {
    return this.#kernel.get(layout.LEAST) < layout.NO_TEXT;
  }

  /** Number so many codes anew; how many texts they are. */
  number(
    column: TextColumn,
    codes: Int32Array,
    count: number,
    { starts, ends }: TextEnds,
  ): number | undefined {
    const { stamps, epoch } = column.stamp();
    const { starts: offsets } = column.dictionary.strings();
    if (!this.#holds(codes, stamps, offsets, starts, ends)) return undefined;
    return this.#kernel.kernel.functions.numberCodes(
      codes.byteOffset,
      count,
      stamps.byteOffset,
      epoch,
      offsets.byteOffset,
      starts.byteOffset,
      ends.byteOffset,
    );
  }

  /** So many texts where they lie in the kernel's memory. */
  place(
    texts: PlainTexts,
    { dictionary }: TextColumn,
    words: Int32Array,
    count: number,
    { starts, ends }: TextEnds,
  ): ByteStrings | undefined {
    const { sources, starts: offsets } = dictionary.strings();
    const [bytes = NO_WORDS] = sources;
    const isHeld = dictionary.size === 0 || this.#holds(bytes, offsets);
    const chunks = this.#chunksOf(texts);
    if (!isHeld || chunks === undefined || !this.#holds(words, starts, ends)) return undefined;
    const { functions, buffer } = this.#kernel.kernel;
    functions.placeTexts(
      words.byteOffset,
      count,
      chunks.byteOffset,
      bytes.byteOffset,
      offsets.byteOffset,
      starts.byteOffset,
      ends.byteOffset,
    );
    return {
      sources: [new Uint8Array(buffer)],
      sourceOf: undefined,
      starts: starts.subarray(0, count),
      ends: ends.subarray(0, count),
      size: count,
    };
  }

  /** Of each chunk the place at which it ends, and its address less the place at which it begins. */
  #chunksOf({ chunks, starts }: PlainTexts): Int32Array | undefined {
    const needed = chunks.length * CHUNK_WORDS;
    if (this.#chunks.length < needed) this.#chunks = this.#pool.grow(this.#chunks, needed);
    if (!this.#holds(this.#chunks, ...chunks)) return undefined;
    for (const [i, { byteOffset, length }] of chunks.entries()) {
      const start = starts[i] as number;
      this.#chunks[i * CHUNK_WORDS] = start + length;
      this.#chunks[i * CHUNK_WORDS + 1] = byteOffset - start;
    }
    return this.#chunks;
  }

  #holds(...arrays: readonly ArrayBufferView[]): boolean {
    return arrays.every((array) => this.#kernel.kernel.holds(array));
  }
}
