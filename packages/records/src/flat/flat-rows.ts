import type { FieldChecker } from "../checking/compile-field.ts";
import type { LineContext } from "../framing/line-taker.ts";
import type { FlatRejects } from "../rejecting/flat-rejects.ts";
import { nestedValue } from "../shredding/nested-value.ts";
import type { FlatPlan } from "./flat-plan.ts";
import { valueOfInteger } from "./value-of-integer.ts";

const FIRST_ROWS = 256;

/** Which of the two words of an integer of 64 bits has its lower half: the first, on every machine but few. */
export const LOW = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1 ? 0 : 1;

/** Memory for the columns of rows, which has room for so many and no more. */
export type FlatMemory = Pick<
  FlatRows,
  | "unknownBits"
  | "starts"
  | "ends"
  | "hashes"
  | "numbers"
  | "recordStarts"
  | "recordEnds"
  | "eventTimes"
  | "entries"
>;

const NO_NAMES: readonly string[] = Object.freeze([]);
const NO_BITS = new Int32Array(0);

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
  /** Of a value with others inside the number of its first entry; empty where there are none. */
  readonly hashes: Int32Array;
  /** Numbers, and instants in milliseconds since 1970-01-01T00:00:00Z. */
  numbers: Float64Array;
  /** The same memory for integers of 64 bits, two words each. */
  words: Int32Array;
  #integers: BigInt64Array;
  /** Values that were converted one by one. */
  others: unknown[] = [];
  /** Entries of the leaves of values with others inside, as \`shred-layout.ts\` has them, by words, doubles and integers of 64 bits. */
  entries: Int32Array = NO_BITS;
  entryNumbers: Float64Array = new Float64Array(0);
  entryIntegers: BigInt64Array = new BigInt64Array(0);
  /** Where each row's record begins and ends. */
  recordStarts: Int32Array = new Int32Array(FIRST_ROWS);
  recordEnds: Int32Array = new Int32Array(FIRST_ROWS);
  /** Event times in milliseconds since 1970-01-01T00:00:00Z; NaN where there is none. */
  eventTimes: Float64Array = new Float64Array(FIRST_ROWS);
  /** Where in the source the bytes begin, and on which line. */
  byteOffset = 0;
  line = 1;
  /** Timestamps of all rows with digits finer than milliseconds. */
  truncatedTimestamps = 0;
  /** Names that no field has and some row had; by row, a bit for each of them that it had. */
  unknownNames = NO_NAMES;
  unknownBits: Int32Array = NO_BITS;
  /** Names that no field has and every row has; then `unknownNames` has none. */
  unknownOfAll = NO_NAMES;
  /** Whether lines may end in CR, too. */
  endsInReturns = false;
  /** Places of a row. */
  readonly width: number;
  size = 0;
  /** Records between them that do not fit. */
  rejects: FlatRejects | undefined;
  #lazyRow: Readonly<Record<string, unknown>> | undefined;
  #lazy = 0;

  readonly #encoding: "latin1" | "utf8";

  /**
   * @param isAscii whether texts are ASCII; otherwise they are UTF-8
   * @param memory has the rows of who fills it; texts are UTF-8
   */
  constructor(
    plan: FlatPlan,
    { isAscii = true, memory }: { readonly isAscii?: boolean; readonly memory?: FlatMemory } = {},
  ) {
    this.plan = plan;
    this.width = plan.fields.length;
    this.#encoding = isAscii && memory === undefined ? "latin1" : "utf8";
    if (memory !== undefined) {
      const { starts, ends, hashes, numbers, recordStarts, recordEnds, eventTimes } = memory;
      this.unknownBits = memory.unknownBits;
      this.starts = starts;
      this.ends = ends;
      this.hashes = hashes;
      this.numbers = numbers;
      this.entries = memory.entries;
      this.entryNumbers = new Float64Array(
        memory.entries.buffer,
        memory.entries.byteOffset,
        memory.entries.length / 2,
      );
      this.entryIntegers = new BigInt64Array(
        memory.entries.buffer,
        memory.entries.byteOffset,
        memory.entries.length / 2,
      );
      const { buffer, byteOffset, length } = numbers;
      this.words = new Int32Array(buffer, byteOffset, length * 2);
      this.#integers = new BigInt64Array(buffer, byteOffset, length);
      this.recordStarts = recordStarts;
      this.recordEnds = recordEnds;
      this.eventTimes = eventTimes;
      return;
    }
    const places = FIRST_ROWS * this.width;
    this.starts = new Int32Array(places);
    this.ends = new Int32Array(places);
    this.hashes = NO_BITS;
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
    this.rejects = undefined;
    this.truncatedTimestamps = 0;
    this.unknownNames = NO_NAMES;
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

  /** What a row had beside its fields. */
  unknownIn(row: number): readonly string[] {
    if (this.unknownNames === NO_NAMES) return this.unknownOfAll;
    const bits = this.unknownBits[row] as number;
    return this.unknownNames.filter((_, i) => ((bits >>> i) & 1) === 1);
  }

  /** How many records were taken, rows or not. */
  get all(): number {
    return this.size + (this.rejects?.size ?? 0);
  }

  /** In how many of the rows each of these names was. */
  get unknownCounts(): readonly (readonly [name: string, rows: number])[] {
    if (this.unknownOfAll.length > 0) return this.unknownOfAll.map((name) => [name, this.size]);
    const counts = this.unknownNames.map(() => 0);
    for (let row = 0; counts.length > 0 && row < this.size; row++)
      for (let bits = this.unknownBits[row] as number; bits !== 0; bits &= bits - 1) {
        const i = 31 - Math.clz32(bits & -bits);
        counts[i] = (counts[i] as number) + 1;
      }
    return this.unknownNames.flatMap((name, i) => {
      const rows = counts[i] as number;
      return rows > 0 ? [[name, rows] as const] : [];
    });
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
      case "decimal":
        return valueOfInteger(this.plan, field, this.#integers[at] as bigint);
      case "other":
        return this.others[at];
      case "nested":
        return nestedValue(
          this.plan.fields[field]?.checker as FieldChecker,
          this.bytes.toString("utf8", start, this.ends[at]),
        );
      default:
        return this.bytes.toString(this.#encoding, start, this.ends[at]);
    }
  }

  /** Put an integer of 64 bits into a place. */
  putInteger(at: number, value: bigint): void {
    this.#integers[at] = value;
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
    // Not as doubles: bits of integers that would be none may be changed.
    const words = grown(this.words, new Int32Array(places * 2));
    this.numbers = new Float64Array(words.buffer);
    this.#integers = new BigInt64Array(words.buffer);
    this.words = words;
  }
}

function grown<T extends Int32Array | Float64Array>(from: T, into: T): T {
  into.set(from);
  return into;
}
