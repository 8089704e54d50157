import type { CheckedRecord, Problem } from "@cloudapi/records";
import { recordsInOrder } from "@cloudapi/records/internal";
import { RowDigest } from "./row-digest.ts";
import type { CheckedBatch } from "./write-job.ts";

/** Where parts end. */
export interface SliceRule {
  /** Valid rows of a part. */
  readonly everyRows: number;
  /** Ends of parts that are there already, by where they begin. */
  readonly committed: ReadonlyMap<string, ReadonlySet<string>>;
}

/** Of a batch that was cut, what it says beside its records is said with the first of them. */
const NOTHING_TOLD = { rowsFiltered: 0, timestampsTruncated: 0, problems: [], warnings: [] };

type Row = CheckedRecord<Record<string, unknown>>;

/** Cuts batches into parts, of which each is read to its end before the next. */
export class PartSlicer {
  readonly #batches: AsyncIterator<CheckedBatch>;
  readonly #rule: SliceRule;
  readonly #digest = new RowDigest();
  #rest: CheckedBatch | undefined;
  #began = 0;
  /** Where parts that are there end which began as this one does, by the number of rows up to there. */
  #ends = new Map<number, ReadonlySet<string>>();
  #lastEnd = 0;
  #isDone = false;
  /** Valid rows so far. */
  rows = 0;
  /** What came after the last row. */
  readonly late: { readonly problems: Problem[]; readonly warnings: Problem[] } = {
    problems: [],
    warnings: [],
  };

  constructor(batches: AsyncIterable<CheckedBatch>, rule: SliceRule) {
    this.#batches = batches[Symbol.asyncIterator]();
    this.#rule = rule;
  }

  /** How far it has come: the number of valid rows, and their digest. */
  place(): string {
    return `${this.rows}:${this.#digest.soFar()}`;
  }

  /** Whether there is a row after those of the parts so far. */
  async hasMore(): Promise<boolean> {
    while (!this.#isDone && this.#rest === undefined) {
      const batch = await this.#pull();
      if (batch === undefined) return false;
      if (batch.records.length > 0 || batch.rowsFiltered > 0) this.#rest = batch;
      else {
        this.late.problems.push(...batch.problems);
        this.late.warnings.push(...batch.warnings);
      }
    }
    return this.#rest !== undefined;
  }

  /** The batches of the next part. */
  async *next(): AsyncGenerator<CheckedBatch, void, undefined> {
    this.#begin();
    for (;;) {
      const batch = this.#rest ?? (await this.#pull());
      this.#rest = undefined;
      if (batch === undefined) return;
      const end = this.#endIn(batch.records);
      if (end === undefined) {
        yield batch;
        continue;
      }
      const records = batch.records.slice(end);
      if (records.length > 0) this.#rest = { ...batch, ...NOTHING_TOLD, records };
      yield { ...batch, records: batch.records.slice(0, end) };
      return;
    }
  }

  /** Tell the source that no more is wanted of it. */
  async close(): Promise<void> {
    if (!this.#isDone) await this.#batches.return?.();
  }

  #begin(): void {
    this.#began = this.rows;
    this.#ends = new Map();
    for (const end of this.#rule.committed.get(this.place()) ?? []) {
      const rows = Number.parseInt(end, 10);
      this.#ends.set(rows, new Set([...(this.#ends.get(rows) ?? []), end]));
    }
    this.#lastEnd = Math.max(0, ...this.#ends.keys());
  }

  async #pull(): Promise<CheckedBatch | undefined> {
    const result = await this.#batches.next();
    if (result.done !== true) {
      const { flat } = result.value;
      return {
        ...result.value,
        records: recordsInOrder(result.value),
        flat: undefined,
        timestampsTruncated: flat?.truncatedTimestamps ?? 0,
      };
    }
    this.#isDone = true;
    return undefined;
  }

  /** How many of the records the part still has; `undefined` when it has all of them, and may have more. */
  #endIn(records: readonly Row[]): number | undefined {
    for (const [i, record] of records.entries()) {
      if (!record.valid) continue;
      this.#digest.add(record.value);
      this.rows++;
      if (this.#ends.get(this.rows)?.has(this.place())) return i + 1;
      // As long as rows may be those of a part that is there, nothing is known of them.
      const isOpen = this.rows < this.#lastEnd;
      if (!isOpen && this.rows - this.#began >= this.#rule.everyRows) return i + 1;
    }
    return undefined;
  }
}
