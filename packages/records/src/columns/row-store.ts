import type { Dataset } from "@cloudapi/core";
import type { FlatRows } from "../flat/flat-rows.ts";
import type { Kernel } from "../kernel/kernel.ts";
import { ArrayPool } from "./array-pool.ts";
import { ColumnGatherer } from "./column-gatherer.ts";
import type { ColumnValues } from "./column-values.ts";
import { createNestedBuffer } from "./create-nested-buffer.ts";
import type { FixedStorage } from "./fixed-storage.ts";
import { FlatAppender } from "./flat-appender.ts";
import { KernelPool } from "./kernel-pool.ts";
import { mostNestedBytes } from "./most-nested-bytes.ts";
import { PlainTexts } from "./plain-texts.ts";
import { type FieldPlace, type RowLayout, rowLayout } from "./row-layout.ts";
import { type Block, SlabMemory } from "./slab-memory.ts";
import { storeKernel } from "./store-kernel.ts";
import {
  FIRST_PLACE,
  LONGEST_CODED,
  NO_TEXT,
  type RowRun,
  type RowSpace,
  type StoredRows,
} from "./stored-rows.ts";
import { putText } from "./text-bytes.ts";
import { TextColumn } from "./text-column.ts";

/** Columns of values with others inside hold them in arrays that double as they fill. */
const GROWTH = 2;
/** Rows after which it is asked what is to become of dictionaries. */
const ROWS_PER_LOOK = 1_024;
/** What dictionaries take at most all together, about. */
const DICTIONARY_BYTES = 48 * 1024 * 1024;

/** What a {@link RowStore} may take, and where. */
export interface RowStoreOptions {
  /** Bytes that rows may take; past them there is no room. */
  readonly mostBytes?: number;
  /** What arrays that wait for their next use may take. */
  readonly freeBytes?: number;
  /** Has all of it in its memory, and works on it where rows lie in their bytes there. */
  readonly kernel?: Kernel | undefined;
}

/**
 * Rows of all partitions of a run until they are encoded: numbers as they are, texts as codes into one dictionary per
 * column, or as their bytes where most are different. What is where, and how much memory it takes, depends on the rows alone.
 */
export class RowStore implements RowSpace {
  readonly layout: RowLayout;
  readonly memory: SlabMemory;
  readonly texts: readonly (TextColumn | undefined)[];
  readonly pool: ArrayPool;
  readonly #kernel: Kernel | undefined;
  readonly #gatherer: ColumnGatherer;
  readonly #appender: FlatAppender;
  /** Bytes that rows take. */
  memoryBytes = 0;
  /** Whether dictionaries are full: all rows have to be cleared, and `restart` called, before the next one comes. */
  isFull = false;
  #rowsToLook = ROWS_PER_LOOK;
  readonly #mostBytes: number;

  constructor(
    dataset: Pick<Dataset, "columns" | "eventTime" | "partition">,
    { mostBytes = Number.POSITIVE_INFINITY, freeBytes, kernel }: RowStoreOptions = {},
  ) {
    this.#mostBytes = mostBytes;
    this.layout = rowLayout(dataset);
    this.#kernel = kernel;
    this.memory = new SlabMemory(this.layout.rowWords, kernel);
    this.pool = kernel === undefined ? new ArrayPool(freeBytes) : new KernelPool(kernel, freeBytes);
    this.texts = this.layout.fields.map(({ storage, isConverted }) =>
      storage === undefined ? new TextColumn(this.pool, isConverted) : undefined,
    );
    const byKernel = storeKernel(kernel, this);
    this.#gatherer = new ColumnGatherer(this, byKernel);
    this.#appender = new FlatAppender(this, byKernel);
  }

  get isRoom(): boolean {
    return this.memoryBytes <= this.#mostBytes;
  }

  /** Room for the rows of a partition. */
  open(): StoredRows {
    return {
      slabs: [],
      rows: 0,
      room: 0,
      texts: new PlainTexts(this.pool),
      nested: this.layout.nested.map((column) =>
        createNestedBuffer(column, this.pool, this.#kernel),
      ),
      memoryBytes: 0,
    };
  }

  /** Add a row; its event time is passed where it is known, so that it is not parsed again. */
  append(
    rows: StoredRows,
    row: Readonly<Record<string, unknown>>,
    eventTimeMs: number | undefined,
  ): void {
    const place = this.place(rows);
    const { fields, nested } = this.layout;
    for (let i = 0; i < fields.length; i++) {
      const { name, isEventTime } = fields[i] as FieldPlace;
      const isKnown = isEventTime && eventTimeMs !== undefined;
      this.put(rows, place, i, isKnown ? eventTimeMs : row[name]);
    }
    for (let i = 0; i < nested.length; i++) this.#putNested(rows, i, row[nested[i]?.name ?? ""]);
    if (--this.#rowsToLook === 0) this.#look();
  }

  /**
   * Add rows that lie in their bytes, from one to before another, up to the first after which `isRoom` or `isFull` may be others. What makes no difference to memory is put in its place only by `fill`.
   *
   * @returns the row after the last one that was added
   */
  appendRun(rows: StoredRows, flat: FlatRows, from: number, to: number): number {
    let end = Math.min(to, from + this.#rowsToLook);
    if (this.layout.nested.length > 0 && !this.#isRoomFor(flat, from, end)) end = from + 1;
    const next = this.#appender.append(rows, flat, from, end);
    this.#rowsToLook -= next - from;
    if (this.#rowsToLook === 0) this.#look();
    return next;
  }

  /** Whether there is room after each of some rows, whatever memory they take: values with others inside take some with each. */
  #isRoomFor(flat: FlatRows, from: number, to: number): boolean {
    const { slabBytes, slabRows } = this.memory;
    const slabs = 1 + Math.ceil((to - from) / slabRows);
    const most = mostNestedBytes(flat, from, to) * GROWTH + slabs * slabBytes;
    return this.memoryBytes + most <= this.#mostBytes;
  }

  /** Put what `appendRun` left out in its place, before the bytes of the rows are gone, and before anything else is asked. */
  fill(): void {
    this.#appender.fill();
  }

  /** The columns of rows, nested ones as their leaves, depth first, one at a time: each is valid until the next is asked for. */
  columns(rows: StoredRows): Iterable<ColumnValues> {
    return this.#gatherer.columns(rows);
  }

  /** Forget the rows of a partition; their memory is for others then. */
  clear(rows: StoredRows): void {
    for (const slab of rows.slabs) this.memory.give(slab);
    rows.slabs.length = 0;
    rows.rows = 0;
    rows.room = 0;
    rows.texts.clear();
    for (const buffer of rows.nested) buffer.clear(false);
    this.memoryBytes -= rows.memoryBytes;
    rows.memoryBytes = 0;
  }

  /** Begin all dictionaries anew, when all rows are cleared. */
  restart(): void {
    for (const column of this.texts) column?.restart();
    this.isFull = false;
  }

  /** Decide what is to become of dictionaries, after every so many rows and so before the same row always. */
  #look(): void {
    this.fill();
    this.#rowsToLook = ROWS_PER_LOOK;
    let bytes = 0;
    for (const column of this.texts) bytes += column?.memoryBytes ?? 0;
    for (const column of this.texts) {
      const verdict = column?.verdict(bytes > DICTIONARY_BYTES);
      if (verdict === "of no use") (column as TextColumn).isPlain = true;
      if (verdict === "full") this.isFull = true;
    }
  }

  openSlab(rows: StoredRows): void {
    const { memory } = this;
    rows.slabs.push(memory.take());
    rows.room = memory.slabRows;
    this.#note(rows, memory.slabBytes);
  }

  openChunk(rows: StoredRows, bytes: number): void {
    this.#note(rows, rows.texts.reserve(bytes));
  }

  place(rows: StoredRows): number {
    const { memory, layout } = this;
    if (rows.room === 0) this.openSlab(rows);
    const place =
      (rows.slabs[rows.slabs.length - 1] as number) +
      (memory.slabRows - rows.room) * layout.rowWords;
    rows.room--;
    rows.rows++;
    const { words } = memory.blocks[place >>> memory.shift] as Block;
    for (let i = 0; i < layout.maskWords; i++) words[(place & memory.mask) + layout.maskAt + i] = 0;
    return place;
  }

  #note(rows: StoredRows, bytes: number): void {
    rows.memoryBytes += bytes;
    this.memoryBytes += bytes;
  }

  put(rows: StoredRows, place: number, field: number, value: unknown): void {
    const { at, storage, maskAt, maskBit } = this.layout.fields[field] as FieldPlace;
    const { memory } = this;
    const block = memory.blocks[place >>> memory.shift] as Block;
    const first = place & memory.mask;
    const isPresent = value !== null && value !== undefined;
    if (storage === undefined)
      block.words[first + at] = isPresent ? this.#wordOf(rows, field, value as string) : NO_TEXT;
    else if (isPresent) {
      putNumber(block, first + at, storage, value);
      if (maskAt >= 0) (block.words[first + maskAt] as number) |= maskBit;
    }
  }

  /** The word of a text: its code, or where it lies. */
  #wordOf(rows: StoredRows, field: number, text: string): number {
    const column = this.texts[field] as TextColumn;
    const isConverted = this.layout.fields[field]?.isConverted === true;
    if (isConverted || (!column.isPlain && !isLong(text))) {
      column.seen++;
      return column.dictionary.intern(text);
    }
    this.openChunk(rows, Buffer.byteLength(text) + 4);
    return FIRST_PLACE - putText(rows.texts, text);
  }

  putNestedRows({ rows, from, to }: RowRun, flat: FlatRows, n: number, field: number): void {
    if (flat.plan.fields[field]?.kind === "nested")
      this.#note(rows, (rows.nested[n]?.appendRows(flat, field, from, to) ?? 0) * GROWTH);
    else for (let row = from; row < to; row++) this.#putNested(rows, n, flat.valueAt(row, field));
  }

  #putNested(rows: StoredRows, number: number, value: unknown): void {
    this.#note(rows, (rows.nested[number]?.append(value) ?? 0) * GROWTH);
  }
}

function isLong(text: string): boolean {
  if (text.length * 3 <= LONGEST_CODED) return false;
  return text.length > LONGEST_CODED || Buffer.byteLength(text) > LONGEST_CODED;
}

function putNumber(
  { words, floats, doubles, integers }: Block,
  at: number,
  { array, toNumber }: FixedStorage,
  value: unknown,
): void {
  const number = toNumber(value);
  if (array === Float64Array) doubles[at / 2] = number as number;
  else if (array === BigInt64Array) integers[at / 2] = number as bigint;
  else if (array === Float32Array) floats[at] = number as number;
  else words[at] = number as number;
}
