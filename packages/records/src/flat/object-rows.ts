import type { Dataset } from "@cloudapi/core";
import { isInPartitionRange } from "@cloudapi/core/internal";
import type { Kernel } from "../kernel/kernel.ts";
import { type FlatField, type FlatPlan, valuePlan } from "./flat-plan.ts";
import { type FlatMemory, FlatRows } from "./flat-rows.ts";
import { isTakenAsIs, isTooLong } from "./other-reader.ts";
import { putTyped } from "./put-typed.ts";
import { InstantReader } from "./read-instant.ts";

/** Rows that are held. */
const MOST_ROWS = 1_024;
/** Bytes of their texts. */
const ROOM_BYTES = 1_048_576;
/** That a UTF-16 unit may take in UTF-8. */
const UNIT_BYTES = 3;
const LONGEST_INSTANT = 24;
const WORD_BYTES = 4;
const DAY_MS = 86_400_000;

/**
 * Rows of objects, whose texts are written one behind the other, column by column: nothing is made for each row or value. It takes
 * most objects that fit a contract, and of an instant or a date its number alone; what it does not take is not wrong by that, only `compileRecordChecker` can tell.
 */
export class ObjectRows {
  readonly #plan: FlatPlan;
  readonly #flat: FlatRows;
  readonly #bytes: Buffer;
  readonly #instants = new InstantReader();
  readonly #instant = Buffer.alloc(UNIT_BYTES * LONGEST_INSTANT);
  /** By field, the texts of the rows; empty where there is none. */
  readonly #texts: readonly (string[] | undefined)[];
  /** Bytes that all texts take at most. */
  #room = 0;

  private constructor(plan: FlatPlan, kernel: Kernel | undefined) {
    this.#plan = plan;
    this.#bytes = kernel === undefined ? Buffer.alloc(ROOM_BYTES) : bufferIn(kernel, ROOM_BYTES);
    const memory = kernel && memoryIn(kernel, plan.fields.length);
    this.#flat = new FlatRows(plan, memory === undefined ? { isAscii: false } : { memory });
    this.#texts = plan.fields.map(({ kind }) => (kind === "text" ? [] : undefined));
    this.clear();
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
    return this.#flat.size === MOST_ROWS || this.#room > ROOM_BYTES / 2;
  }

  /** Take an object as the next row, if it surely fits; nothing of the object is held. */
  add(record: unknown): boolean {
    if (!isPlain(record)) return false;
    const flat = this.#flat;
    const { fields } = this.#plan;
    const first = flat.begin();
    const before = this.#room;
    flat.eventTimes[flat.size] = Number.NaN;
    for (let i = 0; i < fields.length; i++)
      if (!this.#addField(fields[i] as FlatField, i, first + i, record))
        return this.#refuse(before);
    const eventTimeMs = flat.eventTimes[flat.size] as number;
    const { partition } = this.#plan.dataset;
    const isInRange =
      partition === undefined ||
      Number.isNaN(eventTimeMs) ||
      isInPartitionRange(partition, eventTimeMs);
    if (!isInRange || this.#room > ROOM_BYTES) return this.#refuse(before);
    // Texts lie by columns: what is known of a row is how long one may be.
    flat.keep(0, this.#room - before, eventTimeMs);
    return true;
  }

  /** The rows, with their texts in place; good until the next one is taken. */
  rows(): FlatRows {
    let end = 0;
    this.#texts.forEach((texts, field) => {
      if (texts !== undefined) end = this.#write(texts, field, end);
    });
    return this.#flat;
  }

  /** Forget all rows. */
  clear(): void {
    this.#flat.open({ bytes: this.#bytes, byteOffset: 0, line: 1 });
    this.#flat.others.length = 0;
    this.#room = 0;
    for (const texts of this.#texts) if (texts !== undefined) texts.length = 0;
  }

  #refuse(room: number): false {
    this.#room = room;
    return false;
  }

  #addField(
    field: FlatField,
    number: number,
    at: number,
    record: Record<string, unknown>,
  ): boolean {
    const { kind, checker, mayLack } = field;
    const value = record[checker.name];
    const { size } = this.#flat;
    if (kind === "text") (this.#texts[number] as string[])[size] = "";
    if (value === undefined || value === null) return mayLack;
    this.#flat.starts[at] = 0;
    this.#flat.ends[at] = 0;
    switch (kind) {
      case "text":
        if (typeof value !== "string" || isTooLong(checker, value)) return false;
        (this.#texts[number] as string[])[size] = value;
        this.#room += UNIT_BYTES * value.length;
        return isTakenAsIs(checker, value);
      case "number":
        // Others, such as bigints, may still be converted.
        if (typeof value !== "number") return false;
        this.#flat.numbers[at] = value;
        return checker.passes?.(value) === true;
      case "instant":
        return (
          this.#addInstant(field, number, at, value) || this.#addOther(field, number, at, value)
        );
      default:
        return this.#addOther(field, number, at, value);
    }
  }

  /** An instant in one of the two usual spellings. */
  #addInstant(
    { checker, takesAll }: FlatField,
    number: number,
    at: number,
    text: unknown,
  ): boolean {
    if (typeof text !== "string" || text.length > LONGEST_INSTANT) return false;
    const length = this.#instant.write(text, "utf8");
    const epochMs = this.#instants.read(this.#instant, 0, length);
    if (length !== text.length || Number.isNaN(epochMs)) return false;
    this.#flat.numbers[at] = epochMs;
    this.#noteTime(number, epochMs);
    return takesAll || checker.passes?.(text) === true;
  }

  #addOther(
    { kind, checker, typed }: FlatField,
    number: number,
    at: number,
    value: unknown,
  ): boolean {
    if (isTooLong(checker, value)) return false;
    const conversion = checker.convert(value);
    if ("code" in conversion) return false;
    const converted = "asIs" in conversion ? value : conversion.value;
    if (checker.keepsText && converted !== value) return false;
    if (checker.passes?.(converted) !== true) return false;
    const epochMs = "epochMs" in conversion ? (conversion.epochMs ?? Number.NaN) : Number.NaN;
    this.#noteTime(number, epochMs);
    if (kind === "other") this.#flat.others[at] = converted;
    else if (typed === undefined || !putTyped(this.#flat, typed, at, converted))
      this.#flat.numbers[at] = kind === "date" ? epochMs / DAY_MS : epochMs;
    return true;
  }

  #noteTime(number: number, epochMs: number): void {
    if (number === this.#plan.eventTime) this.#flat.eventTimes[this.#flat.size] = epochMs;
  }

  /** Write a column's texts behind a place; where they end. */
  #write(texts: readonly string[], field: number, start: number): number {
    const { starts, ends, width, size } = this.#flat;
    // What was refused last may still stand behind the rows.
    const all = texts.length > size ? texts.slice(0, size) : texts;
    const whole = all.join("");
    const isAscii = this.#bytes.write(whole, start, "utf8") === whole.length;
    let end = start;
    for (let row = 0, at = field; row < size; row++, at += width) {
      if ((starts[at] as number) < 0) continue;
      const text = all[row] as string;
      starts[at] = end;
      end += isAscii ? text.length : Buffer.byteLength(text);
      ends[at] = end;
    }
    return end;
  }
}

/** Whether all that an object has is its own. */
function isPlain(record: unknown): record is Record<string, unknown> {
  if (typeof record !== "object" || record === null) return false;
  const prototype: unknown = Object.getPrototypeOf(record);
  return prototype === Object.prototype || prototype === null;
}

function bufferIn(kernel: Kernel, bytes: number): Buffer {
  const { buffer, byteOffset } = kernel.bytesAt(kernel.allocate(bytes, "anything"), bytes);
  return Buffer.from(buffer, byteOffset, bytes);
}

/** Room for the rows; every value is written before it is read. */
function memoryIn(kernel: Kernel, width: number): FlatMemory {
  const cells = MOST_ROWS * width;
  const place = (words: number) => kernel.allocate(words * WORD_BYTES, "anything");
  const [starts, ends, hashes] = [place(cells), place(cells), place(cells)];
  const [recordStarts, recordEnds] = [place(MOST_ROWS), place(MOST_ROWS)];
  const [numbers, eventTimes] = [place(2 * cells), place(2 * MOST_ROWS)];
  const { buffer } = kernel;
  return {
    starts: new Int32Array(buffer, starts, cells),
    ends: new Int32Array(buffer, ends, cells),
    hashes: new Int32Array(buffer, hashes, cells),
    numbers: new Float64Array(buffer, numbers, cells),
    recordStarts: new Int32Array(buffer, recordStarts, MOST_ROWS),
    recordEnds: new Int32Array(buffer, recordEnds, MOST_ROWS),
    eventTimes: new Float64Array(buffer, eventTimes, MOST_ROWS),
    unknownBits: new Int32Array(0),
    entries: new Int32Array(0),
  };
}
