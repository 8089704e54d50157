import type { Dataset } from "@cloudapi/core";
import { unlessAborted } from "@cloudapi/core/internal";
import type { CheckedRecord } from "@cloudapi/records";
import { giveKernel, type Kernel, Tally, takeKernel } from "@cloudapi/records/internal";
import type { RowFormat } from "../manifest/manifest.ts";
import { checkRejectedPlace, publishRejected } from "../quarantine/publish-rejected.ts";
import { QuarantineWriter } from "../quarantine/quarantine-writer.ts";
import { rejectedName } from "../quarantine/rejected-name.ts";
import { RejectedSpool } from "../quarantine/rejected-spool.ts";
import type { ObjectWriter } from "../sink/object-writer.ts";
import { alikePartitions } from "./alike-partitions.ts";
import { buildReport } from "./build-report.ts";
import type { OpenDestination } from "./destination.ts";
import { PartitionedWriter } from "./partitioned-writer.ts";
import { guardPublish } from "./publish-guard.ts";
import { RowDigest } from "./row-digest.ts";
import { type Output, takeBatch } from "./take-batch.ts";
import { untilPublishing, waitForCleanup } from "./until-publishing.ts";
import { writeInParts } from "./write-in-parts.ts";
import type { WriteJob } from "./write-job.ts";
import type { TransformReport, WriteReport, WriteRowsReport } from "./write-report.ts";

const REPORTED = { maxBytes: 1_000, maxNames: 100 } as const;

/** A job whose destination is ready for it. */
interface Run<R> extends Omit<WriteJob<R>, "destination"> {
  readonly signal: AbortSignal | undefined;
  readonly destination: OpenDestination;
  readonly isByVersion: boolean;
  /** One for reading, gathering and encoding, which share its memory. */
  readonly kernel: Kernel | undefined;
}

/**
 * Write checked records: the valid ones as Parquet by partition, the rejected ones to quarantine; then make all of it
 * visible. Nothing is visible before, and nothing stays behind when it fails, but for rejected rows in a table of theirs
 * when the valid ones can't be published: these stay until the source runs again.
 */
export async function writeChecked<R extends TransformReport | WriteRowsReport>(
  job: WriteJob<R>,
): Promise<R> {
  const { parts } = job.destination;
  return parts === undefined ? writeWhole(job) : writeInParts(job, parts, writeWhole);
}

async function writeWhole<R extends TransformReport | WriteRowsReport>(
  job: WriteJob<R>,
): Promise<R> {
  const { dataset, source, settings } = job;
  const { compression } = settings;
  const { signal, release } = untilPublishing(settings.signal);
  try {
    const kernel = takeKernel();
    const opening = job.destination.open({ dataset, source, compression, signal, kernel });
    const destination = await unlessAborted(opening, signal);
    checkRejectedPlace(destination.sink, settings.quarantineTable);
    const isByVersion = job.destination.isByVersion === true;
    const run = { ...job, signal, destination, isByVersion, kernel };
    const report = await writeAndPublish(run, release);
    // Of a run that failed, something may still be at work.
    giveKernel(kernel);
    return report;
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
    const { report, files, quarantine } = await unlessAborted(
      told(run, finish(run, output, format)),
      run.signal,
    );
    guardPublish(report, report.replaced?.rows ?? run.destination.earlierRows, run.settings.rules);
    run.signal?.throwIfAborted();
    release();
    const sourceVersion = versionOf(run, output);
    const rejected = await rejectedToTable(run, output.spool, sourceVersion);
    const published = await run.destination.publish({
      report,
      format,
      files,
      quarantine,
      ...(sourceVersion === undefined ? {} : { sourceVersion }),
    });
    return { ...report, ...published, ...rejected };
  } catch (error) {
    const pending = [...output.writer.writers(), ...output.quarantine.writers()];
    await waitForCleanup(discardAll(pending), run.settings.signal);
    throw error;
  } finally {
    await output.writer.stop();
  }
}

/** What was written, with what it would replace. */
async function told<T extends { readonly report: WriteReport }, R>(
  { destination }: Run<R>,
  finishing: Promise<T>,
): Promise<T> {
  const finished = await finishing;
  const partitions = new Set(finished.report.partitions.map(({ partition }) => partition));
  const replaced = await destination.wouldReplace?.(partitions);
  if (replaced === undefined) return finished;
  return { ...finished, report: { ...finished.report, replaced } };
}

/** Rejected rows are there before the valid ones, so that none is missed; what the report is to say of them. */
async function rejectedToTable<R>(
  { dataset, source, part, settings: { quarantineTable }, writeRejected }: Run<R>,
  spool: RejectedSpool | undefined,
  version = source.sourceVersion,
): Promise<Pick<WriteReport, "quarantine"> | undefined> {
  if (quarantineTable === undefined || spool === undefined) return undefined;
  const run = { dataset, source, version: part === undefined ? version : source.sourceVersion };
  const table = { table: quarantineTable, spool, part: part?.from, write: writeRejected };
  return { quarantine: await publishRejected({ ...run, ...table }) };
}

function versionOf<R>(run: Run<R>, { digest }: Output): string | undefined {
  if (!run.isByVersion) return undefined;
  if (run.part !== undefined) return run.part.version();
  return run.source.sourceVersion ?? run.versionAtEnd?.() ?? digest?.version();
}

function openOutput<R>(run: Run<R>): Output {
  const { dataset, source, destination, settings, signal } = run;
  const isVersionKnown = source.sourceVersion !== undefined || run.part !== undefined;
  const { quarantineTable, maxQuarantineBytes } = settings;
  return {
    spool: quarantineTable && new RejectedSpool(maxQuarantineBytes),
    digest: run.isByVersion && !isVersionKnown ? new RowDigest() : undefined,
    tally: new Tally({ ...REPORTED, maxRejections: settings.maxRejections }),
    writer: new PartitionedWriter({
      dataset,
      destination,
      signal,
      limits: settings.limits,
      kernel: run.kernel,
      threads: settings.threads,
    }),
    quarantine: new QuarantineWriter({
      dataset,
      name: nameOfRejected(run),
      signal,
      sink: settings.quarantine ?? destination.quarantineSink,
      dataSink: destination.sink,
      maxBytes: maxQuarantineBytes,
    }),
  };
}

/** What the rejected rows of a run or a part are kept under: of a source that is told by its version, beside those of other versions. */
function nameOfRejected<R>({ source, part, isByVersion, rejectedVersion }: Run<R>): string {
  const { sourceId, sourceHash, sourceVersion } = source;
  const version = rejectedVersion ?? (isByVersion ? sourceVersion : undefined);
  return rejectedName({ sourceId, sourceHash, version, part: part?.number });
}

/** Take every record; the format they came in. */
async function takeAll<R>(run: Run<R>, output: Output): Promise<RowFormat> {
  const { tally, writer, quarantine } = output;
  let format: RowFormat = "rows";
  for await (const batch of run.batches(run.signal, run.kernel)) {
    ({ format } = batch);
    tally.addBatch(batch);
    takeBatch(batch, run, output);
    forget(batch.records);
    const settling = [writer.settle(), quarantine.settle()].filter((each) => each !== undefined);
    if (settling.length > 0) await unlessAborted(Promise.all(settling), run.signal);
    run.signal?.throwIfAborted();
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

async function finish<R>(run: Run<R>, output: Output, format: RowFormat) {
  const { tally, writer, quarantine } = output;
  const { rows: rowsKept, rowsNotKept } = output.spool ?? quarantine;
  const { dataset, source, destination, settings, startedMs } = run;
  const files = await writer.finish();
  const rejected = await quarantine.finish();
  if (writer.evictions > 0)
    tally.warnings.push(splitWarning(writer.evictions, settings.limits.maxOpenPartitions, dataset));
  const alike = dataset.partition?.by && alikePartitions(writer.paths());
  if (alike !== undefined) tally.warnings.push(alikeWarning(alike));
  if (rowsNotKept > 0) tally.warnings.push(fullWarning(rowsNotKept, settings.maxQuarantineBytes));
  if (tally.rowsRejected > 0 && tally.rowsValid === 0)
    tally.problems.push(nothingValid(tally.rowsRejected, dataset.name));
  const report = buildReport({
    dataset,
    sourceId: source.sourceId,
    tally,
    manifestKey: destination.manifestKey,
    objects: files.map(({ partition, rows, writer: { key, sizeBytes } }) => ({
      key,
      partition: destination.partitionPath(partition),
      rows,
      sizeBytes,
    })),
    quarantine:
      rejected === undefined
        ? []
        : [{ key: rejected.key, rows: quarantine.rows, sizeBytes: rejected.sizeBytes }],
    rowsKept,
    rowsNotKept,
    otherContracts: destination.otherContracts,
    durationMs: performance.now() - startedMs,
  });
  return {
    report: run.completeReport(report, tally, format),
    files,
    quarantine: {
      sink: settings.quarantine ?? destination.quarantineSink,
      key: quarantine.key,
      name: quarantine.name,
      writer: rejected,
    },
  };
}

function splitWarning(evictions: number, maxOpenPartitions: number, { partition }: Dataset) {
  const columns = (partition?.by ?? []).map(({ column }) => column);
  const order = [...columns, ...(partition?.granularity === undefined ? [] : ["event time"])];
  return {
    code: "partitions_split",
    message: `More than ${maxOpenPartitions} partitions were written at the same time, so ${evictions} files were closed early and their partitions may have several. Sort the source by ${order.join(" and ")}, or raise maxOpenPartitions.`,
  };
}

function alikeWarning({ pair: [a, b], more }: NonNullable<ReturnType<typeof alikePartitions>>) {
  const others = more === 0 ? "" : `, and ${more} more like these,`;
  return {
    code: "partitions_alike",
    message: `The partitions ${a} and ${b}${others} differ in upper and lower case or in Unicode form alone. Queries tell them apart; a file system that does not has one folder for both, where one file replaces the other. If one value is meant, let the contract write it in one way, such as z.string().toLowerCase().`,
  };
}

function fullWarning(rowsNotKept: number, maxQuarantineBytes: number) {
  return {
    code: "quarantine_full",
    message: `${rowsNotKept} rejected rows were counted but not kept, because the quarantine reached maxQuarantineBytes (${maxQuarantineBytes}). Raise maxQuarantineBytes to keep more.`,
  };
}

function nothingValid(rows: number, dataset: string) {
  return {
    code: "no_valid_rows",
    message: `${rows === 1 ? "The only row does not fit" : `None of the ${rows} rows fits`} the dataset "${dataset}": is this the right source, read in the right format?`,
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
