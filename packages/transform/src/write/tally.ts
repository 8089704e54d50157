import type { CheckedRecord, Finding, RecordBatch, RejectedRecord } from "@cloudapi/records";
import type { Rejection } from "./write-report.ts";

const MAX_NAMES = 100;
const MAX_NAME_LENGTH = 200;
const MAX_FINDINGS = 100;
const MAX_RAW_BYTES = 1_000;

/** Counts what a run sees; what it keeps is bounded, what it counts is not. */
export class Tally {
  readonly #maxRejections: number;
  readonly #byCode = new Map<string, number>();
  readonly #unknown = new Map<string, number>();
  readonly rejections: Rejection[] = [];
  readonly problems: Finding[] = [];
  readonly warnings: Finding[] = [];
  bytesRead = 0;
  rowsIn = 0;
  rowsValid = 0;
  rowsRejected = 0;
  rowsDropped = 0;
  timestampsTruncated = 0;
  unknownFieldCount = 0;

  constructor(maxRejections: number) {
    this.#maxRejections = maxRejections;
  }

  addBatch({
    bytesRead,
    problems,
    warnings,
  }: Omit<RecordBatch<unknown>, "records" | "format">): void {
    this.bytesRead = bytesRead;
    this.problems.push(...problems.slice(0, MAX_FINDINGS - this.problems.length));
    this.warnings.push(...warnings.slice(0, MAX_FINDINGS - this.warnings.length));
  }

  addRecord(record: CheckedRecord<unknown>): void {
    this.rowsIn++;
    for (const name of record.unknownFields) this.#addUnknown(name);
    if (record.valid) {
      this.rowsValid++;
      this.timestampsTruncated += record.truncatedTimestamps;
    } else {
      this.#addRejected(record);
    }
  }

  get rejectedByCode(): Record<string, number> {
    return Object.fromEntries(this.#byCode);
  }

  get unknownFields(): Record<string, number> {
    return Object.fromEntries(this.#unknown);
  }

  #addUnknown(name: string): void {
    this.unknownFieldCount++;
    const shown = name.length > MAX_NAME_LENGTH ? `${name.slice(0, MAX_NAME_LENGTH)}…` : name;
    const count = this.#unknown.get(shown);
    if (count !== undefined || this.#unknown.size < MAX_NAMES)
      this.#unknown.set(shown, (count ?? 0) + 1);
  }

  #addRejected(record: RejectedRecord): void {
    this.rowsRejected++;
    const code = record.issues[0]?.code ?? "invalid";
    this.#byCode.set(code, (this.#byCode.get(code) ?? 0) + 1);
    if (this.rejections.length >= this.#maxRejections) return;
    const { line, byteOffset, issues } = record;
    this.rejections.push({ line, byteOffset, raw: shortText(record.rawBytes), issues });
  }
}

/** The beginning of a record's text, not cut within a character. */
function shortText(bytes: Uint8Array): string {
  const isWhole = bytes.length <= MAX_RAW_BYTES;
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes.subarray(0, MAX_RAW_BYTES), {
    stream: !isWhole,
  });
}
