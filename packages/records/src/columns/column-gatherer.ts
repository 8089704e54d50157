import { GATHER_NUMBERS, GATHER_PAIRS, GATHER_TEXTS } from "../kernel/store-layout.ts";
import type { ByteStrings, ColumnValues, FixedArray } from "./column-values.ts";
import { gatherPairs, gatherTexts, gatherWords } from "./gather-slab.ts";
import { type Gathered, type GathererKernel, KernelGatherer } from "./kernel-gatherer.ts";
import type { GatheredChunks } from "./lent-rows.ts";
import { numberCodes } from "./number-codes.ts";
import { placeTexts } from "./place-texts.ts";
import type { FieldPlace } from "./row-layout.ts";
import type { Block } from "./slab-memory.ts";
import {
  type GatheredMemory,
  type GatheredRows,
  type GatheredTexts,
  NO_TEXT,
} from "./stored-rows.ts";

const WORD_BYTES = 4;
const NO_WORDS = new Int32Array(0);
const NO_BYTES = new Uint8Array(0);
/** So many texts are found by one call: of functions that are called often V8 compiles one version, whole. */
const TEXTS_PER_CALL = 1_024;
/** What gathers values of each kind without the kernel. */
const GATHERERS: Readonly<Record<number, typeof gatherWords>> = {
  [GATHER_NUMBERS]: gatherWords,
  [GATHER_PAIRS]: gatherPairs,
  [GATHER_TEXTS]: gatherTexts,
};
/** So many columns are gathered at once, each into memory of its own. */
const TOGETHER = 4;

/** Makes columns of the rows of a partition, in memory that is used again for each. */
export class ColumnGatherer {
  readonly #store: GatheredMemory;
  readonly #kernel: KernelGatherer | undefined;
  /** Columns that are gathered together, and whether the kernel did it. */
  #together: Gathered[] = [];
  #isByKernel = false;
  #present = NO_BYTES;
  /** Words of the column, without those of rows that have no value. */
  #words = NO_WORDS;
  /** Whether some of them are places of texts. */
  #hasPlaces = false;
  #starts = NO_WORDS;
  #ends = NO_WORDS;
  #sources = NO_WORDS;
  #booleans = new Uint8Array(0);

  constructor(store: GatheredMemory, kernel?: GathererKernel) {
    this.#store = store;
    this.#kernel = kernel && new KernelGatherer(kernel, store.pool);
  }

  *columns(rows: GatheredRows): Generator<ColumnValues, void, undefined> {
    this.#kernel?.open(rows);
    let nested = 0;
    for (const column of this.#store.layout.columns) {
      if ("type" in column) yield* rows.nested[nested++]?.leaves() ?? [];
      else yield this.#column(rows, column);
    }
  }

  #column(rows: GatheredRows, field: FieldPlace): ColumnValues {
    const number = this.#store.layout.fields.indexOf(field);
    const { storage } = field;
    const count = this.#gather(rows, number);
    if (storage === undefined) {
      const column = this.#store.texts[number] as GatheredTexts;
      const texts = this.#hasPlaces ? this.#plain(rows, column, count) : this.#coded(column, count);
      return { ...texts, present: this.#presence(rows, count) };
    }
    const values = this.#numbers(storage.array, count);
    return { kind: "fixed", values, present: this.#presence(rows, count) };
  }

  /** Gather a column, and with the first of some the others behind it; how many values it has. */
  #gather(rows: GatheredRows, number: number): number {
    const n = number % TOGETHER;
    const field = this.#store.layout.fields[number] as FieldPlace;
    if (n === 0) this.#gatherTogether(rows, number);
    const { kind, words, present } = this.#together[n] as Gathered;
    this.#words = words;
    this.#present = present;
    if (this.#kernel !== undefined && this.#isByKernel) {
      this.#hasPlaces = this.#kernel.hasPlaces(n);
      return this.#kernel.countOf(n);
    }
    return this.#gatherSlabs(rows, field, kind);
  }

  /** Make room for some columns from one on, and have the kernel gather them: what it reads of a row for one of them, it has at hand for the others. */
  #gatherTogether({ rows }: GatheredRows, first: number): void {
    const fields = this.#store.layout.fields.slice(first, first + TOGETHER);
    const old = this.#together;
    this.#together = fields.map((field, n): Gathered => {
      const kind = kindOf(field);
      const words = this.#roomIn(
        old[n]?.words ?? NO_WORDS,
        kind === GATHER_PAIRS ? 2 * rows : rows,
      );
      return { kind, words, present: this.#roomIn(old[n]?.present ?? NO_BYTES, rows) };
    });
    this.#together.push(...old.slice(fields.length));
    const gathered = this.#together.slice(0, fields.length);
    this.#isByKernel = this.#kernel?.gather(first, rows, gathered) === true;
  }

  #presence({ rows }: GatheredRows, count: number): Uint8Array | undefined {
    return count === rows ? undefined : this.#present.subarray(0, rows);
  }

  /** The array, or one that is larger; what was in it is lost. */
  #roomIn<T extends Int32Array | Uint8Array>(array: T, length: number): T {
    if (array.length >= length) return array;
    const larger = this.#store.pool.take(array, length);
    this.#store.pool.give(array);
    return larger;
  }

  /** The gathered words as the numbers that they are. */
  #numbers(array: unknown, count: number): FixedArray {
    const { buffer, byteOffset } = this.#words;
    if (array === Float64Array) return new Float64Array(buffer, byteOffset, count);
    if (array === BigInt64Array) return new BigInt64Array(buffer, byteOffset, count);
    if (array === Float32Array) return new Float32Array(buffer, byteOffset, count);
    if (array === Int32Array) return this.#words.subarray(0, count);
    this.#booleans = this.#roomIn(this.#booleans, count);
    for (let i = 0; i < count; i++) this.#booleans[i] = this.#words[i] as number;
    return this.#booleans.subarray(0, count);
  }

  /** Gather a column without the kernel; how many values it has. */
  #gatherSlabs(rows: GatheredRows, { at, maskAt, maskBit }: FieldPlace, kind: number): number {
    const { blocks, shift, mask, slabRows } = this.#store.memory;
    const [gathered, present] = [this.#words, this.#present];
    const { rowWords } = this.#store.layout;
    const least = NO_TEXT;
    const gathering = { gathered, present, rowWords, maskAt, maskBit, count: 0, least };
    const gatherSlab = GATHERERS[kind] as typeof gatherWords;
    let row = 0;
    for (const slab of rows.slabs) {
      const { words } = blocks[slab >>> shift] as Block;
      const end = Math.min(row + slabRows, rows.rows);
      gatherSlab(gathering, words, { first: slab & mask, at, row, end });
      row = end;
    }
    this.#hasPlaces = gathering.least < NO_TEXT;
    return kind === GATHER_PAIRS ? gathering.count / 2 : gathering.count;
  }

  /** Texts as codes into a dictionary of their own, in the order in which they come. */
  #coded(column: GatheredTexts, count: number): ColumnValues {
    const codes = this.#words;
    this.#makeRoom(Math.min(count, column.dictionary.size));
    const [starts, ends] = [this.#starts, this.#ends];
    const size =
      this.#kernel?.number(column, codes, count, { starts, ends }) ?? this.#number(column, count);
    return {
      kind: "text",
      codes: codes.subarray(0, count),
      strings: {
        sources: column.dictionary.strings().sources,
        sourceOf: undefined,
        starts: starts.subarray(0, size),
        ends: ends.subarray(0, size),
        size,
      },
      isDistinct: column.dictionary.isDistinct,
    };
  }

  /** Number codes anew; how many texts they are. */
  #number(column: GatheredTexts, count: number): number {
    const { stamps, epoch } = column.stamp();
    const { starts: begins, ends: stops } = column.dictionary.strings();
    const [starts, ends] = [this.#starts, this.#ends];
    const numbering = { stamps, epoch, begins, stops, starts, ends, size: 0 };
    for (let from = 0; from < count; from += TEXTS_PER_CALL)
      numberCodes(numbering, this.#words, from, Math.min(count, from + TEXTS_PER_CALL));
    return numbering.size;
  }

  /** Texts where they lie, in the partition's chunks or in the column's dictionary. */
  #plain({ texts }: GatheredRows, column: GatheredTexts, count: number): ColumnValues {
    this.#makeRoom(count);
    const placed = this.#kernel?.place(texts, column, this.#words, count, {
      starts: this.#starts,
      ends: this.#ends,
    });
    if (placed !== undefined) return { kind: "plain", strings: placed };
    return { kind: "plain", strings: this.#place(texts, column, count) };
  }

  #place(texts: GatheredChunks, { dictionary }: GatheredTexts, count: number): ByteStrings {
    const { sources, starts: begins, ends: stops } = dictionary.strings();
    const { chunks, starts: chunkStarts } = texts;
    this.#sources = this.#roomIn(this.#sources, count);
    const [starts, ends, sourceOf] = [this.#starts, this.#ends, this.#sources];
    const placing = { chunks, chunkStarts, begins, stops, starts, ends, sourceOf, chunk: 0 };
    for (let from = 0; from < count; from += TEXTS_PER_CALL)
      placeTexts(placing, this.#words, from, Math.min(count, from + TEXTS_PER_CALL));
    return {
      sources: [...chunks, ...sources],
      sourceOf: sourceOf.subarray(0, count),
      starts: starts.subarray(0, count),
      ends: ends.subarray(0, count),
      size: count,
    };
  }

  #makeRoom(count: number): void {
    this.#starts = this.#roomIn(this.#starts, count);
    this.#ends = this.#roomIn(this.#ends, count);
  }
}

function kindOf({ storage }: FieldPlace): number {
  if (storage === undefined) return GATHER_TEXTS;
  return storage.array.BYTES_PER_ELEMENT > WORD_BYTES ? GATHER_PAIRS : GATHER_NUMBERS;
}
