import type { Dataset } from "@cloudapi/core";
import type { FlatRows } from "../flat/flat-rows.ts";
import type { Kernel } from "../kernel/kernel.ts";
import { ArrayPool } from "./array-pool.ts";
import type { ColumnBuffer } from "./column-buffer.ts";
import { ColumnGatherer } from "./column-gatherer.ts";
import type { ColumnValues } from "./column-values.ts";
import { createNestedBuffer } from "./create-nested-buffer.ts";
import { FlatAppender } from "./flat-appender.ts";
import { KernelPool } from "./kernel-pool.ts";
import { mostNestedBytes } from "./most-nested-bytes.ts";
import { putNumber } from "./put-number.ts";
import { type FieldPlace, type RowLayout, rowLayout } from "./row-layout.ts";
import { RowLender } from "./row-lender.ts";
import { RowOwners } from "./row-owners.ts";
import { type Block, SlabMemory } from "./slab-memory.ts";
import { type StoreKernel, storeKernel } from "./store-kernel.ts";
import {
  FIRST_PLACE,
  NO_TEXT,
  type OwnedRun,
  type RowRun,
  type RowSpace,
  type StoredRows,
} from "./stored-rows.ts";
import { isLong, putText } from "./text-bytes.ts";
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
  readonly #byKernel: StoreKernel | undefined;
  readonly #gatherer: ColumnGatherer;
  /** Lends rows to another thread; only with a kernel. */
  readonly lender: RowLender | undefined;
  readonly #appender: FlatAppender;
  /** Bytes that rows take. */
  memoryBytes = 0;
  /** Whether dictionaries are full: all rows have to be cleared, and `restart` called, before the next one comes. */
  isFull = false;
  readonly #owners: RowOwners;
  /** Rows that were put. */
  seen = 0;
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
    this.#owners = new RowOwners(this.pool);
    this.texts = this.layout.fields.map(({ storage, isConverted }) =>
      storage === undefined ? new TextColumn(this.pool, isConverted) : undefined,
    );
    const byKernel = storeKernel(kernel, this);
    this.#byKernel = byKernel;
    this.#gatherer = new ColumnGatherer(this, byKernel);
    this.#appender = new FlatAppender(this, byKernel);
    if (byKernel !== undefined && this.pool instanceof KernelPool)
      this.lender = new RowLender(this, byKernel, this.pool);
  }

  get holders(): readonly StoredRows[] {
    return this.#owners.holders;
  }

  get owners(): Int32Array {
    return this.#owners.numbers;
  }

  get isRoom(): boolean {
    return this.memoryBytes <= this.#mostBytes;
  }

  /** Room for the rows of a partition. */
  open(): StoredRows {
    const nested = this.openNested();
    const rows = this.#owners.open({ pool: this.pool, kernel: this.#kernel, nested });
    this.#byKernel?.open(rows);
    return rows;
  }

  /** Room for the columns of a partition that have others inside. */
  openNested(): ColumnBuffer[] {
    return this.layout.nested.map((column) => createNestedBuffer(column, this.pool, this.#kernel));
  }

  /** Forget a partition and its rows; nobody may use it any more. */
  close(rows: StoredRows): void {
    this.clear(rows);
    this.#owners.close(rows);
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
    rows.lastUsed = ++this.seen;
    if (--this.#rowsToLook === 0) this.#look();
  }

  /** Where the numbers of the partitions go that rows are of, by row, before `appendOwned`. */
  ownersOf({ size }: FlatRows): Int32Array {
    return this.#owners.reserve(size);
  }

  /** The same as `appendOwned` for rows that are all of one partition. */
  appendRun(rows: StoredRows, flat: FlatRows, from: number, to: number): number {
    this.ownersOf(flat).fill(rows.number, from, to);
    return this.appendOwned(flat, { from, to, mostRows: Number.POSITIVE_INFINITY });
  }

  /**
   * Add rows that lie in their bytes, each to its partition, up to the first after which `isRoom` or `isFull` may be others, or its partition has as many rows as it may.
   * What makes no difference to memory is put in its place only by `fill`.
   *
   * @returns the row after the last one that was added
   */
  appendOwned(flat: FlatRows, { from, to, mostRows }: OwnedRun): number {
    let end = Math.min(to, from + this.#rowsToLook);
    if (this.layout.nested.length > 0) end = this.#endOfNested(flat, { from, to: end, mostRows });
    this.#byKernel?.setRowsBefore(this.seen - from);
    const next = this.#appender.append(flat, { from, to: end, mostRows });
    this.seen += next - from;
    (this.holders[this.owners[next - 1] as number] as StoredRows).lastUsed = this.seen;
    this.#rowsToLook -= next - from;
    if (this.#rowsToLook === 0) this.#look();
    return next;
  }

  /** Rows whose columns have others inside are added as far as they are of one partition, and there is room whatever they take. */
  #endOfNested(flat: FlatRows, { from, to, mostRows }: OwnedRun): number {
    const { owners } = this;
    const number = owners[from] as number;
    const most = Math.min(to, from + Math.max(1, mostRows - (this.holders[number]?.rows ?? 0)));
    let end = from + 1;
    while (end < most && owners[end] === number) end++;
    return this.#isRoomFor(flat, from, end) ? end : from + 1;
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
    // The last ones first, so that they are taken again in the order in which they lie.
    for (let slab = rows.slabs.pop(); slab !== undefined; slab = rows.slabs.pop())
      this.memory.give(slab);
    for (const buffer of rows.nested) buffer.clear(false);
    rows.texts.clear();
    this.empty(rows);
  }

  /** Count no rows for a partition any more. */
  empty(rows: StoredRows): void {
    rows.slabs.length = 0;
    rows.rows = 0;
    rows.room = 0;
    this.#note(rows, -rows.memoryBytes);
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
    const slab = memory.take();
    rows.slabs.push(slab);
    rows.next = slab;
    rows.room = memory.slabRows;
    this.#note(rows, memory.slabBytes);
  }

  openChunk(rows: StoredRows, bytes: number): void {
    this.#note(rows, rows.texts.reserve(bytes));
  }

  place(rows: StoredRows): number {
    const { memory, layout } = this;
    if (rows.room === 0) this.openSlab(rows);
    const place = rows.next;
    rows.next = place + layout.rowWords;
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
