import * as layout from "../kernel/fault-layout.ts";
import type { Kernel } from "../kernel/kernel.ts";
import type { RejectedRecord } from "../report/checked-record.ts";
import type { Issue } from "../report/issue.ts";
import type { LineBytes } from "../report/line-bytes.ts";
import type { FaultMemory } from "./fault-memory.ts";
import type { Verdict } from "./field-verdicts.ts";

const NONE: readonly string[] = Object.freeze([]);

/** Where the rejected records of a batch begin. */
interface Beginning {
  /** Address that their places are counted from. */
  readonly base: number;
  /** Where that is in the source, and on which line. */
  readonly byteOffset: number;
  readonly line: number;
}

/** Records that do not fit and were judged by their bytes, where they lie in the kernel's memory; valid until the batch after the next. */
export class FlatRejects {
  readonly #memory: FaultMemory;
  readonly #kernel: Kernel;
  readonly #place: number;
  readonly #verdicts: readonly Verdict[];
  readonly #begins: Beginning;
  readonly #unknown: readonly string[];
  readonly size: number;

  /** @param batch its verdicts by their numbers, and the names that its records may have beside their fields */
  constructor(
    memory: FaultMemory,
    kernel: Kernel,
    batch: {
      readonly place: number;
      readonly verdicts: readonly Verdict[];
      readonly begins: Beginning;
      readonly unknown: readonly string[];
    },
  ) {
    this.#memory = memory;
    this.#kernel = kernel;
    this.#place = batch.place;
    this.#verdicts = batch.verdicts;
    this.#begins = batch.begins;
    this.#unknown = batch.unknown;
    this.size = memory.getAt(batch.place + layout.REJECTED);
  }

  /** Where in the source a record begins. */
  byteOffsetOf(row: number): number {
    return this.#begins.byteOffset + this.#column(layout.REJECTED_STARTS, row);
  }

  /** The first record from `row` on that lies behind a place of the source. */
  rowAfter(byteOffset: number, row: number): number {
    let at = row;
    while (at < this.size && this.byteOffsetOf(at) < byteOffset) at++;
    return at;
  }

  issuesOf(row: number): readonly Issue[] {
    const first = this.#column(layout.FIRST_VERDICTS, row);
    const last = this.#column(layout.FIRST_VERDICTS, row + 1);
    if (last === first + 1) return this.#verdictAt(first);
    return Array.from({ length: last - first }, (_, i) => this.#verdictAt(first + i)).flat();
  }

  /** A record as an object, whose parts are made when they are asked for. */
  recordAt(row: number): RejectedRecord {
    return new FlatReject(this, row);
  }

  /** What a record had beside its fields. */
  unknownIn(row: number): readonly string[] {
    if (this.#unknown.length === 0) return NONE;
    const bits = this.#column(layout.REJECTED_UNKNOWN, row);
    return bits === 0 ? NONE : this.#unknown.filter((_, i) => ((bits >>> i) & 1) === 1);
  }

  /** In how many of the records each of these names was. */
  get unknownCounts(): ReadonlyMap<string, number> {
    const counts = new Map<string, number>();
    if (this.#unknown.length === 0) return counts;
    for (let row = 0; row < this.size; row++)
      for (const name of this.unknownIn(row)) counts.set(name, 1 + (counts.get(name) ?? 0));
    return counts;
  }

  lineOf(row: number): number {
    return this.#begins.line + this.#column(layout.REJECTED_LINES, row);
  }

  byteLengthOf(row: number): number {
    return this.#column(layout.REJECTED_ENDS, row) - this.#column(layout.REJECTED_STARTS, row);
  }

  bytesOf(row: number): Buffer {
    const start = this.#begins.base + this.#column(layout.REJECTED_STARTS, row);
    return this.#memory.bytesAt(start, this.byteLengthOf(row));
  }

  /** Append the lines that are kept of the records from one to before another, as far as there is room for them; before which it ended. */
  write(lines: LineBytes, beginning: Buffer, from: number, to: number): number {
    const memory = this.#memory;
    if (!memory.setBeginning(beginning)) return from;
    let row = from;
    while (row < to) {
      const written = this.#kernel.functions.writeRejected(memory.state, this.#place, row, to);
      if (written === 0) break;
      lines.appendBytes(memory.bytesAt(memory.get(layout.OUTPUT), memory.get(layout.WRITTEN)));
      row += written;
    }
    return row;
  }

  #verdictAt(listed: number): Verdict {
    const list = this.#memory.getAt(this.#place + layout.VERDICT_LIST);
    return this.#verdicts[this.#memory.getAt(list + listed * 4)] as Verdict;
  }

  #column(what: number, row: number): number {
    const memory = this.#memory;
    return memory.getAt(memory.getAt(this.#place + what) + row * 4);
  }
}

/** One of the records, valid as long as they are. */
class FlatReject implements RejectedRecord {
  readonly valid = false;
  readonly item = undefined;
  readonly rawTruncated = false;
  readonly #rejects: FlatRejects;
  readonly #row: number;

  constructor(rejects: FlatRejects, row: number) {
    this.#rejects = rejects;
    this.#row = row;
  }

  get unknownFields(): readonly string[] {
    return this.#rejects.unknownIn(this.#row);
  }

  get line(): number {
    return this.#rejects.lineOf(this.#row);
  }

  get byteOffset(): number {
    return this.#rejects.byteOffsetOf(this.#row);
  }

  get byteLength(): number {
    return this.#rejects.byteLengthOf(this.#row);
  }

  get raw(): string {
    return this.rawBytes.toString("utf8");
  }

  get rawBytes(): Buffer {
    return this.#rejects.bytesOf(this.#row);
  }

  get issues(): readonly Issue[] {
    return this.#rejects.issuesOf(this.#row);
  }
}
