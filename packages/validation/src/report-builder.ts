import type { Dataset } from "@cloudapi/core";
import { type RecordBatch, type RecordFormat, type SourceError } from "@cloudapi/records";
import { Tally } from "@cloudapi/records/internal";
import type { ValidationReport } from "./validation-report.ts";

const REPORTED = { maxBytes: 8192, maxIssues: 100, maxNames: 1000 } as const;

/** Makes the report of what batches of checked records say, in bounded memory. */
export class ReportBuilder {
  readonly #dataset: Dataset;
  readonly #tally: Tally;
  #format: RecordFormat;

  constructor(dataset: Dataset, format: RecordFormat, maxRejections: number) {
    this.#dataset = dataset;
    this.#format = format;
    this.#tally = new Tally({ ...REPORTED, maxRejections });
  }

  addBatch(batch: RecordBatch<unknown>, records = batch.records): void {
    this.#format = batch.format;
    this.#tally.addBatch(batch);
    for (const record of records) this.#tally.addRecord(record);
  }

  /** A source that can't be read to its end is a problem of the file, not of the caller. */
  addSourceError({ code, message, byteOffset }: SourceError): void {
    const problem = { code: code.replace(/^SOURCE_/, "").toLowerCase(), message, byteOffset };
    this.#tally.addBatch({ bytesRead: this.#tally.bytesRead, problems: [problem], warnings: [] });
  }

  report(): ValidationReport {
    const {
      rowsIn,
      rowsFiltered,
      rowsAdded,
      rowsValid,
      rowsRejected,
      rejections,
      problems,
      warnings,
    } = this.#tally;
    const { rejectedByCode, unknownFields, timestampsTruncated, bytesRead } = this.#tally;
    return {
      valid: rowsRejected === 0 && problems.length === 0,
      format: this.#format,
      dataset: this.#dataset.name,
      contractHash: this.#dataset.contractHash,
      rowsIn,
      rowsFiltered,
      rowsAdded,
      rowsValid,
      rowsRejected,
      rejectedByCode,
      rejections,
      problems,
      warnings,
      unknownFields,
      timestampsTruncated,
      bytesRead,
    };
  }
}
