import type { FlatRows } from "../flat/flat-rows.ts";
import type { Kernel } from "../kernel/kernel.ts";
import * as layout from "../kernel/store-layout.ts";
import type { LentState } from "./lent-rows.ts";
import type { FieldPlace } from "./row-layout.ts";
import type { RowMemory, Source, StoredRows } from "./stored-rows.ts";
import type { TextColumn } from "./text-column.ts";

const WORD_BYTES = 4;
const DOUBLE_BYTES = 8;
/** Texts of a dictionary that has more are seldom among those that were looked up last. */
const MOST_RECENT = 4 * layout.RECENT_WORDS;

/** A row store's state in the kernel's memory, and what the kernel does with it. */
export class StoreKernel {
  readonly kernel: Kernel;
  /** The address of the state. */
  readonly state: number;
  readonly #store: RowMemory;
  readonly #words: Int32Array;
  readonly #doubles: Float64Array;
  /** By the number of a column in the layout, where it is: those come first whose texts may be held as they are. */
  readonly #columns: readonly number[];
  /** The numbers of those. */
  readonly #texts: readonly number[];
  /** The words of each column. */
  readonly #columnWords: readonly Int32Array[];
  #blocks = new Int32Array(0);
  #known = 0;
  /** The addresses of partitions by their numbers, and whether all are in the kernel's memory. */
  #holders = new Int32Array(0);
  #hasAll = true;
  /** By column of texts, the codes of those that were looked up last. */
  readonly #recent = new Map<number, Int32Array>();

  /** @throws {RangeError} if the kernel's memory can't grow */
  constructor(kernel: Kernel, store: RowMemory) {
    const { fields, rowWords, maskAt, maskWords } = store.layout;
    this.kernel = kernel;
    this.#store = store;
    this.state = kernel.allocate(layout.STORE_BYTES + fields.length * layout.COLUMN_BYTES);
    const first = this.state + layout.STORE_BYTES;
    const isText = ({ storage, isConverted }: FieldPlace) => storage === undefined && !isConverted;
    const texts = fields.filter(isText);
    const ordered = [...texts, ...fields.filter((field) => !isText(field))];
    this.#texts = texts.map((field) => fields.indexOf(field));
    this.#columns = fields.map((field) => first + ordered.indexOf(field) * layout.COLUMN_BYTES);
    this.#words = this.#wordsAt(this.state, layout.STORE_BYTES);
    this.#columnWords = this.#columns.map((at) => this.#wordsAt(at, layout.COLUMN_BYTES));
    const doubles = layout.STORE_BYTES / DOUBLE_BYTES;
    this.#doubles = new Float64Array(kernel.buffer, this.state, doubles);
    const { shift, slabRows } = store.memory;
    this.set(layout.SHIFT, shift);
    this.set(layout.SLAB_ROWS, slabRows);
    this.set(layout.ROW_WORDS, rowWords);
    this.set(layout.MASK_AT, maskAt);
    this.set(layout.MASK_WORDS, maskWords);
    this.set(layout.TEXTS, first);
    this.set(layout.TEXT_COUNT, texts.length);
    for (const [i, field] of fields.entries()) this.#writeColumn(i, field);
  }

  /** A word of the state. */
  get(what: number): number {
    return this.#words[what / WORD_BYTES] as number;
  }

  set(what: number, value: number): void {
    this.#words[what / WORD_BYTES] = value;
  }

  /** The address of a column. */
  columnAt(field: number): number {
    return this.#columns[field] as number;
  }

  /** Go on with these rows, whose columns have such fields; whether the kernel can put them. */
  begin(flat: FlatRows, sources: readonly Source[], forms: readonly number[]): boolean {
    if (!this.kernel.holds(flat.starts) || !this.kernel.holds(flat.bytes)) return false;
    this.set(layout.WIDTH, flat.width);
    this.set(layout.STARTS, flat.starts.byteOffset);
    this.set(layout.ENDS, flat.ends.byteOffset);
    this.set(layout.NUMBERS, flat.numbers.byteOffset);
    this.set(layout.RECORD_STARTS, flat.recordStarts.byteOffset);
    this.set(layout.RECORD_ENDS, flat.recordEnds.byteOffset);
    this.set(layout.BASE, flat.bytes.byteOffset);
    for (let i = 0; i < sources.length; i++) {
      const { field, from } = sources[i] as Source;
      const column = this.#columnWords[field] as Int32Array;
      column[layout.FROM / WORD_BYTES] = from;
      column[layout.FORM / WORD_BYTES] = forms[i] as number;
      column[layout.IS_PLAIN / WORD_BYTES] = this.#store.texts[field]?.isPlain === true ? 1 : 0;
    }
    return true;
  }

  /** Whether all rows are where the kernel finds them; then it knows where that is. */
  knowsBlocks(): boolean {
    const { blocks, isInKernel } = this.#store.memory;
    if (!isInKernel) return false;
    if (this.#known === blocks.length) return true;
    if (blocks.length > this.#blocks.length)
      this.#blocks = this.#store.pool.grow(this.#blocks, blocks.length);
    if (!this.kernel.holds(this.#blocks)) return false;
    for (; this.#known < blocks.length; this.#known++)
      this.#blocks[this.#known] = blocks[this.#known]?.words.byteOffset as number;
    this.set(layout.BLOCKS, this.#blocks.byteOffset);
    return true;
  }

  /** The state as it is, and where in it is each column. */
  copy(): LentState {
    const bytes = layout.STORE_BYTES + this.#columns.length * layout.COLUMN_BYTES;
    return {
      bytes: this.kernel.bytesAt(this.state, bytes).slice(),
      columns: this.#columns.map((address) => address - this.state),
    };
  }

  /** Note where a partition is that was opened. */
  open(rows: StoredRows): void {
    const { number, words } = rows;
    if (number >= this.#holders.length)
      this.#holders = this.#store.pool.grow(this.#holders, number + 1);
    this.#holders[number] = words.byteOffset;
    if (!this.kernel.holds(words)) this.#hasAll = false;
  }

  /** Whether all partitions, and the numbers of those that rows go to, are where the kernel finds them; then it knows where that is. */
  knowsHolders(owners: Int32Array): boolean {
    if (!this.#hasAll || !this.kernel.holds(this.#holders) || !this.kernel.holds(owners))
      return false;
    this.set(layout.HOLDERS, this.#holders.byteOffset);
    this.set(layout.OWNERS, owners.byteOffset);
    return true;
  }

  /** Note how many rows were put before, less the number of the first one that is put. */
  setRowsBefore(rows: number): void {
    this.#doubles[layout.ROWS_BEFORE / DOUBLE_BYTES] = rows;
  }

  /** The column of texts that a row goes on with. */
  lastText(): number {
    return this.#texts[this.get(layout.STEP) - 1] as number;
  }

  /** Whether the kernel has the chunk where a partition's texts go. */
  holdsChunk({ texts }: StoredRows): boolean {
    return this.kernel.holds(texts.chunk);
  }

  /** Put codes of texts from the n-th row on; the number of rows, or the one that is left to JavaScript. */
  fillTexts(field: number, column: TextColumn, from: number): number {
    const address = this.columnAt(field);
    const words = this.#columnWords[field] as Int32Array;
    const { dictionary } = column;
    if (!dictionary.isDistinct || !dictionary.lendTo(this.kernel, words)) return from;
    words[layout.SEEN / WORD_BYTES] = 0;
    words[layout.RECENT / WORD_BYTES] = dictionary.size > MOST_RECENT ? 0 : this.#recentOf(field);
    const reached = this.kernel.functions.fillTexts(this.state, address, from);
    column.dictionary.takeBack(words);
    column.seen += words[layout.SEEN / WORD_BYTES] as number;
    return reached;
  }

  /** The address of codes of a column's texts that were looked up last; 0 where there is no memory for them. */
  #recentOf(field: number): number {
    let recent = this.#recent.get(field);
    if (recent === undefined) {
      recent = this.#store.pool.take(new Int32Array(0), layout.RECENT_WORDS);
      this.#recent.set(field, recent);
    }
    return this.kernel.holds(recent) ? recent.byteOffset : 0;
  }

  #writeColumn(number: number, { at, isConverted, maskAt, maskBit }: FieldPlace): void {
    const column = this.#columnWords[number] as Int32Array;
    column[layout.AT / WORD_BYTES] = at;
    column[layout.IS_CONVERTED / WORD_BYTES] = isConverted ? 1 : 0;
    column[layout.BIT_AT / WORD_BYTES] = maskAt;
    column[layout.BIT / WORD_BYTES] = maskBit;
  }

  #wordsAt(address: number, bytes: number): Int32Array {
    return new Int32Array(this.kernel.buffer, address, bytes / WORD_BYTES);
  }
}

/** The state of a store; `undefined` without a kernel, and where there is no memory for it. */
export function storeKernel(kernel: Kernel | undefined, store: RowMemory): StoreKernel | undefined {
  try {
    return kernel && new StoreKernel(kernel, store);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
