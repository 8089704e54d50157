import type { LineContext } from "../framing/line-taker.ts";
import type { FlatPlan } from "./flat-plan.ts";

const FIRST_ROWS = 256;

/** Which of the two words of an integer of 64 bits has its lower half: the first, on every machine but few. */
export const LOW = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1 ? 0 : 1;

/**
 * The values of rows, where they lie in the bytes that they came in: no text is made of them until somebody asks.
 * Valid until the block after the next is read.
 */
export class FlatRows {
  readonly plan: FlatPlan;
  bytes: Buffer = Buffer.alloc(0);
  #viewed: Buffer | undefined;
  #view: DataView = new DataView(new ArrayBuffer(0));
  /** Where a text begins, by row and field; -1 where there is no value. */
  starts: Int32Array;
  ends: Int32Array;
  /** The hash of a text as `ByteDictionary` takes it, where `hasHashes` says so. */
  hashes: Int32Array;
  readonly hasHashes: boolean;
  /** Numbers, and instants in milliseconds since 1970-01-01T00:00:00Z. */
  numbers: Float64Array;
  /** The same memory for integers of 64 bits, two words each. */
  words: Int32Array;
  #integers: BigInt64Array;
  /** Values that were converted one by one. */
  others: unknown[] = [];
  /** Where each row's record begins and ends. */
  recordStarts = new Int32Array(FIRST_ROWS);
  recordEnds = new Int32Array(FIRST_ROWS);
  /** Event times in milliseconds since 1970-01-01T00:00:00Z; NaN where there is none. */
  eventTimes = new Float64Array(FIRST_ROWS);
  /** Where in the source the bytes begin, and on which line. */
  byteOffset = 0;
  line = 1;
  /** Timestamps of all rows with digits finer than milliseconds. */
  truncatedTimestamps = 0;
  /** Places of a row. */
  readonly width: number;
  size = 0;
  #lazyRow: Readonly<Record<string, unknown>> | undefined;
  #lazy = 0;

  readonly #encoding: "latin1" | "utf8";

  /** @param isAscii whether texts are ASCII and have their hashes; otherwise they are UTF-8, without hashes */
  constructor(plan: FlatPlan, { isAscii = true }: { readonly isAscii?: boolean } = {}) {
    this.plan = plan;
    this.width = plan.fields.length;
    this.hasHashes = isAscii;
    this.#encoding = isAscii ? "latin1" : "utf8";
    const places = FIRST_ROWS * this.width;
    this.starts = new Int32Array(places);
    this.ends = new Int32Array(places);
    this.hashes = new Int32Array(isAscii ? places : 0);
    this.numbers = new Float64Array(places);
    this.words = new Int32Array(this.numbers.buffer);
    this.#integers = new BigInt64Array(this.numbers.buffer);
  }

  /** Forget all rows: those that come lie in these bytes. */
  open({ bytes, byteOffset, line }: Pick<LineContext, "bytes" | "byteOffset" | "line">): void {
    this.bytes = bytes;
    this.byteOffset = byteOffset;
    this.line = line;
    this.size = 0;
    this.truncatedTimestamps = 0;
  }

  /** The bytes, to be read four at a time. */
  get view(): DataView {
    if (this.#viewed !== this.bytes) {
      this.#viewed = this.bytes;
      this.#view = new DataView(this.bytes.buffer, this.bytes.byteOffset, this.bytes.length);
    }
    return this.#view;
  }

  /** Make room for so many rows. */
  reserve(rows: number): void {
    while (this.recordStarts.length < rows) this.#grow();
  }

  /** Begin a row, of which nothing is there yet; where its first field is. */
  begin(): number {
    if (this.size === this.recordStarts.length) this.#grow();
    const first = this.size * this.width;
    for (let at = first; at < first + this.width; at++) this.starts[at] = -1;
    return first;
  }

  /** Keep the row that was begun. */
  keep(start: number, end: number, eventTimeMs: number | undefined): void {
    this.recordStarts[this.size] = start;
    this.recordEnds[this.size] = end;
    this.eventTimes[this.size] = eventTimeMs ?? Number.NaN;
    this.size++;
  }

  /** The first row from `row` on whose record lies behind a place of the source. */
  rowAfter(byteOffset: number, row: number): number {
    const place = byteOffset - this.byteOffset;
    let at = row;
    while (at < this.size && (this.recordStarts[at] as number) < place) at++;
    return at;
  }

  /** Whether a row has a value in a field. */
  hasValue(row: number, field: number): boolean {
    return (this.starts[row * this.width + field] as number) >= 0;
  }

  /** The number of a field; -1 where there is none of that name. */
  fieldOf(name: string): number {
    return this.plan.fields.findIndex(({ checker }) => checker.name === name);
  }

  /** The value of a field as the row path has it; `undefined` where there is none. */
  valueAt(row: number, field: number): unknown {
    const at = row * this.width + field;
    const start = this.starts[at] as number;
    if (field < 0 || start < 0) return undefined;
    switch (this.plan.fields[field]?.kind) {
      case "number":
        return this.numbers[at];
      case "boolean":
        return this.numbers[at] === 1;
      case "integer":
        return this.#integers[at];
      case "other":
        return this.others[at];
      default:
        return this.bytes.toString(this.#encoding, start, this.ends[at]);
    }
  }

  /** A row whose values are made one by one when they are asked for; valid until the next call. */
  lazyRow(row: number): Readonly<Record<string, unknown>> {
    this.#lazyRow ??= this.#makeLazyRow();
    this.#lazy = row;
    return this.#lazyRow;
  }

  #makeLazyRow(): Readonly<Record<string, unknown>> {
    const getters = this.plan.fields.map(({ checker }, field) => {
      const get = () => this.valueAt(this.#lazy, field);
      return [checker.name, { get, enumerable: true }] as const;
    });
    return Object.defineProperties({}, Object.fromEntries(getters));
  }

  /** The row as the row path has it. */
  rowAt(row: number): Record<string, unknown> {
    const made: Record<string, unknown> = {};
    this.plan.fields.forEach(({ checker }, field) => {
      const value = this.valueAt(row, field);
      if (value !== undefined) made[checker.name] = value;
      else if (checker.absent === "null") made[checker.name] = null;
    });
    return made;
  }

  #grow(): void {
    const rows = this.recordStarts.length * 2;
    this.recordStarts = grown(this.recordStarts, new Int32Array(rows));
    this.recordEnds = grown(this.recordEnds, new Int32Array(rows));
    this.eventTimes = grown(this.eventTimes, new Float64Array(rows));
    const places = rows * this.width;
    this.starts = grown(this.starts, new Int32Array(places));
    this.ends = grown(this.ends, new Int32Array(places));
    if (this.hasHashes) this.hashes = grown(this.hashes, new Int32Array(places));
    // Not as doubles: bits of integers that would be none may be changed.
    const words = grown(this.words, new Int32Array(places * 2));
    this.numbers = new Float64Array(words.buffer);
    this.#integers = new BigInt64Array(words.buffer);
    this.words = words;
  }
}

/** Keep the rows of these numbers alone, which ascend. */
export function keepRows(flat: FlatRows, rows: readonly number[]): void {
  const { width, starts, ends, words, others, recordStarts, recordEnds, eventTimes } = flat;
  for (const [to, from] of rows.entries()) {
    if (to === from) continue;
    const [target, first] = [to * width, from * width];
    starts.copyWithin(target, first, first + width);
    ends.copyWithin(target, first, first + width);
    words.copyWithin(target * 2, first * 2, (first + width) * 2);
    if (flat.hasHashes) flat.hashes.copyWithin(target, first, first + width);
    if (others.length > 0) for (let i = 0; i < width; i++) others[target + i] = others[first + i];
    recordStarts[to] = recordStarts[from] as number;
    recordEnds[to] = recordEnds[from] as number;
    eventTimes[to] = eventTimes[from] as number;
  }
  flat.size = rows.length;
}

function grown<T extends Int32Array | Float64Array>(from: T, into: T): T {
  into.set(from);
  return into;
}
