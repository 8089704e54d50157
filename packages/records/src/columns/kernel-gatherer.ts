import * as layout from "../kernel/store-layout.ts";
import type { ArrayPool } from "./array-pool.ts";
import type { ByteStrings } from "./column-values.ts";
import type { GatheredChunks } from "./lent-rows.ts";
import type { StoreKernel } from "./store-kernel.ts";
import type { GatheredRows, GatheredTexts } from "./stored-rows.ts";

const NO_WORDS = new Int32Array(0);
const CHUNK_WORDS = 2;
const WORD_BYTES = 4;
const GATHER_WORDS = layout.GATHER_BYTES / WORD_BYTES;

/** A column that is gathered, and where to. */
export interface Gathered {
  /** What its values are, as `GATHER_…` has it. */
  readonly kind: number;
  readonly words: Int32Array<ArrayBuffer>;
  readonly present: Uint8Array<ArrayBuffer>;
}

/** Where texts of a column begin and end. */
export interface TextEnds {
  readonly starts: Int32Array;
  readonly ends: Int32Array;
}

/** As much of a store's kernel as is needed to gather. */
export type GathererKernel = Pick<StoreKernel, "kernel" | "state" | "columnAt" | "knowsBlocks">;

/** What `ColumnGatherer` does, by the kernel; `undefined` where something is not in its memory. */
export class KernelGatherer {
  readonly #kernel: GathererKernel;
  readonly #pool: ArrayPool;
  #slabs = NO_WORDS;
  #chunks = NO_WORDS;
  #columns = NO_WORDS;

  constructor(kernel: GathererKernel, pool: ArrayPool) {
    this.#kernel = kernel;
    this.#pool = pool;
  }

  /** Note which slabs the rows are in whose columns come. */
  open({ slabs }: GatheredRows): void {
    if (this.#slabs.length < slabs.length) this.#slabs = this.#pool.grow(this.#slabs, slabs.length);
    this.#slabs.set(slabs);
  }

  /** Gather columns that follow each other from one on; whether it was done. */
  gather(first: number, rows: number, columns: readonly Gathered[]): boolean {
    const kernel = this.#kernel;
    const length = columns.length * GATHER_WORDS;
    if (this.#columns.length < length) this.#columns = this.#pool.grow(this.#columns, length);
    const held = columns.every(({ words, present }) => this.#holds(words, present));
    if (!held || !kernel.knowsBlocks() || !this.#holds(this.#columns, this.#slabs)) return false;
    for (const [i, { kind, words, present }] of columns.entries()) {
      const at = i * GATHER_WORDS;
      this.#columns[at + layout.GATHER_COLUMN / WORD_BYTES] = kernel.columnAt(first + i);
      this.#columns[at + layout.GATHER_KIND / WORD_BYTES] = kind;
      this.#columns[at + layout.GATHER_WORDS / WORD_BYTES] = words.byteOffset;
      this.#columns[at + layout.GATHER_PRESENT / WORD_BYTES] = present.byteOffset;
    }
    const [slabs, to] = [this.#slabs.byteOffset, this.#columns.byteOffset];
    kernel.kernel.functions.gatherColumns(kernel.state, slabs, rows, to, columns.length);
    return true;
  }

  /** How many values the n-th of the columns has that were gathered last. */
  countOf(n: number): number {
    return this.#columns[n * GATHER_WORDS + layout.GATHERED / WORD_BYTES] as number;
  }

  /** Whether some of its texts are not in a dictionary. */
  hasPlaces(n: number): boolean {
    const least = this.#columns[n * GATHER_WORDS + layout.LEAST / WORD_BYTES] as number;
    return least < layout.NO_TEXT;
  }

  /** Number so many codes anew; how many texts they are. */
  number(
    column: GatheredTexts,
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
    texts: GatheredChunks,
    { dictionary }: GatheredTexts,
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
  #chunksOf({ chunks, starts }: GatheredChunks): Int32Array | undefined {
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
