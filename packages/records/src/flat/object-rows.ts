import type { Dataset } from "@cloudapi/core";
import type { Kernel } from "../kernel/kernel.ts";
import { type FlatField, type FlatPlan, valuePlan } from "./flat-plan.ts";
import { FlatRows } from "./flat-rows.ts";
import { bufferIn, memoryIn } from "./object-memory.ts";
import { ObjectTexts, ROOM_BYTES, UNIT_BYTES } from "./object-texts.ts";
import {
  AS_INSTANT,
  AS_OTHER,
  AS_TEXT,
  AS_TEXT_LATER,
  isRightText,
  isWithin,
  KnownTexts,
  mayBeInstant,
  waysOf,
} from "./object-ways.ts";
import { isTooLong } from "./other-reader.ts";
import { partitionRange } from "./partition-range.ts";
import { putTyped } from "./put-typed.ts";
import { KernelTexts, PlainTexts, type TextTaker } from "./text-taker.ts";

/** Rows that are held. */
const MOST_ROWS = 1_024;
/** Keys whose places in objects are remembered. */
const MOST_KEYS = 1_024;
const NO_FIELD = -1;
const DAY_MS = 86_400_000;

/**
 * Rows of objects, whose texts are written and looked at many at once: nothing is made for each row or value. It takes
 * most objects that fit a contract; what it does not take is not wrong by that, only `compileRecordChecker` can tell.
 */
export class ObjectRows {
  readonly #plan: FlatPlan;
  readonly #flat: FlatRows;
  readonly #bytes: Buffer;
  readonly #texts: ObjectTexts;
  readonly #taker: TextTaker;
  readonly #range: ReturnType<typeof partitionRange>;
  /** By field, how its values are taken. */
  readonly #ways: Uint8Array;
  readonly #known: readonly KnownTexts[];
  readonly #fieldOf: ReadonlyMap<string, number>;
  /** The keys of the last objects, in their order, and the field of each. */
  readonly #keys: string[];
  readonly #fields: number[];
  /** By place of rows, values of which the rows have only what they were converted to. */
  #originals: unknown[] | undefined;
  /** The rows that are not taken after all, ascending; known once `rows` was called. */
  readonly left: number[] = [];

  private constructor(plan: FlatPlan, kernel: Kernel | undefined) {
    this.#plan = plan;
    this.#bytes = kernel === undefined ? Buffer.alloc(ROOM_BYTES) : bufferIn(kernel, ROOM_BYTES);
    const memory = kernel && memoryIn(kernel, plan.fields.length, MOST_ROWS);
    this.#flat = new FlatRows(plan, memory === undefined ? { isAscii: false } : { memory });
    this.#texts = new ObjectTexts(this.#flat, this.#bytes);
    this.#range = partitionRange(plan);
    this.#ways = waysOf(plan);
    this.#known = plan.fields.map((field) => new KnownTexts(field));
    this.#keys = plan.fields.map(({ checker }) => checker.name);
    this.#fields = plan.fields.map((_, field) => field);
    this.#fieldOf = new Map(this.#keys.map((name, field) => [name, field]));
    this.clear();
    this.#taker =
      kernel === undefined
        ? new PlainTexts(plan, this.#flat)
        : new KernelTexts(kernel, plan, this.#flat);
  }

  /** Those of a dataset, in the memory of a kernel where there is one; `undefined` where fields alone can't tell whether a record fits. */
  static of(dataset: Dataset, kernel: Kernel | undefined): ObjectRows | undefined {
    if (dataset.strict) return undefined;
    const plan = valuePlan(dataset, () => undefined);
    if (plan === undefined || plan.fields.some(({ checker }) => checker.nested !== undefined))
      return undefined;
    try {
      return new ObjectRows(plan, kernel);
    } catch (error) {
      // The kernel has no memory for them.
      if (kernel === undefined || !(error instanceof RangeError)) throw error;
      return new ObjectRows(plan, undefined);
    }
  }

  /** Whether there is no room for one row more, whatever it is; `rows` and `clear` make some. */
  get isFull(): boolean {
    return this.#flat.size === MOST_ROWS || this.#texts.whole.length * UNIT_BYTES > ROOM_BYTES / 2;
  }

  /** Take an object as the next row, if it may fit; nothing of the object is held. */
  add(record: unknown): boolean {
    if (!isPlain(record)) return false;
    const flat = this.#flat;
    const texts = this.#texts;
    const { whole } = texts;
    const first = flat.begin();
    flat.eventTimes[flat.size] = Number.NaN;
    const isTaken =
      this.#addFields(record, first) &&
      this.#addRest(record, first) &&
      this.#isInRange(flat.size) &&
      texts.whole.length * UNIT_BYTES <= ROOM_BYTES;
    const length = texts.whole.length - whole.length;
    // Texts of all rows lie together: what is known of a row is how long one may be.
    if (isTaken) flat.keep(0, length * UNIT_BYTES, flat.eventTimes[flat.size]);
    else texts.whole = whole;
    return isTaken;
  }

  /** The rows, with their texts in place, `left` ones too; good until all are forgotten, which has to be before the next one is taken. */
  rows(): FlatRows {
    const { size } = this.#flat;
    const isAscii = this.#texts.write();
    const isLeft = new Uint8Array(size);
    this.#plan.fields.forEach((field, number) => {
      if (!isAscii && field.kind === "text") this.#leaveHalves(number, isLeft);
      const way = this.#ways[number];
      if (way !== AS_TEXT_LATER && way !== AS_INSTANT) return;
      for (let row = 0; ; row++) {
        row = this.#taker.take(number, row, size, isAscii);
        if (row === size) break;
        if (!this.#takeText(number, row)) isLeft[row] = 1;
      }
    });
    this.left.length = 0;
    for (let row = isLeft.indexOf(1); row >= 0; row = isLeft.indexOf(1, row + 1))
      this.left.push(row);
    return this.#flat;
  }

  /** A row that is left, with the values that its fields had. */
  recordAt(row: number): Record<string, unknown> {
    const { starts, ends, numbers, width } = this.#flat;
    const entries = this.#plan.fields.flatMap(({ kind, checker }, field) => {
      const at = row * width + field;
      if ((starts[at] as number) < 0) return [];
      if (kind === "number") return [[checker.name, numbers[at]] as const];
      const isText = kind === "text" || ends[at] !== starts[at];
      return [[checker.name, isText ? this.#texts.textAt(at) : this.#originals?.[at]] as const];
    });
    return Object.fromEntries(entries);
  }

  /** Forget all rows. */
  clear(): void {
    this.#flat.open({ bytes: this.#bytes, byteOffset: 0, line: 1 });
    this.#flat.others.length = 0;
    this.#originals?.fill(undefined);
    this.#texts.clear();
    this.left.length = 0;
  }

  /** Take what an object has, by its own order of keys, which is that of the one before in most cases. */
  #addFields(record: Record<string, unknown>, first: number): boolean {
    const [keys, fields, ways] = [this.#keys, this.#fields, this.#ways];
    const { starts, ends } = this.#flat;
    // Kept here, since whatever is held by what is old is noted for whoever collects garbage.
    let { whole } = this.#texts;
    let place = 0;
    let isTaken = true;
    for (const key in record) {
      if (keys[place] !== key) this.#noteKey(key, place);
      const field = place < MOST_KEYS ? (fields[place] as number) : this.#numberOf(key);
      place++;
      if (field === NO_FIELD) continue;
      const value = record[key];
      const way = ways[field] as number;
      const at = first + field;
      if (typeof value === "string" && way !== AS_OTHER && this.#isText(way, field, value)) {
        starts[at] = whole.length;
        whole += value;
        ends[at] = whole.length;
      } else if (value !== undefined && value !== null && !this.#addValue(field, at, value)) {
        isTaken = false;
        break;
      }
    }
    this.#texts.whole = whole;
    return isTaken;
  }

  /** Whether a text is put with the others. */
  #isText(way: number, number: number, text: string): boolean {
    if (way === AS_TEXT_LATER) return true;
    return way === AS_TEXT
      ? (this.#known[number] as KnownTexts).fits(text)
      : mayBeInstant(this.#plan.fields[number] as FlatField, text);
  }

  #noteKey(key: string, place: number): void {
    if (place >= MOST_KEYS) return;
    this.#keys[place] = key;
    this.#fields[place] = this.#numberOf(key);
  }

  #numberOf(key: string): number {
    return this.#fieldOf.get(key) ?? NO_FIELD;
  }

  /** Fields without a value may lack it; what an object does not show is left to others. */
  #addRest(record: Record<string, unknown>, first: number): boolean {
    const { fields } = this.#plan;
    const { starts } = this.#flat;
    for (let field = 0; field < fields.length; field++) {
      if ((starts[first + field] as number) >= 0) continue;
      const { checker, mayLack } = fields[field] as FlatField;
      const value = record[checker.name];
      if (!mayLack || (value !== undefined && value !== null)) return false;
    }
    return true;
  }

  #addValue(number: number, at: number, value: unknown): boolean {
    const field = this.#plan.fields[number] as FlatField;
    const { starts, ends, numbers } = this.#flat;
    starts[at] = 0;
    ends[at] = 0;
    if (field.kind !== "number")
      return field.kind !== "text" && this.#addOther(field, number, at, value);
    // Others, such as bigints, may still be converted.
    if (typeof value !== "number") return false;
    numbers[at] = value;
    return isWithin(field.numberRule, value) || field.checker.passes?.(value) === true;
  }

  #addOther(field: FlatField, number: number, at: number, value: unknown): boolean {
    if (field.kind !== "other") {
      // It may be another one by the time when it is asked for.
      if (typeof value === "object") return false;
      this.#originals ??= new Array<unknown>(MOST_ROWS * this.#flat.width);
      this.#originals[at] = value;
    }
    return this.#convert(field, number, at, value);
  }

  /** Take a text of which only its characters tell. */
  #takeText(number: number, row: number): boolean {
    const field = this.#plan.fields[number] as FlatField;
    const at = row * this.#flat.width + number;
    const text = this.#texts.textAt(at);
    return field.kind === "text"
      ? isRightText(field, text)
      : this.#convert(field, number, at, text) && this.#isInRange(row);
  }

  #convert(field: FlatField, number: number, at: number, value: unknown): boolean {
    const { kind, checker, typed } = field;
    const flat = this.#flat;
    if (isTooLong(checker, value)) return false;
    const conversion = checker.convert(value);
    if ("code" in conversion) return false;
    const converted = "asIs" in conversion ? value : conversion.value;
    if (checker.keepsText && converted !== value) return false;
    if (checker.passes?.(converted) !== true) return false;
    const epochMs = "epochMs" in conversion ? (conversion.epochMs ?? Number.NaN) : Number.NaN;
    if (number === this.#plan.eventTime) flat.eventTimes[(at - number) / flat.width] = epochMs;
    if (kind === "other") flat.others[at] = converted;
    else if (typed === undefined || !putTyped(flat, typed, at, converted))
      flat.numbers[at] = kind === "date" ? epochMs / DAY_MS : epochMs;
    return true;
  }

  /** Whether there is a partition of a row's time, as far as that is known. */
  #isInRange(row: number): boolean {
    const epochMs = this.#flat.eventTimes[row] as number;
    return !(epochMs < this.#range.first || epochMs > this.#range.last);
  }

  /** Leave rows with halves of characters, which UTF-8 can't hold. */
  #leaveHalves(number: number, isLeft: Uint8Array): void {
    const { starts, width } = this.#flat;
    for (let row = 0, at = number; row < isLeft.length; row++, at += width)
      if ((starts[at] as number) >= 0 && !this.#texts.isRight(at)) isLeft[row] = 1;
  }
}

/** Whether all that an object has is its own. */
function isPlain(record: unknown): record is Record<string, unknown> {
  if (typeof record !== "object" || record === null) return false;
  const prototype: unknown = Object.getPrototypeOf(record);
  return prototype === Object.prototype || prototype === null;
}
