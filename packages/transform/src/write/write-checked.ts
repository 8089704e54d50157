import type { Dataset } from "@cloudapi/core";
import { unlessAborted } from "@cloudapi/core/internal";
import type { CheckedRecord, RecordBatch, RejectedRecord } from "@cloudapi/records";
import { Tally } from "@cloudapi/records/internal";
import { checkContracts, type FoundContracts } from "../manifest/check-contracts.ts";
import type { RowFormat, SourceIdentity } from "../manifest/manifest.ts";
import { publish } from "../manifest/publish.ts";
import { manifestKey, type PreviousRun, readManifest } from "../manifest/read-manifest.ts";
import { parquetFiles } from "../parquet/parquet-files.ts";
import { QuarantineWriter } from "../quarantine/quarantine-writer.ts";
import { hasValues } from "../rows/drop-nulls.ts";
import type { ObjectWriter } from "../sink/object-writer.ts";
import type { Sink } from "../sink/sink.ts";
import { buildReport } from "./build-report.ts";
import { PartitionedWriter } from "./partitioned-writer.ts";
import { guardPublish } from "./publish-guard.ts";
import { untilPublishing, waitForCleanup } from "./until-publishing.ts";
import type { WriteSettings } from "./write-options.ts";
import type { TransformReport, WriteReport, WriteRowsReport } from "./write-report.ts";

const REPORTED = { maxBytes: 1_000, maxNames: 100 } as const;

/** Checked records of a stretch of the source. */
export type CheckedBatch = Omit<RecordBatch<Record<string, unknown>>, "format"> & {
  readonly format: RowFormat;
};

/** What is to be written, from where, and how it is told. */
export interface WriteJob<R> {
  readonly dataset: Dataset;
  readonly source: SourceIdentity;
  readonly sink: Sink;
  readonly settings: WriteSettings;
  readonly startedMs: number;
  /** The records, until the signal fires. */
  readonly batches: (signal: AbortSignal | undefined) => AsyncIterable<CheckedBatch>;
  /** A rejected record as it is kept. */
  readonly quarantineRow: (record: RejectedRecord, format: RowFormat) => object;
  /** Called after each batch. */
  readonly onBatch: (tally: Tally) => void;
  /** The report, with what only this kind of run has. */
  readonly completeReport: (report: WriteReport, tally: Tally, format: RowFormat) => R;
}

/** Where records go. */
interface Output {
  readonly tally: Tally;
  readonly writer: PartitionedWriter;
  readonly quarantine: QuarantineWriter;
}

/** A job with what is in the sink already. */
interface Run<R> extends WriteJob<R> {
  readonly signal: AbortSignal | undefined;
  readonly previous: PreviousRun;
  readonly contracts: FoundContracts;
}

/**
 * Write checked records: the valid ones as Parquet by partition, the rejected ones to quarantine; then make all of it
 * visible. Nothing is visible before, and nothing stays behind when it fails.
 */
export async function writeChecked<R extends TransformReport | WriteRowsReport>(
  job: WriteJob<R>,
): Promise<R> {
  const { dataset, source, sink, settings } = job;
  const { signal, release } = untilPublishing(settings.signal);
  try {
    const identity = { dataset: dataset.name, ...source };
    const looking = Promise.all([
      readManifest(sink, identity, { signal }),
      checkContracts({ sink, dataset, source }, { signal }),
    ]);
    const [previous, contracts] = await unlessAborted(looking, signal);
    return await writeAndPublish({ ...job, signal, previous, contracts }, release);
  } finally {
    release();
  }
}

async function writeAndPublish<R extends TransformReport | WriteRowsReport>(
  run: Run<R>,
  release: () => void,
): Promise<R> {
  const output = openOutput(run);
  try {
    const format = await takeAll(run, output);
    const { report, data, quarantine } = await unlessAborted(
      finish(run, output, format),
      run.signal,
    );
    guardPublish(report, run.previous.rowsWritten, run.settings.rules);
    run.signal?.throwIfAborted();
    release();
    await publish({
      ...run,
      isContractKnown: run.contracts.isKnown,
      manifestKey: report.manifestKey,
      manifest: manifestOf(report, format),
      data,
      quarantine,
      quarantineSink: run.settings.quarantine ?? run.sink,
      quarantineKey: output.quarantine.key,
    });
    return report;
  } catch (error) {
    const pending = [...output.writer.writers(), ...output.quarantine.writers()];
    await waitForCleanup(discardAll(pending), run.settings.signal);
    throw error;
  }
}

function openOutput<R>({ dataset, source, sink, settings, signal }: Run<R>): Output {
  const { sourceHash } = source;
  return {
    tally: new Tally({ ...REPORTED, maxRejections: settings.maxRejections }),
    writer: new PartitionedWriter({
      dataset,
      sink,
      sourceHash,
      signal,
      startFile: parquetFiles(),
      limits: settings.limits,
    }),
    quarantine: new QuarantineWriter({
      dataset,
      sourceHash,
      signal,
      sink: settings.quarantine ?? sink,
      dataSink: sink,
      maxBytes: settings.maxQuarantineBytes,
    }),
  };
}

/** Take every record; the format they came in. */
async function takeAll<R>(run: Run<R>, output: Output): Promise<RowFormat> {
  const { tally, writer, quarantine } = output;
  let format: RowFormat = "rows";
  for await (const batch of run.batches(run.signal)) {
    ({ format } = batch);
    tally.addBatch(batch);
    for (const record of batch.records) takeRecord(record, format, run, output);
    forget(batch.records);
    await unlessAborted(Promise.all([writer.settle(), quarantine.settle()]), run.signal);
    run.onBatch(tally);
  }
  return format;
}

/**
 * Empty a batch that nobody else has. The readers still hold it while they wait for more bytes, which is when
 * V8 collects garbage: what survives then, again and again, lets its young generation grow to 128 MiB.
 */
function forget(records: readonly CheckedRecord<unknown>[]): void {
  (records as CheckedRecord<unknown>[]).length = 0;
}

function takeRecord<R>(
  record: CheckedRecord<Record<string, unknown>>,
  format: RowFormat,
  { quarantineRow, settings }: Run<R>,
  { tally, writer, quarantine }: Output,
): void {
  tally.addRecord(record);
  if (!record.valid) quarantine.add(() => quarantineRow(record, format));
  else if (!hasValues(record.value, settings.dropNullColumns)) tally.rowsDropped++;
  else writer.add(record.value, record.eventTimeMs);
}

async function finish<R>(run: Run<R>, { tally, writer, quarantine }: Output, format: RowFormat) {
  const { dataset, source, sink, settings, startedMs } = run;
  const files = await writer.finish();
  const rejected = await quarantine.finish();
  if (writer.evictions > 0)
    tally.warnings.push(splitWarning(writer.evictions, settings.limits.maxOpenPartitions));
  if (quarantine.rowsNotKept > 0)
    tally.warnings.push(fullWarning(quarantine.rowsNotKept, settings.maxQuarantineBytes));
  if (tally.rowsIn > 0 && tally.rowsValid === 0)
    tally.problems.push(nothingValid(tally.rowsIn, dataset.name));
  const report = buildReport({
    dataset,
    sourceId: source.sourceId,
    tally,
    manifestKey: manifestKey(sink, { dataset: dataset.name, ...source }),
    objects: files.map(({ partition, rows, writer: { key, sizeBytes } }) => ({
      key,
      partition,
      rows,
      sizeBytes,
    })),
    quarantine:
      rejected === undefined
        ? []
        : [{ key: rejected.key, rows: quarantine.rows, sizeBytes: rejected.sizeBytes }],
    rowsNotKept: quarantine.rowsNotKept,
    otherContracts: run.contracts.others,
    durationMs: performance.now() - startedMs,
  });
  return {
    report: run.completeReport(report, tally, format),
    data: files.map((file) => file.writer),
    quarantine: rejected,
  };
}

function splitWarning(evictions: number, maxOpenPartitions: number) {
  return {
    code: "partitions_split",
    message: `More than ${maxOpenPartitions} partitions were written at the same time, so ${evictions} files were closed early and their partitions may have several. Sort the source by event time, or raise maxOpenPartitions.`,
  };
}

function fullWarning(rowsNotKept: number, maxQuarantineBytes: number) {
  return {
    code: "quarantine_full",
    message: `${rowsNotKept} rejected rows were counted but not kept, because the quarantine reached maxQuarantineBytes (${maxQuarantineBytes}). Raise maxQuarantineBytes to keep more.`,
  };
}

function nothingValid(rowsIn: number, dataset: string) {
  return {
    code: "no_valid_rows",
    message: `${rowsIn === 1 ? "The only row does not fit" : `None of the ${rowsIn} rows fits`} the dataset "${dataset}": is this the right source, read in the right format?`,
  };
}

function manifestOf(report: TransformReport | WriteRowsReport, format: RowFormat) {
  const { dataset, contractHash, sourceId, rowsIn, rowsValid, rowsRejected } = report;
  const { rowsWritten, rowsDropped, objects, quarantine } = report;
  return {
    version: 1 as const,
    dataset,
    contractHash,
    sourceId,
    format,
    rowsIn,
    rowsValid,
    rowsRejected,
    rowsWritten,
    rowsDropped,
    partitions: report.partitions.map(({ partition }) => partition),
    objects,
    quarantine,
  };
}

const DISCARDS = 16;

/** Forget everything pending. What can't be forgotten changes nothing: the run has failed already. */
async function discardAll(pending: readonly ObjectWriter[]): Promise<void> {
  const waiting = [...pending];
  async function work(): Promise<void> {
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop())
      await next.discard().catch(() => undefined);
  }
  await Promise.all(Array.from({ length: DISCARDS }, work));
}
