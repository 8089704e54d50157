import type { Dataset } from "@cloudapi/core";
import {
  type CheckedRecord,
  type ReadOptions,
  type ReadProgress,
  type Rejection,
  readCheckedRecords,
  type Source,
  SourceError,
} from "@cloudapi/records";
import { rejectionOf } from "@cloudapi/records/internal";
import { ReportBuilder } from "./report-builder.ts";
import type { ValidationReport } from "./validation-report.ts";

/** Options of `validateJson`, and with `delimiter` of `validateCsv`. */
export interface ValidateOptions<T> {
  /** Called with each valid row, in order; awaited when it returns a promise. */
  readonly onRecord?:
    | ((row: T, place: { readonly line: number; readonly byteOffset: number }) => unknown)
    | undefined;
  /** Called with each rejected row, in order, whatever `maxRejections` says; awaited when it returns a promise. */
  readonly onRejection?: ((rejection: Rejection) => unknown) | undefined;
  /** How many rejected rows the report keeps; 1,000 by default. All are counted. */
  readonly maxRejections?: number | undefined;
  /** A longer record is rejected and skipped without being held; 16 MiB by default. */
  readonly maxRecordBytes?: number | undefined;
  /** A record with more lists and objects inside one another is rejected; 256 by default, at most 1,000. */
  readonly maxDepth?: number | undefined;
  /** Stops the validation; the promise rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** Called as reading goes on, at least once. */
  readonly onProgress?: ((progress: ReadProgress) => void) | undefined;
}

/** The options both functions take. */
export const VALIDATE_OPTIONS = [
  "onRecord",
  "onRejection",
  "maxRejections",
  "maxRecordBytes",
  "maxDepth",
  "signal",
  "onProgress",
] as const;

/** Read a source to its end and report; the options' names are checked by the caller. */
export async function validateSource<T>(
  dataset: Dataset,
  source: Source,
  options: ValidateOptions<T>,
  format: Pick<ReadOptions, "delimiter"> & { readonly format: "auto" | "json" | "csv" },
): Promise<ValidationReport> {
  const { maxRejections = 1000, maxRecordBytes, maxDepth, signal, onProgress } = options;
  if (!Number.isSafeInteger(maxRejections) || maxRejections < 0) {
    throw new RangeError(`maxRejections must be an integer of at least 0, not ${maxRejections}.`);
  }
  const builder = new ReportBuilder(
    dataset,
    format.format === "csv" ? "csv" : "json-lines",
    maxRejections,
  );
  try {
    for await (const batch of readCheckedRecords(dataset, source, {
      ...format,
      maxRecordBytes,
      maxDepth,
      signal,
      onProgress,
    })) {
      builder.addBatch(batch);
      await tell(batch.records as readonly CheckedRecord<T>[], options);
    }
  } catch (error) {
    if (!(error instanceof SourceError)) throw error;
    builder.addSourceError(error);
  }
  return builder.report();
}

/** Call the listeners in the order of the records, waiting only for those that ask for it. */
async function tell<T>(
  records: readonly CheckedRecord<T>[],
  { onRecord, onRejection }: ValidateOptions<T>,
): Promise<void> {
  if (onRecord === undefined && onRejection === undefined) return;
  for (const record of records) {
    const told = record.valid
      ? onRecord?.(record.value, { line: record.line, byteOffset: record.byteOffset })
      : onRejection?.(rejectionOf(record));
    if (isThenable(told)) await told;
  }
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === "object" && value !== null && "then" in value;
}
