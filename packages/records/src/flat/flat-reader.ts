import { isInPartitionRange } from "@cloudapi/core/internal";
import type { RowTaker } from "../engine/row-engine.ts";
import type { LineContext } from "../framing/line-taker.ts";
import type { FlatField, FlatPlan } from "./flat-plan.ts";
import { FlatRows } from "./flat-rows.ts";
import { endOfLiteral, KeyOrders, type Literal } from "./key-order.ts";
import { KnownTexts } from "./known-texts.ts";
import { endOfWord, isTakenAsIs, isTooLong, OtherReader } from "./other-reader.ts";
import { PlainNumber } from "./plain-number.ts";
import { PlainText } from "./plain-text.ts";
import { InstantReader } from "./read-instant.ts";
import { ReusedMemory } from "./reused-memory.ts";
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
  readonly #known: readonly (KnownTexts | undefined)[];
  readonly #instants = new InstantReader();
  readonly #plain = new PlainText();
  readonly #memory = new ReusedMemory();
  readonly allocate = this.#memory.allocate;
  /** The bytes being read, and the first place of their row. */
  #bytes: Buffer = Buffer.alloc(0);
  #view = new DataView(this.#bytes.buffer);
  #first = 0;
  readonly #number = new PlainNumber();
  readonly #others = new OtherReader();
  /** Records that were left to the parser because they are the file's first. */
  #openings = 0;

  constructor(plan: FlatPlan) {
    this.#plan = plan;
    this.#rows = new FlatRows(plan);
    this.#given = new FlatRows(plan);
    this.#orders = new KeyOrders(plan);
    const texts = plan.fields.filter(({ kind }) => kind === "text").length;
    this.#known = plan.fields.map(({ kind }) =>
      kind === "text" ? new KnownTexts(texts) : undefined,
    );
  }

  take(context: LineContext, start: number): number {
    // Rows count their lines from the first one of the bytes, whatever that is.
    if (this.#bytes !== context.bytes) this.#open(context);
    const next = context.bytes[start] === OPEN ? this.#take(context, start) : 0;
    // A record is made of what is not taken.
    if (next === 0) this.#memory.keep();
    return next;
  }

  #take(context: LineContext, start: number): number {
    const end = this.#openings < OPENINGS ? NOWHERE : this.#readRecord(start);
    const next = end === NOWHERE ? 0 : nextLine(context, end);
    if (next === 0 || end - start > context.maxRecordBytes) {
      this.#miss(start);
      return 0;
    }
    const eventTimeMs = this.#eventTimeMs();
    if (!this.#isInRange(eventTimeMs)) return 0;
    this.#rows.keep(start, end, eventTimeMs);
    return next;
  }

  taken(): FlatRows | undefined {
    const rows = this.#rows;
    if (rows.size === 0) return undefined;
    [this.#rows, this.#given] = [this.#given, rows];
    this.#rows.size = 0;
    this.#bytes = NO_BYTES;
    return rows;
  }

  #open(context: LineContext): void {
    const { bytes } = context;
    this.#rows.open(context);
    this.#bytes = bytes;
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
    this.#first = this.#rows.begin();
    let at = start;
    for (let i = 0; i < order.fields.length; i++) {
      at = endOfLiteral(this.#view, at, order.literals[i] as Literal);
      if (at === NOWHERE) return NOWHERE;
      at = this.#readValue(order.fields[i] as number, at);
      if (at === NOWHERE) return NOWHERE;
    }
    return this.#bytes[at] === CLOSE ? at + 1 : NOWHERE;
  }

  /** Read a field's value; where it ends, or nowhere if it is not taken. */
  #readValue(number: number, at: number): number {
    const field = this.#plan.fields[number] as FlatField;
    const byte = this.#bytes[at] as number;
    if (byte === LOWER_N) return field.mayLack ? endOfWord("null", this.#bytes, at) : NOWHERE;
    switch (field.kind) {
      case "text":
        return byte === QUOTE ? this.#readText(number, field, at + 1) : NOWHERE;
      case "number":
        return this.#readNumber(number, field, at);
      case "instant":
        return byte === QUOTE ? this.#readInstant(number, field, at + 1) : NOWHERE;
      case "other":
        return this.#others.read(this.#rows, field, this.#first + number, at);
      default:
        return this.#readTyped(number, field, at);
    }
  }

  #readText(number: number, field: FlatField, start: number): number {
    const end = this.#plain.scan(this.#view, start);
    if (end === NOWHERE) return NOWHERE;
    const { hash } = this.#plain;
    if (!this.#isKnown(number, field, start, end) && !this.#isRight(number, field, start, end))
      return NOWHERE;
    this.#put(number, start, end, hash);
    return end + 1;
  }

  /** Whether a text fits by its bytes alone. */
  #isKnown(number: number, { byteTest }: FlatField, start: number, end: number): boolean {
    const bytes = this.#bytes;
    if (byteTest?.(bytes, start, end) === true) return true;
    return (this.#known[number] as KnownTexts).has(bytes, start, end, this.#plain.hash);
  }

  /** Whether a text fits, as its field says. */
  #isRight(number: number, { checker }: FlatField, start: number, end: number): boolean {
    const text = this.#bytes.toString("latin1", start, end);
    if (isTooLong(checker, text) || !isTakenAsIs(checker, text)) return false;
    (this.#known[number] as KnownTexts).add(this.#bytes, start, end, this.#plain.hash);
    return true;
  }

  #readTyped(number: number, { typed }: FlatField, at: number): number {
    return typed === undefined ? NOWHERE : readTyped(this.#rows, typed, this.#first + number, at);
  }

  #readInstant(number: number, { typed }: FlatField, start: number): number {
    const digits = typed?.kind === "instant" ? typed.fractionDigits : undefined;
    const isShort = this.#bytes[start + WITH_SECONDS] === QUOTE;
    const end = start + (isShort ? WITH_SECONDS : WITH_MILLISECONDS);
    if (this.#bytes[end] !== QUOTE) return NOWHERE;
    if (digits !== undefined && digits !== (isShort ? 0 : MILLISECOND_DIGITS)) return NOWHERE;
    const epochMs = this.#instants.read(this.#bytes, start, end);
    if (Number.isNaN(epochMs)) return NOWHERE;
    this.#rows.numbers[this.#put(number, start, end, 0)] = epochMs;
    return end + 1;
  }

  #readNumber(number: number, { checker }: FlatField, start: number): number {
    const end = this.#number.scan(this.#bytes, start);
    const { value } = this.#number;
    if (end === NOWHERE || checker.passes?.(value) !== true) return NOWHERE;
    this.#rows.numbers[this.#put(number, start, end, 0)] = value;
    return end;
  }

  #put(number: number, start: number, end: number, hash: number): number {
    const at = this.#first + number;
    this.#rows.starts[at] = start;
    this.#rows.ends[at] = end;
    this.#rows.hashes[at] = hash;
    return at;
  }

  #eventTimeMs(): number | undefined {
    const { eventTime } = this.#plan;
    if (eventTime < 0) return undefined;
    const at = this.#first + eventTime;
    const unit = this.#plan.fields[eventTime]?.kind === "date" ? DAY_MS : 1;
    const ms = (this.#rows.numbers[at] as number) * unit;
    return this.#rows.starts[at] === -1 || Number.isNaN(ms) ? undefined : ms;
  }

  #isInRange(eventTimeMs: number | undefined): boolean {
    const { partition } = this.#plan.dataset;
    return (
      partition === undefined ||
      eventTimeMs === undefined ||
      isInPartitionRange(partition, eventTimeMs)
    );
  }
}

/** Where the line after a record begins, if nothing else follows the record; 0 otherwise. */
function nextLine({ bytes, isLast }: LineContext, end: number): number {
  if (bytes[end] === LF) return end + 1;
  const at = bytes[end] === CR ? end + 1 : end;
  if (at > end && bytes[at] === LF) return at + 1;
  return isLast && at === bytes.length ? at : 0;
}
