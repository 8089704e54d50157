import type { Dataset } from "@cloudapi/core";
import { type ReadOptions, type RecordBatch, SourceError } from "@cloudapi/records";
import { type Adaptation, quarantineRecord, readCheckedBytes } from "@cloudapi/records/internal";
import { ReportBuilder } from "../../report-builder.ts";
import type { ValidationReport } from "../../validation-report.ts";
import type { RowsWriter } from "../quarantine/rows-writer.ts";
import { MAX_VERDICT_REJECTIONS } from "../verdict/verdict.ts";

/** What is validated, and how. */
export interface ObjectValidation {
  readonly format: ReadOptions["format"];
  readonly delimiter: string | undefined;
  readonly dataset: Dataset;
  /** Names the object in its quarantined rows. */
  readonly source: string;
  readonly adaptation: Adaptation | undefined;
  readonly maxRecordBytes: number | undefined;
  readonly signal: AbortSignal;
}

/** Read an object to its end, give each rejected row to the writer as it comes, and report. */
export async function validateObject(
  body: AsyncIterable<Uint8Array>,
  rows: RowsWriter,
  { dataset, source, format, delimiter, adaptation, maxRecordBytes, signal }: ObjectValidation,
): Promise<ValidationReport> {
  const builder = new ReportBuilder(dataset, "json-lines", MAX_VERDICT_REJECTIONS);
  try {
    for await (const batch of readCheckedBytes(dataset, body, {
      format,
      delimiter,
      source,
      adaptation,
      maxRecordBytes,
      signal,
    })) {
      builder.addBatch(batch);
      await keepRejected(batch, rows, dataset, source);
    }
  } catch (error) {
    if (!(error instanceof SourceError)) throw error;
    builder.addSourceError(error);
  }
  return builder.report();
}

async function keepRejected(
  batch: RecordBatch<unknown>,
  rows: RowsWriter,
  dataset: Dataset,
  source: string,
): Promise<void> {
  for (const record of batch.records) {
    if (!record.valid) await rows.add(quarantineRecord(dataset, source, batch.format, record));
  }
}
