import type { CellContext, ReadCell, TakenCells } from "../framing/cell-taker.ts";
import * as csv from "../kernel/csv-layout.ts";
import type { Kernel } from "../kernel/kernel.ts";
import * as layout from "../kernel/scan-layout.ts";
import type { FlatRejects } from "../rejecting/flat-rejects.ts";
import { KernelFaults } from "../rejecting/kernel-faults.ts";
import { CellMemory, type CellScan } from "./cell-memory.ts";
import type { FlatField, FlatPlan } from "./flat-plan.ts";
import { FlatRows } from "./flat-rows.ts";
import { isTakenAsIs, isTooLong, takeValue } from "./other-reader.ts";
import { WINDOW_BYTES } from "./scan-memory.ts";

const LF = 0x0a;
const NOWHERE = -1;

/** A cell that the kernel asks of. */
interface Asked {
  /** The address of its key, and the number of its field. */
  readonly key: number;
  readonly number: number;
  readonly text: string;
  readonly isText: boolean;
}

/**
 * Takes rows of CSV by their bytes in WebAssembly, many for one call: cells of texts, numbers and instants, bare or in quotes.
 * JavaScript is asked for what only it knows, as by the scanner of JSON. What is not taken is not wrong by that: parser and
 * checker say what it is. What it takes, they take, with the same row.
 */
export class KernelCells {
  readonly #kernel: Kernel;
  readonly #plan: FlatPlan;
  readonly #memory: CellMemory;
  readonly #faults: KernelFaults;
  readonly #readers: readonly ReadCell[];
  /** Columns that have words for null. */
  readonly #haveNulls: readonly boolean[];
  readonly #quote: number;
  readonly #unknown: readonly string[];
  /** Those that are filled, and those that were given last, which may still be read meanwhile. */
  readonly #rows: readonly [FlatRows, FlatRows];
  #filled = 0;
  #window = 0;
  /** Whether bytes are in the kernel's memory; where, from which place of the caller's on, and up to which. */
  #isOpen = false;
  #base = 0;
  #first = 0;
  #limit = 0;
  /** The row that is left to others. */
  #left = NOWHERE;

  constructor(kernel: Kernel, plan: FlatPlan, scan: CellScan) {
    const { rules } = scan;
    this.#kernel = kernel;
    this.#plan = plan;
    this.#memory = new CellMemory(kernel, plan, scan);
    this.#faults = new KernelFaults(kernel, plan);
    this.#memory.scan.set(layout.FAULTS, this.#faults.state);
    // What is told of a row that has other columns is the checker's.
    this.#memory.set(csv.IS_JUDGED, rules.header.unknown.length === 0 ? 1 : 0);
    this.#readers = plan.dataset.columns.map(rules.reader);
    this.#haveNulls = plan.dataset.columns.map((column) => rules.nulls?.(column) !== undefined);
    this.#quote = rules.quote?.charCodeAt(0) ?? NOWHERE;
    this.#unknown = rules.header.unknown;
    const [one, other] = this.#memory.scan.rows.map(({ memory }) => new FlatRows(plan, { memory }));
    this.#rows = [one as FlatRows, other as FlatRows];
    for (const rows of this.#rows) rows.endsInReturns = true;
  }

  /** A place in the kernel's memory; `undefined` for more bytes than it has. */
  allocate(bytes: number): Buffer<ArrayBuffer> | undefined {
    if (bytes > WINDOW_BYTES) return undefined;
    return Buffer.from(this.#kernel.buffer, this.#nextWindow(), WINDOW_BYTES);
  }

  #nextWindow(): number {
    const { windows } = this.#memory.scan;
    this.#window = (this.#window + 1) % windows.length;
    return windows[this.#window] as number;
  }

  take(context: CellContext, start: number): TakenCells | undefined {
    if (!this.#isOpen) this.#open(context, start);
    if (start >= this.#limit || start === this.#left) return undefined;
    const memory = this.#memory;
    const { scan } = memory;
    const before = scan.get(layout.SIZE);
    const judged = this.#faults.size;
    memory.set(csv.BREAKS, 0);
    this.#faults.scanFrom(context.line, before);
    const reason = this.#scan(start);
    const end = scan.get(layout.RECORD) - this.#base + this.#first;
    const records = scan.get(layout.SIZE) - before + this.#faults.size - judged;
    this.#left = reason === layout.IS_DONE ? NOWHERE : end;
    return records === 0 ? undefined : { end, lines: records + memory.get(csv.BREAKS) };
  }

  /** The rows that were taken since the last call, if any. */
  taken(): FlatRows | undefined {
    const size = this.#memory.scan.get(layout.SIZE);
    const rejects = this.#rejects();
    this.#isOpen = false;
    if (size === 0 && rejects === undefined) return undefined;
    const rows = this.#rows[this.#filled] as FlatRows;
    rows.size = size;
    rows.rejects = rejects;
    rows.unknownOfAll = this.#unknown;
    this.#filled = 1 - this.#filled;
    this.#memory.scan.set(layout.SIZE, 0);
    return rows;
  }

  /** The rows since then that do not fit, if any. */
  #rejects(): FlatRejects | undefined {
    return this.#isOpen ? this.#faults.taken([]) : undefined;
  }

  /** Whether one of the rows that are not yet given begins between two places of the source. */
  hasTaken(from: number, to: number): boolean {
    const rows = this.#rows[this.#filled] as FlatRows;
    const size = this.#memory.scan.get(layout.SIZE);
    for (let row = 0; row < size; row++) {
      const place = rows.byteOffset + (rows.recordStarts[row] as number);
      if (place > from && place < to) return true;
    }
    const rejects = this.#rejects();
    const next = rejects?.rowAfter(from + 1, 0) ?? 0;
    return rejects !== undefined && next < rejects.size && rejects.byteOffsetOf(next) < to;
  }

  /** Bring what comes from a place on into the kernel's memory, as many whole lines as have room, unless they are there. */
  #open({ bytes, byteOffset, line, maxRecordBytes }: CellContext, start: number): void {
    const { scan } = this.#memory;
    const most = Math.min(bytes.length, start + WINDOW_BYTES);
    this.#isOpen = true;
    this.#left = NOWHERE;
    this.#first = start;
    this.#limit = bytes.lastIndexOf(LF, most - 1) + 1;
    this.#base = this.#baseOf(bytes, start);
    const rows = this.#rows[this.#filled] as FlatRows;
    // What is behind the lines may have texts of theirs.
    const place = { bytes: scan.bytes.subarray(this.#base), byteOffset: byteOffset + start, line };
    rows.open(place);
    scan.useRows(this.#filled);
    this.#faults.open(this.#filled, { base: this.#base, byteOffset: byteOffset + start, line });
    scan.set(layout.BASE, this.#base);
    scan.set(layout.LIMIT, this.#base + this.#limit - start);
    scan.set(layout.MOST_BYTES, Math.min(maxRecordBytes, WINDOW_BYTES));
  }

  #baseOf(bytes: Buffer, start: number): number {
    if (this.#kernel.holds(bytes)) return bytes.byteOffset + start;
    const base = this.#nextWindow();
    if (this.#limit > start) bytes.copy(this.#memory.scan.bytes, base, start, this.#limit);
    return base;
  }

  #scan(start: number): number {
    const { functions } = this.#kernel;
    const { scan, csv: rules } = this.#memory;
    let reason = functions.scanCsv(scan.state, rules, this.#base + start - this.#first, 0);
    while (reason !== layout.IS_DONE && reason !== layout.IS_LEFT && reason !== layout.IS_FULL) {
      if (!this.#answer(reason)) return layout.IS_LEFT;
      reason = functions.scanCsv(scan.state, rules, 0, 1);
    }
    return reason;
  }

  /** Whether it is known of a value if it fits, or what is wrong with it; then the kernel can go on behind it. */
  #answer(reason: number): boolean {
    const { scan } = this.#memory;
    const key = scan.get(layout.KEY);
    const text = scan.bytes.toString("utf8", scan.get(layout.TEXT), scan.get(layout.TEXT_END));
    const number = scan.getOf(key, layout.FIELD);
    const isText = reason === layout.ASKS_TEXT;
    const hasNulls = this.#haveNulls[number] === true;
    const read = this.#readers[number] as ReadCell;
    const isQuoted = scan.bytes[scan.get(layout.VALUE)] === this.#quote;
    const value =
      isText && !hasNulls && text !== "" ? text : read(text, isQuoted ? "quoted" : "bare");
    if (reason !== layout.ASKS_FAULT && this.#takes(value, { key, number, text, isText }))
      return true;
    if (this.#memory.get(csv.IS_JUDGED) === 0) return false;
    const next = this.#faults.answerParsed({ key, number, stamp: scan.get(layout.STAMP) }, value);
    scan.set(layout.NEXT_PLACE, next);
    return next !== 0;
  }

  /** Whether a value fits; then it is in its place of the row. */
  #takes(value: unknown, { key, number, text, isText }: Asked): boolean {
    const { scan } = this.#memory;
    const start = scan.get(layout.TEXT);
    const end = scan.get(layout.TEXT_END);
    const field = this.#plan.fields[number] as FlatField;
    const hasNulls = this.#haveNulls[number] === true;
    const read = this.#readers[number] as ReadCell;
    const rows = this.#rows[this.#filled] as FlatRows;
    const at = scan.get(layout.SIZE) * scan.get(layout.STRIDE) + number;
    if (value === null) {
      rows.starts[at] = NOWHERE;
      return field.mayLack;
    }
    if (isText) {
      if (isTooLong(field.checker, text) || !isTakenAsIs(field.checker, text)) return false;
      const mayBeNull = hasNulls && (read(text, "bare") === null || read(text, "quoted") === null);
      if (!mayBeNull) scan.addKnown(key, start, end, scan.get(layout.VALUE_HASH));
      return true;
    }
    const place = { at, start: start - this.#base, end: end - this.#base };
    return !isObject(value) && takeValue(rows, field, value, place);
  }
}

function isObject(value: unknown): boolean {
  return typeof value === "object";
}
