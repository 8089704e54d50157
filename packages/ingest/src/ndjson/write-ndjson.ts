import { contractHeaders } from "@cloudapi/core/internal";
import type { Problem } from "@cloudapi/records";
import { Tally } from "@cloudapi/records/internal";
import type { WriteRowsReport } from "@cloudapi/transform";
import {
  buildReport,
  checkRows,
  guardPublish,
  keptRow,
  ObjectWriter,
  QuarantineWriter,
  sourceIdentity,
} from "@cloudapi/transform/internal";
import { lateWarning } from "../errors/late-warning.ts";
import type { TableLoad } from "../target/target.ts";
import { BatchEncoder } from "./batch-encoder.ts";
import { earlierRows, manifestBytes } from "./ndjson-manifest.ts";
import type { NdjsonPlace } from "./ndjson-place.ts";

const CONTENT_TYPE = "application/x-ndjson";
const QUARANTINE_BYTES = 128 * 1024 * 1024;
const REPORTED = { maxBytes: 1_000, maxNames: 100 } as const;

/**
 * Write a table's rows as one object of JSON Lines, which becomes visible when all of it is there; what is rejected is
 * published before it, and the manifest after it.
 */
export async function writeNdjson(load: TableLoad, place: NdjsonPlace): Promise<WriteRowsReport> {
  const startedMs = performance.now();
  const earlier = await earlierRows(place);
  const output = openOutput(load, place);
  try {
    await takeRows(load, output);
    const rejected = await output.quarantine.finish();
    const report = reportOf(load, place, output, performance.now() - startedMs);
    const { maxRejectedRatio = 1 } = load.options;
    // Of a merge rows may be fewer, since some are deleted.
    const { allowFewerRows = load.mode === "merge" } = load.options;
    guardPublish(report, earlier, { maxRejectedRatio, allowFewerRows });
    load.options.signal?.throwIfAborted();
    await rejected?.publish();
    await output.writer.publish();
    const warnings = await tellOfIt(load, place, {
      report,
      output,
      hasRejected: rejected !== undefined,
    });
    return { ...report, warnings: [...report.warnings, ...warnings] };
  } catch (error) {
    const pending = [output.writer, ...output.quarantine.writers()];
    for (const writer of pending) await writer.discard().catch(() => undefined);
    throw error;
  }
}

interface Published {
  readonly report: WriteRowsReport;
  readonly output: Output;
  readonly hasRejected: boolean;
}

/** The manifest, and no rejected rows of rows that are gone; what fails of it is a warning, since the rows are there. */
async function tellOfIt(
  load: TableLoad,
  place: NdjsonPlace,
  { report, output, hasRejected }: Published,
): Promise<Problem[]> {
  const { quarantineSink, quarantine, writer } = output;
  const written = publishManifest(load, place, report, writer.digest());
  const missing = await written.catch((error: unknown) =>
    lateWarning("manifest_missing", {
      what: `The rows are there, but their manifest ${place.manifestKey} could not be written, and says nothing or what a load before wrote`,
      error,
      advice: "The next load to the same key writes it.",
    }),
  );
  // What an earlier load rejected is kept as long as its rows are there; of a merge always.
  const isGone = !hasRejected && load.mode !== "merge";
  const removed = isGone ? quarantineSink.remove([quarantine.key]) : Promise.resolve();
  const left = await removed.catch((error: unknown) =>
    lateWarning("rejected_rows_left", {
      what: `The rows are there, but rejected rows of an earlier load under ${quarantine.key} could not be removed`,
      error,
      advice: "They are not of this load; the next one to the same key removes them.",
    }),
  );
  return [missing, left].filter((each) => each !== undefined);
}

type Output = ReturnType<typeof openOutput>;

function openOutput(
  { dataset, sourceId, version, options }: TableLoad,
  { sink, key }: NdjsonPlace,
) {
  const { signal, quarantine = sink, maxRejections = 1_000 } = options;
  const { sourceHash } = sourceIdentity(sourceId, version);
  return {
    tally: new Tally({ ...REPORTED, maxRejections }),
    quarantineSink: quarantine,
    quarantine: new QuarantineWriter({
      dataset,
      name: sourceHash,
      sink: quarantine,
      dataSink: sink,
      maxBytes: QUARANTINE_BYTES,
      signal,
    }),
    writer: new ObjectWriter({
      sink,
      key,
      properties: { contentType: CONTENT_TYPE, metadata: contractHeaders(dataset) },
      signal,
    }),
  };
}

async function takeRows(
  { dataset, sourceId, batches, checks, options }: TableLoad,
  { tally, writer, quarantine }: Output,
): Promise<void> {
  const encoder = new BatchEncoder(dataset);
  // An object without bytes is there, too: a table without rows.
  writer.write(new Uint8Array());
  const checked = checks?.(options.signal) ?? checkRows(dataset, batches, options.signal);
  for await (const batch of checked) {
    tally.addBatch(batch);
    for (const record of batch.records) {
      tally.addRecord(record);
      if (!record.valid)
        quarantine.add((lines) => lines.appendRow(keptRow(dataset, sourceId, record)));
    }
    tally.rowsIn += batch.flat?.size ?? 0;
    tally.rowsValid += batch.flat?.size ?? 0;
    encoder.add(batch);
    await Promise.all([writePiece(writer, encoder.take()), quarantine.settle()]);
    const { rowsIn, rowsValid, rowsRejected } = tally;
    options.onProgress?.({ rowsIn, rowsValid, rowsRejected });
  }
  await writePiece(writer, encoder.take(true));
}

/** While a piece is written, the next one is made: one at most is under way. */
async function writePiece(writer: ObjectWriter, piece: Uint8Array | undefined): Promise<void> {
  if (piece === undefined) return;
  await writer.settled();
  writer.write(piece);
}

function reportOf(
  { dataset, sourceId }: TableLoad,
  { key, partition, manifestKey }: NdjsonPlace,
  { tally, writer, quarantine }: Output,
  durationMs: number,
): WriteRowsReport {
  // Text keeps every digit of a time.
  tally.timestampsTruncated = 0;
  const [kept] = quarantine.writers();
  const report = buildReport({
    dataset,
    sourceId,
    tally,
    manifestKey,
    objects: [{ key, partition, rows: tally.rowsValid, sizeBytes: writer.sizeBytes }],
    quarantine:
      kept === undefined
        ? []
        : [{ key: kept.key, rows: quarantine.rows, sizeBytes: kept.sizeBytes }],
    rowsNotKept: quarantine.rowsNotKept,
    otherContracts: [],
    durationMs,
  });
  const rejections = tally.rejections.map(({ line: row, raw, issues }) => ({ row, raw, issues }));
  return { ...report, rejections };
}

async function publishManifest(
  load: TableLoad,
  { sink, manifestKey }: NdjsonPlace,
  report: WriteRowsReport,
  sha256: string,
): Promise<undefined> {
  const writer = new ObjectWriter({
    sink,
    key: manifestKey,
    properties: { contentType: "application/json", metadata: contractHeaders(load.dataset) },
  });
  writer.write(manifestBytes(load, report, sha256));
  await writer.publish();
}
