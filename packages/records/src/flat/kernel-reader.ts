import type { RowTaker } from "../engine/row-engine.ts";
import type { LineContext } from "../framing/line-taker.ts";
import type { Kernel } from "../kernel/kernel.ts";
import * as layout from "../kernel/scan-layout.ts";
import { KernelFaults } from "../rejecting/kernel-faults.ts";
import type { DroppedFields } from "../report/dropped-fields.ts";
import type { NestedPlan } from "../shredding/nested-plan.ts";
import { judgeEntries } from "../shredding/pending-entries.ts";
import type { FlatField, FlatPlan } from "./flat-plan.ts";
import { OPENINGS } from "./flat-reader.ts";
import type { FlatRows } from "./flat-rows.ts";
import { type FoundLines, type LeftLine, withoutRows } from "./found-lines.ts";
import { LinesAhead } from "./lines-ahead.ts";
import { isTakenAsIs, isTooLong, OtherReader } from "./other-reader.ts";
import { RowPlaces } from "./row-places.ts";
import { ScanMemory, WINDOW_BYTES } from "./scan-memory.ts";

const [LF, OPEN, SPACE] = [0x0a, 0x7b, 0x20] as const;
const NOWHERE = -1;

/**
 * Takes records of JSON Lines by their bytes, as `FlatReader` does, in WebAssembly: many lines for one call. Keys come in any
 * order, with white space between them, and texts may have escapes and characters beyond ASCII. JavaScript is asked for what only
 * it knows: once for each text of a pattern, and for values of types that have no numbers or texts of their own.
 */
export class KernelReader implements RowTaker {
  readonly #kernel: Kernel;
  readonly #plan: FlatPlan;
  readonly #memory: ScanMemory;
  readonly #faults: KernelFaults;
  /** Those that are filled, those that were given last, which may still be read meanwhile, and those of lines that wait. */
  readonly #places: RowPlaces;
  /** Where verdicts go on records that do not fit, one of two places. */
  #faultPlace = 0;
  #window = 0;
  readonly #ahead: LinesAhead;
  /** What another thread has found of the lines, as far as it was not taken, and the rows that it has left room for in vain. */
  #found: FoundLines | undefined;
  #empty: number[] = [];
  /** Whether it is known where the lines are, where that is in the kernel's memory, and where those end that it may scan. */
  #isOpen = false;
  #base = 0;
  #limit = 0;
  /** The line that is left to others. */
  #left = NOWHERE;
  #openings = 0;
  readonly #unknown: string[] = [];
  #told = 0;
  readonly #others = new OtherReader();

  /** @param isKept whether rows are asked for; otherwise those that are given say only how many they are */
  constructor(plan: FlatPlan, kernel: Kernel, isKept: boolean) {
    this.#kernel = kernel;
    this.#plan = plan;
    this.#faults = new KernelFaults(kernel, plan);
    this.#memory = new ScanMemory(kernel, plan, isKept);
    this.#memory.set(layout.FAULTS, this.#faults.state);
    this.#places = new RowPlaces(plan, this.#memory);
    this.#ahead = new LinesAhead({ kernel, plan, memory: this.#memory, places: this.#places });
  }

  /** A place in the kernel's memory; more bytes than it has are those of a line that is left to others. */
  readonly allocate = (bytes: number): Buffer<ArrayBuffer> => {
    if (bytes > WINDOW_BYTES) return Buffer.allocUnsafeSlow(bytes);
    return Buffer.from(this.#kernel.buffer, this.#nextWindow(), WINDOW_BYTES);
  };

  #nextWindow(): number {
    const { windows } = this.#memory;
    this.#window = (this.#window + 1) % windows.length;
    return windows[this.#window] as number;
  }

  get isAhead(): boolean {
    return this.#openings >= OPENINGS && this.#kernel.helper?.isThere === true;
  }

  takeAhead(context: LineContext): boolean {
    return this.#ahead.add(context, this.#unknown);
  }

  take(context: LineContext, start: number): number {
    if (!this.#isOpen) this.#open(context);
    const next = this.#takeFound(context, start) ?? this.#take(context, start);
    // Of a line that is not taken a record is made, and the window is written over.
    if (next === 0 && this.#kernel.holds(context.bytes)) {
      const { bytes, end } = context;
      context.bytes = Buffer.allocUnsafeSlow(bytes.length);
      bytes.copy(context.bytes, start, start, end);
    }
    return next;
  }

  /** Take what another thread has found, as far as there is something. */
  #takeFound(context: LineContext, start: number): number | undefined {
    const found = this.#found;
    if (found === undefined) return undefined;
    const { left } = found;
    const next = (left?.at ?? found.end) - this.#base;
    if (start < next) {
      context.line += found.pass() - 1;
      return next;
    }
    if (left !== undefined) return this.#takeLeft(context, start, left);
    this.#endFound(found);
    return undefined;
  }

  /** Take a line that the other thread has left; it may be a row. */
  #takeLeft(context: LineContext, start: number, { row }: LeftLine): number {
    this.#found?.skip();
    const memory = this.#memory;
    const judged = this.#faults.size;
    memory.set(layout.SIZE, row);
    memory.set(layout.LIMIT, this.#base + context.bytes.indexOf(LF, start) + 1);
    this.#faults.scanFrom(context.line, row);
    this.#scan(start);
    memory.set(layout.LIMIT, this.#base + this.#limit);
    const isRow = memory.get(layout.SIZE) > row;
    if (!isRow) this.#empty.push(row);
    return isRow || this.#faults.size > judged ? memory.get(layout.RECORD) - this.#base : 0;
  }

  /** Go on behind all that was found. */
  #endFound({ size }: FoundLines): void {
    this.#found = undefined;
    this.#memory.set(layout.SIZE, size);
  }

  #take(context: LineContext, start: number): number {
    const { bytes } = context;
    const byte = bytes[start] as number;
    if (byte !== OPEN && (byte > SPACE || byte === LF)) return 0;
    if (this.#openings < OPENINGS) {
      this.#openings++;
      return 0;
    }
    if (start >= this.#limit || start === this.#left) return 0;
    const memory = this.#memory;
    const rows = memory.get(layout.SIZE);
    const before = rows + this.#faults.size;
    this.#faults.scanFrom(context.line, rows);
    const reason = this.#scan(start);
    const place = memory.get(layout.RECORD) - this.#base;
    const lines = memory.get(layout.SIZE) + this.#faults.size - before;
    this.#left = reason === layout.IS_DONE ? NOWHERE : place;
    if (lines === 0) return 0;
    context.line += lines - 1;
    return place;
  }

  taken(dropped: DroppedFields): FlatRows | undefined {
    if (this.#found !== undefined) this.#endFound(this.#found);
    const { rows } = this.#places;
    const size = withoutRows(rows, this.#empty, this.#memory.get(layout.SIZE));
    this.#empty = [];
    const rejects = this.#isOpen ? this.#faults.taken([...this.#unknown]) : undefined;
    const isTaken = size > 0 || rejects !== undefined;
    if (isTaken) {
      rows.size = size;
      rows.rejects = rejects;
      if (this.#memory.get(layout.HAS_UNKNOWN) !== 0) rows.unknownNames = this.#unknown;
      for (const [name, count] of [...rows.unknownCounts, ...(rejects?.unknownCounts ?? [])]) {
        const field = dropped.fields.get(name);
        if (field !== undefined) field.rows += count;
      }
      this.#places.filled = this.#places.after(this.#places.filled);
      this.#faultPlace = 1 - this.#faultPlace;
    }
    // Rows that were room for others in vain are none of the next ones, either.
    this.#memory.set(layout.SIZE, 0);
    this.#isOpen = false;
    this.#noteUnknown(dropped);
    return isTaken ? rows : undefined;
  }

  /** Names of which parser and checker have told are passed over from now on. */
  #noteUnknown({ fields }: DroppedFields): void {
    if (fields.size === this.#told || this.#plan.dataset.strict) return;
    this.#told = fields.size;
    for (const name of fields.keys())
      if (!this.#unknown.includes(name) && this.#memory.addUnknown(name)) {
        this.#unknown.push(name);
        this.#ahead.tellName(name);
      }
  }

  #open(context: LineContext): void {
    const { bytes, byteOffset, line, end, maxRecordBytes } = context;
    this.#isOpen = true;
    const found = this.#ahead.take(context);
    this.#left = NOWHERE;
    this.#limit = bytes.lastIndexOf(LF, end - 1) + 1;
    this.#base = this.#baseOf(bytes);
    const memory = this.#memory;
    // What is behind the lines may have texts of theirs.
    this.#places.rows.open({ bytes: memory.bytes.subarray(this.#base), byteOffset, line });
    memory.useRows(this.#places.filled);
    this.#faults.open(this.#faultPlace, { base: this.#base, byteOffset, line });
    memory.set(layout.BASE, this.#base);
    memory.set(layout.LIMIT, this.#base + this.#limit);
    memory.set(layout.MOST_BYTES, Math.min(maxRecordBytes, WINDOW_BYTES));
    this.#found = found;
    if (found !== undefined) memory.goOn(found);
  }

  /** Where lines are in the kernel's memory, or are copied to if they fit. */
  #baseOf(bytes: Buffer): number {
    if (this.#kernel.holds(bytes)) return bytes.byteOffset;
    if (this.#limit > WINDOW_BYTES) this.#limit = 0;
    const base = this.#nextWindow();
    bytes.copy(this.#memory.bytes, base, 0, this.#limit);
    return base;
  }

  #scan(start: number): number {
    const { functions } = this.#kernel;
    const { state } = this.#memory;
    let reason = functions.scanLines(state, this.#base + start, 0);
    while (reason !== layout.IS_DONE && reason !== layout.IS_LEFT && reason !== layout.IS_FULL) {
      if (!this.#answer(reason)) return layout.IS_LEFT;
      reason = functions.scanLines(state, 0, 1);
    }
    return reason;
  }

  /** Whether it is known of a value if it fits, or what is wrong with it; then the kernel can go on behind it. */
  #answer(reason: number): boolean {
    if (reason === layout.ASKS_ABSENT) {
      this.#faults.answerAbsent();
      return true;
    }
    const memory = this.#memory;
    const key = memory.get(layout.KEY);
    const number = memory.getOf(key, layout.FIELD);
    if (reason !== layout.ASKS_FAULT && this.#answerRight(reason, key, number)) return true;
    const stamp = memory.get(layout.STAMP);
    const end = this.#faults.answer({ key, number, stamp }, () => this.#text());
    memory.set(layout.NEXT_PLACE, end);
    return end !== 0;
  }

  /** Whether a value fits. */
  #answerRight(reason: number, key: number, number: number): boolean {
    const memory = this.#memory;
    const field = this.#plan.fields[number] as FlatField;
    if (reason === layout.ASKS_TEXT) return this.#answerText(key, field);
    const at = memory.get(layout.SIZE) * memory.get(layout.STRIDE) + number;
    const place = memory.get(layout.VALUE) - this.#base;
    const { rows } = this.#places;
    // A value with others inside has been read but for some of what is in it.
    if (field.kind === "nested") return this.#answerNested(key, number, rows, at);
    const end = this.#others.read(rows, field, at, place);
    memory.set(layout.NEXT_PLACE, this.#base + end);
    if (number === this.#plan.eventTime && !this.#isInRange(rows.numbers[at] as number))
      return false;
    return end !== NOWHERE;
  }

  /** Whether what was read of an event time has a partition, or is none. */
  #isInRange(read: number): boolean {
    const { doubles, state } = this.#memory;
    const [first, last, unit] = [layout.FIRST_TIME, layout.LAST_TIME, layout.EVENT_UNIT].map(
      (what) => doubles[(state + what) >> 3] as number,
    ) as [number, number, number];
    return !(read * unit < first || read * unit > last);
  }

  #text(): string {
    const memory = this.#memory;
    return memory.bytes.toString("utf8", memory.get(layout.TEXT), memory.get(layout.TEXT_END));
  }

  #answerText(key: number, { checker }: FlatField): boolean {
    const memory = this.#memory;
    const start = memory.get(layout.TEXT);
    const end = memory.get(layout.TEXT_END);
    const text = this.#text();
    if (isTooLong(checker, text) || !isTakenAsIs(checker, text)) return false;
    const hash = memory.get(layout.VALUE_HASH);
    memory.addKnown(key, start, end, hash);
    this.#ahead.tellText(memory.getOf(key, layout.FIELD), text, hash);
    return true;
  }

  #answerNested(key: number, number: number, rows: FlatRows, at: number): boolean {
    const memory = this.#memory;
    return judgeEntries(
      rows,
      this.#plan.nested?.[number] as NestedPlan,
      rows.hashes[at] as number,
      rows.numbers[at] as number,
      ({ firstLeaf }, start, end, hash) => {
        const leaf = memory.leafOf(key, firstLeaf);
        memory.addKnown(leaf, this.#base + start, this.#base + end, hash);
      },
    );
  }
}
