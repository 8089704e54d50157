import type { FlatKind, FlatPlan } from "../flat/flat-plan.ts";
import { type FlatRows, LOW } from "../flat/flat-rows.ts";
import type { FieldPlace } from "./row-layout.ts";
import type { Block } from "./slab-memory.ts";
import { LONGEST_CODED, NO_TEXT, type RowMemory } from "./stored-rows.ts";
import type { TextColumn } from "./text-column.ts";
import { hashOf } from "./text-hash.ts";

const FIRST_ROWS = 256;

/** A column that is held in words, and the field that it has in rows. */
export interface Source {
  /** The column's number among those of the layout. */
  readonly field: number;
  /** The field's number. */
  readonly from: number;
}

/** Puts values of rows that lie in their bytes where the rows are held, column by column. */
export class FlatFiller {
  readonly #store: RowMemory;
  #plan: FlatPlan | undefined;
  #flat: FlatRows | undefined;
  /** Where rows from the first on go. */
  #places = new Int32Array(FIRST_ROWS);
  #first = 0;
  #count = 0;
  /** Columns whose values are taken one by one, as values. */
  values: readonly Source[] = [];
  /** The same of columns with others inside: their fields. */
  nested: readonly number[] = [];
  /** Columns of texts that are taken by their bytes. */
  texts: readonly Source[] = [];
  #numbers: readonly Source[] = [];

  constructor(store: RowMemory) {
    this.#store = store;
  }

  /** Note where a row goes; it comes behind the one before. */
  note(flat: FlatRows, row: number, place: number): void {
    if (this.#count === 0) this.#open(flat, row);
    if (this.#count === this.#places.length) {
      const larger = new Int32Array(2 * this.#count);
      larger.set(this.#places);
      this.#places = larger;
    }
    this.#places[this.#count++] = place;
  }

  fill(): void {
    if (this.#count === 0) return;
    const flat = this.#flat as FlatRows;
    for (const source of this.texts) this.#fillTexts(flat, source);
    for (const source of this.#numbers) this.#fillNumbers(flat, source);
    this.#count = 0;
  }

  #open(flat: FlatRows, row: number): void {
    this.#flat = flat;
    this.#first = row;
    if (this.#plan === flat.plan) return;
    this.#plan = flat.plan;
    const { fields, nested } = this.#store.layout;
    const sources = fields.map(({ name }, field) => ({ field, from: flat.fieldOf(name) }));
    const kindOf = ({ from }: Source): FlatKind => flat.plan.fields[from]?.kind ?? "other";
    this.values = sources.filter((source) => kindOf(source) === "other");
    const others = sources.filter((source) => kindOf(source) !== "other");
    this.texts = others.filter(({ field }) => fields[field]?.storage === undefined);
    this.#numbers = others.filter(({ field }) => fields[field]?.storage !== undefined);
    this.nested = nested.map(({ name }) => flat.fieldOf(name));
  }

  #fillTexts(flat: FlatRows, { field, from }: Source): void {
    const column = this.#store.texts[field] as TextColumn;
    if (column.isPlain) return;
    const { blocks, shift, mask } = this.#store.memory;
    const { at: word, isConverted } = this.#store.layout.fields[field] as FieldPlace;
    const { dictionary } = column;
    const { bytes, view, starts, ends, hashes, hasHashes, width } = flat;
    const longest = isConverted ? Number.POSITIVE_INFINITY : LONGEST_CODED;
    let at = this.#first * width + from;
    for (let i = 0; i < this.#count; i++, at += width) {
      const place = this.#places[i] as number;
      const { words } = blocks[place >>> shift] as Block;
      const target = (place & mask) + word;
      const start = starts[at] as number;
      if (start < 0) {
        words[target] = NO_TEXT;
        continue;
      }
      const end = ends[at] as number;
      if (end - start > longest) continue;
      column.seen++;
      const hash = hasHashes ? (hashes[at] as number) : hashOf(bytes, start, end);
      words[target] = dictionary.internBytes(view, start, end, hash);
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
