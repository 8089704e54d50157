import type { Kernel } from "../kernel/kernel.ts";
import * as layout from "../kernel/scan-layout.ts";
import type { FlatField, FlatPlan } from "./flat-plan.ts";
import type { FlatRows } from "./flat-rows.ts";
import { partitionRange } from "./partition-range.ts";
import { InstantReader } from "./read-instant.ts";
import { patternBytes, writeField } from "./write-field.ts";
import { FIRST_DAY, FIRST_DAY_MS } from "./write-state.ts";

const WORD_BYTES = 4;
const DOUBLE_BYTES = 8;

/** Looks at the texts of columns of rows, many for one call. */
export interface TextTaker {
  /**
   * Look at those of a field from one row to before another: whether they fit, or what instant they are, which is noted.
   *
   * @returns the row that is reached: one of which only others can tell, or `to`
   */
  take(field: number, from: number, to: number, isAscii: boolean): number;
}

/** In the kernel's memory, where the rows are. */
export class KernelTexts implements TextTaker {
  readonly #kernel: Kernel;
  readonly #state: number;
  /** By field, where is what it asks. */
  readonly #keys: readonly number[];
  readonly #words: Int32Array;

  /** @throws {RangeError} if the kernel's memory can't grow */
  constructor(kernel: Kernel, plan: FlatPlan, rows: FlatRows) {
    this.#kernel = kernel;
    this.#state = kernel.allocate(layout.STATE_BYTES);
    const parts = plan.fields.map(({ textRule }) => ({
      key: kernel.allocate(layout.KEY_BYTES),
      prefix: kernel.allocate(textRule?.prefixes[0]?.length ?? 0),
      suffix: kernel.allocate(textRule?.suffixes[0]?.length ?? 0),
      atoms: kernel.allocate(patternBytes(textRule)),
    }));
    this.#keys = parts.map(({ key }) => key);
    this.#words = new Int32Array(kernel.buffer);
    const doubles = new Float64Array(kernel.buffer);
    const memory = {
      bytes: Buffer.from(kernel.buffer),
      setOf: (key: number, what: number, value: number) => {
        this.#words[(key + what) / WORD_BYTES] = value;
      },
      setDouble: (address: number, value: number) => {
        doubles[address / DOUBLE_BYTES] = value;
      },
    };
    plan.fields.forEach((field, number) => {
      const { key, ...places } = parts[number] as (typeof parts)[number];
      const own = { ...places, literal: 0, known: 0, slots: 0 };
      writeField({ memory, key, field, number, follower: key, places: own });
    });
    const { first, last } = partitionRange(plan);
    memory.setDouble(this.#state + layout.FIRST_TIME, first);
    memory.setDouble(this.#state + layout.LAST_TIME, last);
    memory.bytes.write(FIRST_DAY, this.#state + layout.DAY, "latin1");
    memory.setDouble(this.#state + layout.DAY_MS, FIRST_DAY_MS);
    this.#set(layout.EVENT_FIELD, plan.eventTime);
    this.#set(layout.STRIDE, rows.width);
    this.#set(layout.BASE, rows.bytes.byteOffset);
    this.#set(layout.STARTS, rows.starts.byteOffset);
    this.#set(layout.ENDS, rows.ends.byteOffset);
    this.#set(layout.NUMBERS, rows.numbers.byteOffset);
    this.#set(layout.EVENT_TIMES, rows.eventTimes.byteOffset);
  }

  take(field: number, from: number, to: number, isAscii: boolean): number {
    this.#set(layout.TEXT_IS_ASCII, isAscii ? 1 : 0);
    const key = this.#keys[field] as number;
    return this.#kernel.functions.takeTexts(this.#state, key, from, to);
  }

  #set(what: number, value: number): void {
    this.#words[(this.#state + what) / WORD_BYTES] = value;
  }
}

/** The same without a kernel. */
export class PlainTexts implements TextTaker {
  readonly #plan: FlatPlan;
  readonly #rows: FlatRows;
  readonly #instants = new InstantReader();
  readonly #range: ReturnType<typeof partitionRange>;

  constructor(plan: FlatPlan, rows: FlatRows) {
    this.#plan = plan;
    this.#rows = rows;
    this.#range = partitionRange(plan);
  }

  take(number: number, from: number, to: number, isAscii: boolean): number {
    const field = this.#plan.fields[number] as FlatField;
    if (field.kind === "instant") return this.#takeInstants(number, from, to);
    const { byteTest } = field;
    const { starts, ends, bytes, width } = this.#rows;
    // Characters of others than ASCII have more bytes than they are long.
    if (byteTest === undefined || !isAscii) return from;
    let at = from * width + number;
    for (let row = from; row < to; row++, at += width) {
      const start = starts[at] as number;
      if (start >= 0 && !byteTest(bytes, start, ends[at] as number)) return row;
    }
    return to;
  }

  #takeInstants(number: number, from: number, to: number): number {
    const { starts, ends, bytes, width, numbers, eventTimes } = this.#rows;
    const { first, last } = this.#range;
    const isEventTime = number === this.#plan.eventTime;
    let at = from * width + number;
    for (let row = from; row < to; row++, at += width) {
      const start = starts[at] as number;
      const end = ends[at] as number;
      // Those without a text are known already.
      if (start < 0 || start === end) continue;
      const epochMs = this.#instants.read(bytes, start, end);
      if (Number.isNaN(epochMs)) return row;
      numbers[at] = epochMs;
      if (!isEventTime) continue;
      eventTimes[row] = epochMs;
      if (epochMs < first || epochMs > last) return row;
    }
    return to;
  }
}
