import type { Dataset } from "@cloudapi/core";
import { checkDataset, checkOptionNames } from "@cloudapi/core/internal";
import type { RejectedRecord } from "@cloudapi/records";
import type { Tally } from "@cloudapi/records/internal";
import type * as z from "zod";
import type { WriteRejected } from "../quarantine/publish-rejected.ts";
import { rejectedRows } from "../quarantine/rejected-rows.ts";
import type { Sink } from "../sink/sink.ts";
import { checkBatches, checkRows, type RowBatches } from "./checked-rows.ts";
import type { TableSink } from "./destination.ts";
import { destinationOf, withMode } from "./destination-of.ts";
import { sourceIdentity } from "./source-identity.ts";
import { writeChecked } from "./write-checked.ts";
import type { WriteJob } from "./write-job.ts";
import {
  checkSourceId,
  readWriteOptions,
  WRITE_OPTIONS,
  type WriteOptions,
} from "./write-options.ts";
import type { WriteReport, WriteRowsReport } from "./write-report.ts";

/** Options of `writeRows`. */
export interface WriteRowsOptions extends WriteOptions {
  /** The name of where the rows come from, such as `postgres://orders/2025-01-15`: a rerun under the same name replaces what the run before wrote. */
  readonly sourceId: string;
  /** Called after each batch, and at least every 1,000 rows. */
  readonly onProgress?: ((progress: WriteProgress) => void) | undefined;
}

/** How far a run has come. */
export interface WriteProgress {
  readonly rowsIn: number;
  readonly rowsValid: number;
  readonly rowsRejected: number;
}

/** A row to be written: a validated one, or one that has null where the contract lets a field be absent, as databases do. */
export type WritableRow<S extends z.core.$ZodObject> = {
  readonly [K in keyof z.output<S>]:
    | z.output<S>[K]
    | (undefined extends z.output<S>[K] ? null : never);
};

const WHAT = "writeRows";
const OPTIONS = [...WRITE_OPTIONS, "sourceId", "onProgress"] as const;

/**
 * Write rows to a sink as Parquet, one file or more per partition: the half of `transform` that comes after reading,
 * for rows that come from a database or from code.
 *
 * Each row is checked against the dataset, as the records of a file are: numbers may be numbers or bigints, and timestamps, dates
 * and decimals are text. A row that does not fit goes to quarantine with its number and what is wrong with it; with `maxRejectedRatio: 0` a single one ends the run instead, and
 * nothing is published. What is published, replaced and kept in the manifest is as with `transform`; the batches are not changed.
 *
 * @throws {TypeError} {RangeError} for an argument or option that can't be, or a batch that is not an array
 * @throws {PublishRefusedError} `TOO_MANY_REJECTED` past `maxRejectedRatio`, `WOULD_LOSE_ROWS` instead of replacing earlier rows by none
 * @throws {IncompatibleContractError} `INCOMPATIBLE_CONTRACT` when the sink has rows under a contract that is incompatible with this one
 * @throws {StorageError} when the sink can't be read or written
 * @throws {CloudApiError} `TOO_MANY_OBJECTS` past `maxObjects`, `INVALID_MANIFEST` when a manifest in the sink is damaged,
 * `CONCURRENT_RUN` when another run over the source wrote something else meanwhile, `SOURCE_COMPACTED` when its rows are in one file with others'
 * @throws what the batches throw, as it is
 *
 * @example
 * ```ts
 * import { apiLogs } from "@cloudapi/core";
 * import { memorySink, writeRows } from "@cloudapi/transform";
 *
 * async function* batches() {
 *   yield [{ timestamp: "2025-01-15T10:30:45Z", endpoint: "/api/users", status_code: 200 }];
 *   yield [{ timestamp: "2025-01-16T08:00:00Z", endpoint: "/api/users", status_code: 999 }];
 * }
 * const report = await writeRows(apiLogs, batches(), memorySink(), { sourceId: "db/api_logs" });
 * console.log(report.rowsIn, report.rowsWritten, report.rejections[0]?.row); // => 2 1 2
 * ```
 */
export async function writeRows<S extends z.core.$ZodObject>(
  dataset: Dataset<S>,
  batches: RowBatches<WritableRow<S>>,
  sink: Sink | TableSink,
  options: WriteRowsOptions,
): Promise<WriteRowsReport> {
  checkDataset(WHAT, dataset);
  checkBatches(WHAT, batches);
  const plain = dataset as unknown as Dataset;
  if ((options as unknown) !== undefined) checkOptionNames(WHAT, options, OPTIONS);
  return writeCheckedRows(plain, (signal) => checkRows(plain, batches, signal), sink, options);
}

/** Options of `writeRows`, and one that packages of this project have for each other. */
export interface CheckedRowsOptions extends WriteRowsOptions {
  /** What tells the rejected rows of this run from those of others over the source: those stay. Without it they make room for this run's. */
  readonly rejectedVersion?: string | undefined;
}

/** The same for rows that are checked already, until the signal fires; they are none of a file's records. */
export async function writeCheckedRows(
  dataset: Dataset,
  batches: WriteJob<WriteRowsReport>["batches"],
  sink: Sink | TableSink,
  options: CheckedRowsOptions,
): Promise<WriteRowsReport> {
  const startedMs = performance.now();
  const destination = destinationOf(WHAT, sink, options);
  if ((options as unknown) === undefined)
    throw new TypeError(`${WHAT}: pass { sourceId }, the name of where the rows come from.`);
  checkOptionNames(WHAT, options, [...OPTIONS, "rejectedVersion"]);
  checkSourceId(WHAT, options.sourceId);
  const settings = readWriteOptions(WHAT, dataset, withMode(destination, options));
  const isNamed = settings.mode === "append" && destination.isByVersion !== true;
  if (isNamed && options.version === undefined)
    throw new TypeError(
      `${WHAT}: mode "append" needs version, which tells these rows from others of ${options.sourceId}: the same version is written once.`,
    );
  const { sourceId, version, rejectedVersion } = options;
  const source = isNamed
    ? sourceIdentity(sourceId, version)
    : { ...sourceIdentity(sourceId), sourceVersion: version };
  return writeChecked({
    dataset,
    source,
    destination,
    startedMs,
    settings,
    batches,
    appendRejected: (lines, record) => lines.appendRow(keptRow(dataset, source.sourceId, record)),
    rejectedVersion,
    onBatch: ({ rowsIn, rowsValid, rowsRejected }) =>
      options.onProgress?.({ rowsIn, rowsValid, rowsRejected }),
    completeReport,
    writeRejected,
  });
}

/** Rejected rows are written as any others, though they may give way to none. */
export const writeRejected: WriteRejected = (batches, table, run) =>
  writeRows(rejectedRows, batches, table, { ...run, allowFewerRows: true, maxRejectedRatio: 0 });

/** A rejected row as a line of the quarantine. */
export function keptRow(
  { name, contractHash }: Dataset,
  source: string,
  record: RejectedRecord,
): object {
  const { line: row, raw, rawTruncated, issues } = record;
  return {
    dataset: name,
    contractHash,
    source,
    format: "rows",
    row,
    raw,
    ...(rawTruncated ? { rawTruncated } : {}),
    issues,
  };
}

function completeReport(report: WriteReport, { rejections }: Tally): WriteRowsReport {
  return {
    ...report,
    rejections: rejections.map(({ line: row, raw, issues }) => ({ row, raw, issues })),
  };
}
