import type { Dataset } from "@cloudapi/core";
import {
  type CheckedRecord,
  type ReadOptions,
  type ReadProgress,
  type RecordMap,
  type Rejection,
  type Source,
  SourceError,
  type Timestamps,
} from "@cloudapi/records";
import {
  checkedRecordsOf,
  countingReaders,
  flatReaders,
  giveKernel,
  recordsBesideRows,
  recordsInOrder,
  rejectionOf,
  takeKernel,
} from "@cloudapi/records/internal";
import { ReportBuilder } from "./report-builder.ts";
import type { ValidationReport } from "./validation-report.ts";

/** Where a valid row comes from. */
export interface RowPlace {
  readonly line: number;
  readonly byteOffset: number;
  /** Which of the rows it is that `map` made of the record, the first being 1; absent where it gave no list. */
  readonly item?: number;
}

/** Options of `validateJson`, and beside those of `csvFormat` of `validateCsv`. */
export interface ValidateOptions<T> {
  /** Called with each valid row, in order; awaited when it returns a promise. */
  readonly onRecord?: ((row: T, place: RowPlace) => unknown) | undefined;
  /** Called with each rejected row, in order, whatever `maxRejections` says; awaited when it returns a promise. */
  readonly onRejection?: ((rejection: Rejection) => unknown) | undefined;
  /** Makes of each record what is checked: a record, several, or none; `explode`, `pick` and `rename` are such functions. */
  readonly map?: RecordMap | undefined;
  /** How times are written that are not RFC 3339, by column: `"epoch_ms"`, `{ format: "%d.%m.%Y %H:%M", zone: "Europe/Berlin" }`. */
  readonly timestamps?: Timestamps | undefined;
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
  "map",
  "timestamps",
  "maxRejections",
  "maxRecordBytes",
  "maxDepth",
  "signal",
  "onProgress",
] as const;

/** The call of a function that validates a source. */
interface Call extends Pick<ReadOptions, "format"> {
  /** The function that was called, for messages. */
  readonly what: string;
}

/** Read a source to its end and report; the options' names are checked by the caller. */
export async function validateSource<T>(
  dataset: Dataset,
  source: Source,
  options: ValidateOptions<T>,
  { what, format }: Call,
): Promise<ValidationReport> {
  const {
    maxRejections = 1000,
    maxRecordBytes,
    maxDepth,
    map,
    timestamps,
    signal,
    onProgress,
  } = options;
  if (!Number.isSafeInteger(maxRejections) || maxRejections < 0) {
    throw new RangeError(`maxRejections must be an integer of at least 0, not ${maxRejections}.`);
  }
  const builder = new ReportBuilder(
    dataset,
    typeof format === "object" ? format.name : "json-lines",
    maxRejections,
  );
  const taken = { rows: 0, truncated: 0, unknown: new Map<string, number>() };
  const reading = { format, maxRecordBytes, maxDepth, map, timestamps, signal, onProgress };
  const kernel = takeKernel();
  const readersOf = options.onRecord === undefined ? countingReaders : flatReaders;
  try {
    for await (const batch of checkedRecordsOf(what, dataset, source, reading, (plan) =>
      readersOf(plan, undefined, kernel),
    )) {
      const besideRows = recordsBesideRows(batch);
      builder.addBatch(batch, besideRows);
      taken.rows += batch.flat?.size ?? 0;
      taken.truncated += batch.flat?.truncatedTimestamps ?? 0;
      for (const [name, rows] of batch.flat?.unknownCounts ?? [])
        taken.unknown.set(name, rows + (taken.unknown.get(name) ?? 0));
      const told = options.onRecord === undefined ? besideRows : recordsInOrder(batch);
      await tell(told as readonly CheckedRecord<T>[], options);
    }
  } catch (error) {
    if (!(error instanceof SourceError)) throw error;
    builder.addSourceError(error);
  }
  // Of what was told nothing lies in its memory.
  giveKernel(kernel);
  return withTaken(builder.report(), taken);
}

/** The report with the rows that were taken by their bytes, of which there are no records. */
function withTaken(
  report: ValidationReport,
  taken: {
    readonly rows: number;
    readonly truncated: number;
    readonly unknown: ReadonlyMap<string, number>;
  },
): ValidationReport {
  const { rows, truncated, unknown } = taken;
  const unknownFields = Object.entries(report.unknownFields).map(
    ([name, count]) => [name, count + (unknown.get(name) ?? 0)] as const,
  );
  return {
    ...report,
    unknownFields: Object.fromEntries(unknownFields),
    rowsIn: report.rowsIn + rows,
    rowsValid: report.rowsValid + rows,
    timestampsTruncated: report.timestampsTruncated + truncated,
  };
}

/** Call the listeners in the order of the records, waiting only for those that ask for it. */
async function tell<T>(
  records: readonly CheckedRecord<T>[],
  { onRecord, onRejection }: ValidateOptions<T>,
): Promise<void> {
  if (onRecord === undefined && onRejection === undefined) return;
  for (const record of records) {
    const told = record.valid
      ? onRecord?.(record.value, placeOf(record))
      : onRejection?.(rejectionOf(record));
    if (isThenable(told)) await told;
  }
}

function placeOf({ line, byteOffset, item }: CheckedRecord<unknown>): RowPlace {
  return { line, byteOffset, ...(item === undefined ? {} : { item }) };
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === "object" && value !== null && "then" in value;
}
