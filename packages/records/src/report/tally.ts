import type { CheckedRecord, RejectedRecord } from "./checked-record.ts";
import type { Problem } from "./problem.ts";
import { type Rejection, type RejectionLimits, rejectionOf } from "./rejection.ts";

/** How much a tally keeps. */
export interface TallyLimits extends RejectionLimits {
  /** Rejected rows. */
  readonly maxRejections: number;
  /** Names of fields that the contract does not know. */
  readonly maxNames: number;
}

/** What a batch says beside its records. */
interface BatchFindings {
  readonly problems: readonly Problem[];
  readonly warnings: readonly Problem[];
  readonly bytesRead: number;
  readonly rowsFiltered?: number | undefined;
}

const MAX_NAME_LENGTH = 200;
const MAX_FINDINGS = 100;

/**
 * Adds up what batches of checked records say; what it keeps is bounded, what it counts is not.
 *
 * @example
 * ```ts
 * import { apiLogs } from "@cloudapi/core";
 * import { readCheckedRecords } from "@cloudapi/records";
 * import { Tally } from "@cloudapi/records/internal";
 *
 * const tally = new Tally({ maxRejections: 10, maxNames: 100 });
 * for await (const batch of readCheckedRecords(apiLogs, '{"endpoint":1}\n')) {
 *   tally.addBatch(batch);
 *   for (const record of batch.records) tally.addRecord(record);
 * }
 * console.log(tally.rowsIn, tally.rejectedByCode); // => 1 { required: 1 }
 * ```
 */
export class Tally {
  readonly #limits: TallyLimits;
  readonly #byCode = new Map<string, number>();
  readonly #unknown = new Map<string, number>();
  readonly rejections: Rejection[] = [];
  readonly problems: Problem[] = [];
  readonly warnings: Problem[] = [];
  bytesRead = 0;
  /** Records read. */
  rowsIn = 0;
  /** Records that a map gave nothing for. */
  rowsFiltered = 0;
  /** Rows beyond one for a record, which a map made of it. */
  rowsAdded = 0;
  rowsValid = 0;
  rowsRejected = 0;
  /** Valid rows that the caller drops; counted by it. */
  rowsDropped = 0;
  timestampsTruncated = 0;
  /** Values dropped because the contract does not know their field. */
  unknownFieldCount = 0;

  constructor(limits: TallyLimits) {
    this.#limits = limits;
  }

  /** Take what a batch says beside its records. */
  addBatch({ bytesRead, problems, warnings, rowsFiltered = 0 }: BatchFindings): void {
    this.rowsIn += rowsFiltered;
    this.rowsFiltered += rowsFiltered;
    this.bytesRead = bytesRead;
    this.problems.push(...problems.slice(0, MAX_FINDINGS - this.problems.length));
    this.warnings.push(...warnings.slice(0, MAX_FINDINGS - this.warnings.length));
  }

  addRecord(record: CheckedRecord<unknown>): void {
    if ((record.item ?? 1) === 1) this.rowsIn++;
    else this.rowsAdded++;
    for (const name of record.unknownFields) this.addName(name, 1);
    if (!record.valid) {
      this.#addRejected(record);
      return;
    }
    this.rowsValid++;
    this.timestampsTruncated += record.truncatedTimestamps;
  }

  /** Rejected rows by the code of their first issue. */
  get rejectedByCode(): Record<string, number> {
    return Object.fromEntries(this.#byCode);
  }

  /** Rows by the name of a field that the contract does not know. */
  get unknownFields(): Record<string, number> {
    return Object.fromEntries(this.#unknown);
  }

  /** Take a name that the contract does not know, which so many rows have. */
  addName(name: string, rows: number): void {
    this.unknownFieldCount += rows;
    const shown = name.length > MAX_NAME_LENGTH ? `${name.slice(0, MAX_NAME_LENGTH)}…` : name;
    const count = this.#unknown.get(shown);
    if (count !== undefined || this.#unknown.size < this.#limits.maxNames)
      this.#unknown.set(shown, (count ?? 0) + rows);
  }

  #addRejected(record: RejectedRecord): void {
    this.rowsRejected++;
    const code = record.issues[0]?.code ?? "custom";
    this.#byCode.set(code, (this.#byCode.get(code) ?? 0) + 1);
    if (this.rejections.length < this.#limits.maxRejections)
      this.rejections.push(rejectionOf(record, this.#limits));
  }
}
