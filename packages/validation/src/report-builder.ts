import type { Dataset } from "@cloudapi/core";
import {
  type CheckedRecord,
  type Finding,
  type RecordBatch,
  type RecordFormat,
  type SourceError,
} from "@cloudapi/records";
import { rejectionOf } from "./rejection.ts";
import type { Rejection, ValidationReport } from "./validation-report.ts";

const REPORTED = { maxBytes: 8192, maxIssues: 100 } as const;
const MAX_UNKNOWN_NAMES = 1000;
const MAX_NAME_LENGTH = 200;

/** Adds up what batches of checked records say, in bounded memory. */
export class ReportBuilder {
  readonly #dataset: Dataset;
  readonly #maxRejections: number;
  readonly #rejections: Rejection[] = [];
  readonly #rejectedByCode = new Map<string, number>();
  readonly #unknownFields = new Map<string, number>();
  readonly #problems: Finding[] = [];
  readonly #warnings: Finding[] = [];
  #format: RecordFormat;
  #rowsValid = 0;
  #rowsRejected = 0;
  #timestampsTruncated = 0;
  #bytesRead = 0;

  constructor(dataset: Dataset, format: RecordFormat, maxRejections: number) {
    this.#dataset = dataset;
    this.#format = format;
    this.#maxRejections = maxRejections;
  }

  addBatch({ format, records, problems, warnings, bytesRead }: RecordBatch<unknown>): void {
    this.#format = format;
    this.#problems.push(...problems);
    this.#warnings.push(...warnings);
    this.#bytesRead = bytesRead;
    for (const record of records) this.#addRecord(record);
  }

  /** A source that can't be read to its end is a problem of the file, not of the caller. */
  addSourceError({ code, message, byteOffset }: SourceError): void {
    this.#problems.push({ code: code.replace(/^SOURCE_/, "").toLowerCase(), message, byteOffset });
  }

  report(): ValidationReport {
    const [rowsValid, rowsRejected] = [this.#rowsValid, this.#rowsRejected];
    return {
      valid: rowsRejected === 0 && this.#problems.length === 0,
      format: this.#format,
      dataset: this.#dataset.name,
      contractHash: this.#dataset.contractHash,
      rowsIn: rowsValid + rowsRejected,
      rowsValid,
      rowsRejected,
      rejectedByCode: Object.fromEntries(this.#rejectedByCode),
      rejections: this.#rejections,
      problems: this.#problems,
      warnings: this.#warnings,
      unknownFields: Object.fromEntries(this.#unknownFields),
      timestampsTruncated: this.#timestampsTruncated,
      bytesRead: this.#bytesRead,
    };
  }

  #addRecord(record: CheckedRecord<unknown>): void {
    for (const name of record.unknownFields) this.#addUnknown(name);
    if (record.valid) {
      this.#rowsValid++;
      this.#timestampsTruncated += record.truncatedTimestamps;
      return;
    }
    this.#rowsRejected++;
    const code = record.issues[0]?.code ?? "custom";
    this.#rejectedByCode.set(code, (this.#rejectedByCode.get(code) ?? 0) + 1);
    if (this.#rejections.length < this.#maxRejections)
      this.#rejections.push(rejectionOf(record, REPORTED));
  }

  #addUnknown(name: string): void {
    const shown = name.length > MAX_NAME_LENGTH ? `${name.slice(0, MAX_NAME_LENGTH)}…` : name;
    const count = this.#unknownFields.get(shown);
    if (count !== undefined || this.#unknownFields.size < MAX_UNKNOWN_NAMES)
      this.#unknownFields.set(shown, (count ?? 0) + 1);
  }
}
