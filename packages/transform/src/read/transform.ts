import { type Dataset } from "@cloudapi/core";
import { refuseNonDataset } from "@cloudapi/core/internal";
import {
  type CheckedRecord,
  type RecordFormat,
  readCheckedRecords,
  type Source,
} from "@cloudapi/records";
import type * as z from "zod";
import { publish } from "../manifest/publish.ts";
import { manifestKey, readManifest } from "../manifest/read-manifest.ts";
import { parquetFiles } from "../parquet/parquet-files.ts";
import { QuarantineWriter } from "../quarantine/quarantine-writer.ts";
import { hasValues } from "../rows/drop-nulls.ts";
import { refuseNonSink } from "../sink/refuse-non-sink.ts";
import type { Sink } from "../sink/sink.ts";
import { buildReport } from "../write/build-report.ts";
import { PartitionedWriter } from "../write/partitioned-writer.ts";
import { Tally } from "../write/tally.ts";
import type { TransformReport } from "../write/transform-report.ts";
import { type PreparedSource, prepareSource } from "./prepare-source.ts";
import { readOptions, type TransformOptions, type TransformSettings } from "./transform-options.ts";

/**
 * Read records from a source, check each against the dataset, and write the valid ones to a sink as
 * Snappy Parquet, one file or more per partition; the rejected ones are kept as JSON Lines.
 *
 * The source is JSON Lines, a JSON array or CSV with a header, plain or gzip: the text itself, bytes, a
 * stream, a `fileSource` or an `s3Source`. Memory is bounded whatever its size. Nothing is visible in the
 * sink until the source has been read to its end; then data is published, then a manifest, and then what
 * an earlier run over the same source wrote and this one did not is removed. Running again with the same
 * input writes the same bytes under the same keys.
 *
 * A stream without a name is written to a temporary file first; pass `sourceId` to read it once.
 *
 * @throws {TypeError} {RangeError} for what is no dataset or no sink, an unknown or impossible option, or a source that bytes can't be read from
 * @throws {SourceError} `SOURCE_GZIP_TRUNCATED`, `SOURCE_GZIP_CORRUPT`, `SOURCE_UNSUPPORTED_ENCODING`, `SOURCE_UNSUPPORTED_FORMAT`
 * @throws {StorageError} when the source can't be read or the sink can't be written
 * @throws {CloudApiError} `TOO_MANY_OBJECTS` past `maxObjects`, `INVALID_MANIFEST` when the manifest in the sink is damaged,
 * `CONCURRENT_RUN` when another run over the source wrote something else meanwhile
 *
 * @example
 * ```ts
 * import { apiLogs } from "@cloudapi/core";
 * import { memorySink, transform } from "@cloudapi/transform";
 *
 * const text = "timestamp,endpoint,status_code\n2025-01-15T10:30:45Z,/api/users,200\n2025-02-30T00:00:00Z,/api/users,200\n";
 * const report = await transform(apiLogs, text, memorySink());
 * console.log(report.rowsIn, report.rowsWritten, report.rejectedByCode); // => 2 1 { invalid_format: 1 }
 * ```
 */
export async function transform<S extends z.core.$ZodObject>(
  dataset: Dataset<S>,
  source: Source,
  sink: Sink,
  options: TransformOptions = {},
): Promise<TransformReport> {
  const startedMs = performance.now();
  refuseNonDataset("transform", dataset);
  refuseNonSink("sink", sink);
  if (options.quarantine !== undefined) refuseNonSink("quarantine", options.quarantine);
  const plain = dataset as unknown as Dataset;
  const settings = readOptions(plain, options);
  options.signal?.throwIfAborted();
  const prepared = await prepareSource(source, options.sourceId, options.signal);
  try {
    const report = await runTransform({ dataset: plain, prepared, sink, options, settings });
    return { ...report, durationMs: performance.now() - startedMs };
  } finally {
    await prepared.release();
  }
}

interface Run {
  readonly dataset: Dataset;
  readonly prepared: PreparedSource;
  readonly sink: Sink;
  readonly options: TransformOptions;
  readonly settings: TransformSettings;
}

async function runTransform(run: Run): Promise<Omit<TransformReport, "durationMs">> {
  const { dataset, prepared, sink, options, settings } = run;
  const identity = { dataset: dataset.name, ...prepared };
  const previous = await readManifest(sink, identity);
  const quarantineSink = options.quarantine ?? sink;
  const output: Output = {
    tally: new Tally(settings.maxRejections),
    writer: new PartitionedWriter(
      dataset,
      sink,
      prepared.sourceHash,
      parquetFiles(),
      settings.limits,
    ),
    quarantine: new QuarantineWriter(dataset, quarantineSink, prepared, sink),
  };
  try {
    await readAll(run, output);
    const { report, data, rejected } = await finishRun(run, output, manifestKey(sink, identity));
    options.signal?.throwIfAborted();
    await publish({
      sink,
      manifestKey: report.manifestKey,
      manifest: manifestOf(report),
      data,
      previous,
      quarantine: rejected,
      quarantineSink,
      quarantineKey: output.quarantine.key,
    });
    return report;
  } catch (error) {
    for (const pending of [...output.writer.writers(), ...output.quarantine.writers()]) {
      await pending.discard().catch(() => undefined);
    }
    throw error;
  }
}

/** Where records go. */
interface Output {
  readonly tally: Tally;
  readonly writer: PartitionedWriter;
  readonly quarantine: QuarantineWriter;
}

async function readAll(
  { dataset, prepared, options, settings }: Run,
  output: Output,
): Promise<void> {
  const { tally, writer, quarantine } = output;
  for await (const batch of readCheckedRecords(dataset, prepared.source, settings.reading)) {
    tally.addBatch(batch);
    for (const record of batch.records)
      takeRecord(record, batch.format, settings.dropNullColumns, output);
    forget(batch.records);
    await writer.settle();
    await quarantine.settle();
    options.onProgress?.(tally.progress());
  }
}

/**
 * Empty a batch that nobody else has. The readers still hold it while they wait for more bytes, which is when
 * V8 collects garbage: what survives then, again and again, lets its young generation grow to 128 MiB.
 */
function forget(records: readonly CheckedRecord<unknown>[]): void {
  (records as CheckedRecord<unknown>[]).length = 0;
}

function takeRecord(
  record: CheckedRecord<Record<string, unknown>>,
  format: RecordFormat,
  dropNullColumns: readonly string[],
  { tally, writer, quarantine }: Output,
): void {
  tally.addRecord(record);
  if (!record.valid) quarantine.add(record, format);
  else if (!hasValues(record.value, dropNullColumns)) tally.rowsDropped++;
  else writer.add(record.value, record.eventTimeMs);
}

async function finishRun(
  { dataset, prepared, sink, settings }: Run,
  { tally, writer, quarantine }: Output,
  key: string,
) {
  const files = await writer.finish();
  const rejected = await quarantine.finish();
  if (writer.evictions > 0)
    tally.warnings.push(splitWarning(writer.evictions, settings.limits.maxOpenPartitions));
  const report = buildReport({
    dataset,
    sourceId: prepared.sourceId,
    tally,
    manifestKey: key,
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
  });
  return { report, data: files.map((file) => file.writer), rejected, sink };
}

function splitWarning(evictions: number, maxOpenPartitions: number) {
  return {
    code: "partitions_split",
    message: `More than ${maxOpenPartitions} partitions were written at the same time, so ${evictions} files were closed early and their partitions may have several. Sort the source by event time, or raise maxOpenPartitions.`,
  };
}

function manifestOf(report: Omit<TransformReport, "durationMs">) {
  const {
    dataset,
    contractHash,
    sourceId,
    format,
    rowsIn,
    rowsValid,
    rowsRejected,
    rowsWritten,
    rowsDropped,
    objects,
    quarantine,
  } = report;
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
