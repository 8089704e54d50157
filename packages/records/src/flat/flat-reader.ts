import { hashIn } from "../columns/text-hash.ts";
import type { RowTaker } from "../engine/row-engine.ts";
import type { LineContext } from "../framing/line-taker.ts";
import {
  type FieldRead,
  fieldReads,
  OF_INSTANT,
  OF_NUMBER,
  OF_OTHER,
  OF_TEXT,
  OF_TYPE,
} from "./field-read.ts";
import type { FlatPlan } from "./flat-plan.ts";
import { FlatRows } from "./flat-rows.ts";
import { endOfLiteral, KeyOrders, type Literal } from "./key-order.ts";
import { endOfWord, isTakenAsIs, isTooLong, OtherReader } from "./other-reader.ts";
import { partitionRange } from "./partition-range.ts";
import { PlainNumber } from "./plain-number.ts";
import { endOfPlainText } from "./plain-text.ts";
import { InstantReader } from "./read-instant.ts";
import { copiesOf, ReusedMemory } from "./reused-memory.ts";
import { readTyped } from "./typed-reader.ts";

const [QUOTE, OPEN, CLOSE, LOWER_N] = [0x22, 0x7b, 0x7d, 0x6e] as const;
const [LF, CR] = [0x0a, 0x0d] as const;
const NOWHERE = -1;
const NO_BYTES = Buffer.alloc(0);
/** So many records go to the parser first: what they are tells whether the file is of another kind. */
export const OPENINGS = 2;
/** Lengths of instants with seconds, and with milliseconds. */
const [WITH_SECONDS, WITH_MILLISECONDS] = [20, 24] as const;
const MILLISECOND_DIGITS = 3;
const DAY_MS = 86_400_000;

/**
 * Takes records of JSON Lines by their bytes, where these leave no doubt: ASCII, the expected keys in the expected order,
 * no white space, no escapes, no long numbers, and every value right. What it does not take is not wrong by that: parser
 * and checker say what it is. What it takes, they take, with the same row.
 */
export class FlatReader implements RowTaker {
  readonly #plan: FlatPlan;
  #rows: FlatRows;
  /** Those that were given last, which may still be read while the next ones are taken. */
  #given: FlatRows;
  readonly #orders: KeyOrders;
  readonly #reads: readonly FieldRead[];
  readonly #instants = new InstantReader();
  readonly #memory = new ReusedMemory();
  readonly allocate = this.#memory.allocate;
  /** The bytes being read, and the first place of their row. */
  #bytes: Buffer = NO_BYTES;
  #view = new DataView(this.#bytes.buffer);
  #first = 0;
  /** The line that is left to others. */
  #left = NOWHERE;
  /** Instants that have a partition, and how many milliseconds one of their units has. */
  readonly #firstTime: number;
  readonly #lastTime: number;
  readonly #eventUnit: number;
  readonly #number = new PlainNumber();
  readonly #others = new OtherReader();
  /** Records that were left to the parser because they are the file's first. */
  #openings = 0;

  constructor(plan: FlatPlan) {
    this.#plan = plan;
    this.#rows = new FlatRows(plan);
    this.#given = new FlatRows(plan);
    this.#orders = new KeyOrders(plan);
    this.#reads = fieldReads(plan);
    const { first, last } = partitionRange(plan);
    this.#firstTime = first;
    this.#lastTime = last;
    this.#eventUnit = plan.fields[plan.eventTime]?.kind === "date" ? DAY_MS : 1;
  }

  take(context: LineContext, start: number): number {
    // Rows count their lines from the first one of the bytes, whatever that is.
    if (this.#bytes === NO_BYTES) this.#open(context);
    const { size } = this.#rows;
    const next = start === this.#left ? start : this.#takeLines(context, start);
    // Of what is not taken records are made, which may be read when these bytes are others.
    if (next < context.end) context.bytes = copiesOf(this.#bytes);
    if (next === start) return 0;
    context.line += this.#rows.size - size - 1;
    return next;
  }

  /** Take lines up to the first that is left to others; where that begins. */
  #takeLines(context: LineContext, start: number): number {
    const { end } = context;
    const bytes = this.#bytes;
    let at = start;
    while (at < end) {
      const next = bytes[at] === OPEN ? this.#take(context, at) : 0;
      if (next === 0) break;
      at = next;
    }
    this.#left = at;
    return at;
  }

  #take(context: LineContext, start: number): number {
    const end = this.#openings < OPENINGS ? NOWHERE : this.#readRecord(start);
    const next = end === NOWHERE ? 0 : nextLine(this.#bytes, context.isLast, end);
    if (next === 0 || end - start > context.maxRecordBytes) {
      this.#miss(start);
      return 0;
    }
    const eventTimeMs = this.#eventTimeMs();
    // Rows without one have NaN, which is not out of range.
    if (eventTimeMs < this.#firstTime || eventTimeMs > this.#lastTime) return 0;
    this.#rows.keep(start, end, eventTimeMs);
    return next;
  }

  taken(): FlatRows | undefined {
    const rows = this.#rows;
    this.#bytes = NO_BYTES;
    if (rows.size === 0) return undefined;
    [this.#rows, this.#given] = [this.#given, rows];
    this.#rows.size = 0;
    return rows;
  }

  #open(context: LineContext): void {
    const { bytes } = context;
    this.#rows.open(context);
    this.#bytes = bytes;
    this.#left = NOWHERE;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  }

  #miss(start: number): void {
    if (this.#openings < OPENINGS) this.#openings++;
    this.#orders.miss(() => {
      const bytes = this.#bytes;
      const end = bytes.indexOf(LF, start);
      return bytes.toString("utf8", start, end < 0 ? bytes.length : end);
    });
  }

  /** Read a record; where it ends, or nowhere if it is not taken. */
  #readRecord(start: number): number {
    const { order } = this.#orders;
    if (order === undefined) return NOWHERE;
    const { literals, fields } = order;
    const reads = this.#reads;
    const bytes = this.#bytes;
    const view = this.#view;
    const size = bytes.length;
    const first = this.#rows.begin();
    const { starts, ends } = this.#rows;
    this.#first = first;
    let at = start;
    for (let i = 0; i < fields.length; i++) {
      at = endOfLiteral(view, at, literals[i] as Literal, size);
      if (at === NOWHERE) return NOWHERE;
      const read = reads[fields[i] as number] as FieldRead;
      if (read.how !== OF_TEXT || bytes[at] !== QUOTE) {
        at = this.#readValue(read, at);
        if (at === NOWHERE) return NOWHERE;
        continue;
      }
      const text = at + 1;
      const end = endOfPlainText(view, text, size);
      if (end === NOWHERE || !this.#isRight(read, text, end)) return NOWHERE;
      starts[first + read.number] = text;
      ends[first + read.number] = end;
      at = end + 1;
    }
    return bytes[at] === CLOSE ? at + 1 : NOWHERE;
  }

  #isRight(read: FieldRead, start: number, end: number): boolean {
    const length = end - start;
    if (length >= read.fewest && length <= read.most) return true;
    return (
      read.field.byteTest?.(this.#bytes, start, end) === true || this.#isKnown(read, start, end)
    );
  }

  /** Whether a text fits, as its field says, or said of the same before. */
  #isKnown({ field: { checker }, known }: FieldRead, start: number, end: number): boolean {
    const hash = hashIn(this.#view, start, end);
    if (known.has(this.#bytes, start, end, hash)) return true;
    const text = this.#bytes.toString("latin1", start, end);
    if (isTooLong(checker, text) || !isTakenAsIs(checker, text)) return false;
    known.add(this.#bytes, start, end, hash);
    return true;
  }

  /** Read a value of a field that is no text; where it ends, or nowhere if it is not taken. */
  #readValue(read: FieldRead, at: number): number {
    const byte = this.#bytes[at] as number;
    const { how } = read;
    if (byte === LOWER_N) return read.mayLack ? endOfWord("null", this.#bytes, at) : NOWHERE;
    if (how === OF_NUMBER && byte !== QUOTE) return this.#readNumber(read, at);
    if (how === OF_INSTANT && byte === QUOTE) return this.#readInstant(read, at + 1);
    const { field, number } = read;
    if (how === OF_OTHER) return this.#others.read(this.#rows, field, this.#first + number, at);
    if (how !== OF_TYPE || field.typed === undefined) return NOWHERE;
    return readTyped(this.#rows, field.typed, this.#first + number, at);
  }

  #readInstant({ field: { typed }, number }: FieldRead, start: number): number {
    const bytes = this.#bytes;
    const digits = typed?.kind === "instant" ? typed.fractionDigits : undefined;
    const isShort = bytes[start + WITH_SECONDS] === QUOTE;
    const end = start + (isShort ? WITH_SECONDS : WITH_MILLISECONDS);
    if (bytes[end] !== QUOTE) return NOWHERE;
    if (digits !== undefined && digits !== (isShort ? 0 : MILLISECOND_DIGITS)) return NOWHERE;
    const epochMs = this.#instants.read(bytes, start, end);
    if (Number.isNaN(epochMs)) return NOWHERE;
    this.#rows.numbers[this.#put(number, start, end)] = epochMs;
    return end + 1;
  }

  #readNumber(read: FieldRead, start: number): number {
    const scanned = this.#number;
    const end = scanned.scan(this.#bytes, start);
    if (end === NOWHERE) return NOWHERE;
    const { value } = scanned;
    const isRight =
      value >= read.least &&
      value <= read.greatest &&
      (!read.isInteger || value === Math.floor(value));
    if (!isRight && read.field.checker.passes?.(value) !== true) return NOWHERE;
    this.#rows.numbers[this.#put(read.number, start, end)] = value;
    return end;
  }

  #put(number: number, start: number, end: number): number {
    const at = this.#first + number;
    const { starts, ends } = this.#rows;
    starts[at] = start;
    ends[at] = end;
    return at;
  }

  /** NaN where there is none. */
  #eventTimeMs(): number {
    const { eventTime } = this.#plan;
    if (eventTime < 0) return Number.NaN;
    const at = this.#first + eventTime;
    const { starts, numbers } = this.#rows;
    return starts[at] === -1 ? Number.NaN : (numbers[at] as number) * this.#eventUnit;
  }
}

/** Where the line after a record begins, if nothing else follows the record; 0 otherwise. */
function nextLine(bytes: Buffer, isLast: boolean, end: number): number {
  if (bytes[end] === LF) return end + 1;
  const at = bytes[end] === CR ? end + 1 : end;
  if (at > end && bytes[at] === LF) return at + 1;
  return isLast && at === bytes.length ? at : 0;
}
