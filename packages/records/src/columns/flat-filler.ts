import type { FlatKind, FlatPlan } from "../flat/flat-plan.ts";
import { type FlatRows, LOW } from "../flat/flat-rows.ts";
import * as layout from "../kernel/store-layout.ts";
import { putRows, type Reached } from "./kernel-rows.ts";
import { placeRows, type TextPlace } from "./place-rows.ts";
import type { FieldPlace } from "./row-layout.ts";
import type { Block } from "./slab-memory.ts";
import type { StoreKernel } from "./store-kernel.ts";
import {
  LONGEST_CODED,
  NO_TEXT,
  type OwnedRun,
  type RowSpace,
  type Source,
} from "./stored-rows.ts";
import type { TextColumn } from "./text-column.ts";
import { hashIn } from "./text-hash.ts";

const FIRST_ROWS = 256;

/** Puts values of rows that lie in their bytes where the rows are held, column by column. */
export class FlatFiller {
  readonly #store: RowSpace;
  readonly #kernel: StoreKernel | undefined;
  /** Whether rows are where the kernel finds them, with columns that it can put. */
  #isByKernel = false;
  /** Whether values that are taken one by one take no memory of their own. */
  #isOfNumbers = false;
  #plan: FlatPlan | undefined;
  #flat: FlatRows | undefined;
  /** Where rows from the first on go. */
  #places = new Int32Array(0);
  #first = 0;
  #count = 0;
  /** Columns whose values are taken one by one, as values. */
  values: readonly Source[] = [];
  /** The same of columns with others inside: their fields. */
  nested: readonly number[] = [];
  /** Columns of texts that are taken by their bytes. */
  texts: readonly Source[] = [];
  #textPlaces: readonly TextPlace[] = [];
  #numbers: readonly Source[] = [];
  /** What the kernel puts, texts and then numbers, and how. */
  #ofKernel: readonly Source[] = [];
  #forms: readonly number[] = [];

  constructor(store: RowSpace, kernel?: StoreKernel) {
    this.#store = store;
    this.#kernel = kernel;
  }

  /** Put rows as far as the kernel can or JavaScript, up to the first after which there is no room, or its partition is full; `undefined` where they go one by one. */
  put(flat: FlatRows, run: OwnedRun): Reached | undefined {
    this.#reserve(flat, run.from, run.to - run.from);
    const kernel = this.#kernel;
    if (kernel === undefined || !this.#isByKernel || !this.#knowsAll(kernel))
      return this.#isOfNumbers && this.nested.length === 0 ? this.#place(flat, run) : undefined;
    kernel.set(layout.PLACES, this.#places.byteOffset);
    kernel.set(layout.COUNT, this.#count);
    const reached = putRows(kernel, this.#store, run);
    this.#count = kernel.get(layout.COUNT);
    return reached;
  }

  #knowsAll(kernel: StoreKernel): boolean {
    return kernel.knowsBlocks() && kernel.knowsHolders(this.#store.owners);
  }

  #place(flat: FlatRows, run: OwnedRun): Reached {
    const noted = { places: this.#places, count: this.#count, texts: this.#textPlaces };
    const row = placeRows(this.#store, flat, run, noted);
    this.#count += row - run.from;
    return { row, left: undefined };
  }

  /** The place of a row that was noted. */
  placeOf(row: number): number {
    return this.#places[row - this.#first] as number;
  }

  /** Note where a row goes; it comes behind the one before. */
  note(flat: FlatRows, row: number, place: number): void {
    this.#reserve(flat, row, 1);
    this.#places[this.#count++] = place;
  }

  fill(): void {
    if (this.#count === 0) return;
    const flat = this.#flat as FlatRows;
    const isByKernel = this.#isByKernel && this.#kernel?.knowsBlocks() === true;
    const kernel = isByKernel ? this.#kernel : undefined;
    kernel?.set(layout.COUNT, this.#count);
    for (const source of this.texts) this.#fillTexts(flat, source, kernel);
    for (const source of this.#numbers)
      if (kernel === undefined) this.#fillNumbers(flat, source);
      else kernel.kernel.functions.fillNumbers(kernel.state, kernel.columnAt(source.field));
    this.#count = 0;
  }

  /** Make room to note so many rows from one on, behind those before it. */
  #reserve(flat: FlatRows, row: number, rows: number): void {
    if (this.#count === 0) this.#open(flat, row);
    const needed = this.#count + rows;
    if (needed <= this.#places.length) return;
    this.#places = this.#store.pool.grow(this.#places, Math.max(FIRST_ROWS, needed));
    this.#useKernel(flat);
  }

  #useKernel(flat: FlatRows): void {
    const kernel = this.#kernel;
    this.#isByKernel =
      kernel !== undefined &&
      this.#isOfNumbers &&
      kernel.kernel.holds(this.#places) &&
      kernel.begin(flat, this.#ofKernel, this.#forms);
    kernel?.set(layout.PLACES, this.#places.byteOffset);
    kernel?.set(layout.FIRST, this.#first);
  }

  #open(flat: FlatRows, row: number): void {
    this.#flat = flat;
    this.#first = row;
    if (this.#plan !== flat.plan) this.#usePlan(flat);
    this.#useKernel(flat);
  }

  #usePlan(flat: FlatRows): void {
    this.#plan = flat.plan;
    const { fields, nested } = this.#store.layout;
    const sources = fields.map(({ name }, field) => ({ field, from: flat.fieldOf(name) }));
    const kindOf = ({ from }: Source): FlatKind => flat.plan.fields[from]?.kind ?? "other";
    this.values = sources.filter((source) => kindOf(source) === "other");
    const others = sources.filter((source) => kindOf(source) !== "other");
    this.texts = others.filter(({ field }) => fields[field]?.storage === undefined);
    this.#textPlaces = this.texts.map(({ field, from }) => {
      const { at, isConverted } = fields[field] as FieldPlace;
      return { from, at, isConverted, column: this.#store.texts[field] as TextColumn };
    });
    this.#numbers = others.filter(({ field }) => fields[field]?.storage !== undefined);
    this.nested = nested.map(({ name }) => flat.fieldOf(name));
    this.#isOfNumbers = this.values.every(({ field }) => {
      const { storage, isConverted } = fields[field] as FieldPlace;
      return storage !== undefined || isConverted;
    });
    this.#ofKernel = [...this.texts, ...this.#numbers];
    this.#forms = this.#ofKernel.map((source) => this.#formOf(flat, source));
  }

  #formOf({ plan }: FlatRows, { field, from }: Source): number {
    const array = this.#store.layout.fields[field]?.storage?.array;
    const kind = plan.fields[from]?.kind;
    const isWide = array?.BYTES_PER_ELEMENT === Float64Array.BYTES_PER_ELEMENT;
    if (kind === "integer" || kind === "decimal")
      return isWide ? layout.INTEGERS : layout.LOW_WORDS;
    if (isWide) return layout.DOUBLES;
    return array === Float32Array ? layout.FLOATS : layout.WORDS;
  }

  #fillTexts(flat: FlatRows, source: Source, kernel: StoreKernel | undefined): void {
    const { field } = source;
    const column = this.#store.texts[field] as TextColumn;
    if (column.isPlain) return;
    if (kernel === undefined) return this.#codeTexts(flat, source, 0, this.#count);
    let at = kernel.fillTexts(field, column, 0);
    for (; at < this.#count; at = kernel.fillTexts(field, column, at + 1))
      this.#codeTexts(flat, source, at, at + 1);
  }

  #codeTexts(flat: FlatRows, { field, from }: Source, start: number, end: number): void {
    const column = this.#store.texts[field] as TextColumn;
    const { blocks, shift, mask } = this.#store.memory;
    const { at: word, isConverted } = this.#store.layout.fields[field] as FieldPlace;
    const { dictionary } = column;
    const { view, starts, ends, width } = flat;
    const longest = isConverted ? Number.POSITIVE_INFINITY : LONGEST_CODED;
    let at = (this.#first + start) * width + from;
    for (let i = start; i < end; i++, at += width) {
      const place = this.#places[i] as number;
      const { words } = blocks[place >>> shift] as Block;
      const target = (place & mask) + word;
      const first = starts[at] as number;
      if (first < 0) {
        words[target] = NO_TEXT;
        continue;
      }
      const last = ends[at] as number;
      if (last - first > longest) continue;
      column.seen++;
      words[target] = dictionary.internBytes(view, first, last, hashIn(view, first, last));
    }
  }

  #fillNumbers(flat: FlatRows, source: Source): void {
    const { storage } = this.#store.layout.fields[source.field] as FieldPlace;
    const kind = flat.plan.fields[source.from]?.kind;
    const isWide = storage?.array.BYTES_PER_ELEMENT === Float64Array.BYTES_PER_ELEMENT;
    if (kind === "integer" || kind === "decimal") this.#fillIntegers(flat, source, isWide);
    else if (isWide) this.#fillDoubles(flat, source);
    else this.#fillWords(flat, source, storage?.array === Float32Array);
  }

  #fillDoubles({ starts, numbers, width }: FlatRows, { field, from }: Source): void {
    const { blocks, shift, mask } = this.#store.memory;
    const { at: word, maskAt, maskBit } = this.#store.layout.fields[field] as FieldPlace;
    let at = this.#first * width + from;
    for (let i = 0; i < this.#count; i++, at += width) {
      if ((starts[at] as number) < 0) continue;
      const place = this.#places[i] as number;
      const { doubles, words } = blocks[place >>> shift] as Block;
      const first = place & mask;
      // Adding zero turns -0 into 0.
      doubles[(first + word) >> 1] = (numbers[at] as number) + 0;
      if (maskAt >= 0) words[first + maskAt] = (words[first + maskAt] as number) | maskBit;
    }
  }

  #fillWords(
    { starts, numbers, width }: FlatRows,
    { field, from }: Source,
    isFloat: boolean,
  ): void {
    const { blocks, shift, mask } = this.#store.memory;
    const { at: word, maskAt, maskBit } = this.#store.layout.fields[field] as FieldPlace;
    let at = this.#first * width + from;
    for (let i = 0; i < this.#count; i++, at += width) {
      if ((starts[at] as number) < 0) continue;
      const place = this.#places[i] as number;
      const { floats, words } = blocks[place >>> shift] as Block;
      const first = place & mask;
      if (isFloat) floats[first + word] = (numbers[at] as number) + 0;
      else words[first + word] = numbers[at] as number;
      if (maskAt >= 0) words[first + maskAt] = (words[first + maskAt] as number) | maskBit;
    }
  }

  /** Integers of 64 bits, both words of them or the lower one, without a bigint for each. */
  #fillIntegers(flat: FlatRows, { field, from }: Source, isWide: boolean): void {
    const { starts, words: given, width } = flat;
    const { blocks, shift, mask } = this.#store.memory;
    const { at: word, maskAt, maskBit } = this.#store.layout.fields[field] as FieldPlace;
    let at = this.#first * width + from;
    for (let i = 0; i < this.#count; i++, at += width) {
      if ((starts[at] as number) < 0) continue;
      const place = this.#places[i] as number;
      const { words } = blocks[place >>> shift] as Block;
      const first = place & mask;
      if (isWide) {
        words[first + word] = given[at * 2] as number;
        words[first + word + 1] = given[at * 2 + 1] as number;
      } else words[first + word] = given[at * 2 + LOW] as number;
      if (maskAt >= 0) words[first + maskAt] = (words[first + maskAt] as number) | maskBit;
    }
  }
}
