import type { Dataset } from "@cloudapi/core";
import { checkDataset } from "@cloudapi/core/internal";
import type { RecordFormat, Source } from "@cloudapi/records";
import {
  checkedRecordsOf,
  flatReaders,
  QuarantineLines,
  sourceName,
} from "@cloudapi/records/internal";
import type * as z from "zod";
import type { Sink } from "../sink/sink.ts";
import type { Destination, TableSink } from "../write/destination.ts";
import { destinationOf, withMode } from "../write/destination-of.ts";
import { writeChecked } from "../write/write-checked.ts";
import type { TransformReport } from "../write/write-report.ts";
import { writeRejected } from "../write/write-rows.ts";
import { type PreparedSource, prepareSource } from "./prepare-source.ts";
import { readOptions, type TransformOptions, type TransformSettings } from "./transform-options.ts";

/**
 * Read records from a source, check each against the dataset, and write the valid ones to a sink as
 * Parquet, one file or more per partition; the rejected ones are kept as JSON Lines.
 *
 * The source is JSON Lines, a JSON array or CSV with a header, compressed or not, or what `format` says (`csvFormat`,
 * `parquetFormat`, `avroFormat`, a log): the text itself, bytes, a stream, a `fileSource` or an `s3Source`. Memory is bounded whatever its size. Nothing is visible in the
 * sink until the source has been read to its end; then data is published, then a manifest, and then what
 * an earlier run over the same source wrote and this one did not is removed. Running again with the same
 * input writes the same bytes under the same keys. Rows that an earlier run wrote are not given up for none unless
 * `allowFewerRows` says so.
 *
 * A stream without a name is written to a temporary file first; pass `sourceId` to read it once.
 *
 * @throws {TypeError} {RangeError} for an argument or option that can't be, or a source that bytes can't be read from
 * @throws {SourceError} `SOURCE_GZIP_TRUNCATED`, `SOURCE_GZIP_CORRUPT`, `SOURCE_TRUNCATED`, `SOURCE_CORRUPT`, `SOURCE_UNSUPPORTED_ENCODING`, `SOURCE_UNSUPPORTED_FORMAT`
 * @throws {StorageError} when the source can't be read or the sink can't be written
 * @throws {PublishRefusedError} `TOO_MANY_REJECTED` past `maxRejectedRatio`, `WOULD_LOSE_ROWS` instead of replacing earlier rows by none
 * @throws {IncompatibleContractError} `INCOMPATIBLE_CONTRACT` when the sink has rows under a contract that is incompatible with this one
 * @throws {CloudApiError} `TOO_MANY_OBJECTS` past `maxObjects`, `INVALID_MANIFEST` when a manifest in the sink is damaged,
 * `CONCURRENT_RUN` when another run over the source wrote something else meanwhile, `SOURCE_COMPACTED` when its rows are in one file with others'
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
  sink: Sink | TableSink,
  options: TransformOptions = {},
): Promise<TransformReport> {
  const startedMs = performance.now();
  checkDataset("transform", dataset);
  const destination = destinationOf("transform", sink, options);
  const plain = dataset as unknown as Dataset;
  const settings = readOptions(plain, withMode(destination, options));
  options.signal?.throwIfAborted();
  const { sourceId, version, signal } = options;
  const isNamed = destination.isByVersion === true ? "beside its name" : "in its name";
  const place = settings.mode === "append" ? isNamed : "nowhere";
  const prepared = await prepareSource(source, { sourceId, version, signal, place });
  const { onProgress } = options;
  const name = sourceName(source) ?? prepared.sourceId;
  try {
    return await readAndWrite({
      dataset: plain,
      prepared,
      name,
      destination,
      settings,
      startedMs,
      onProgress,
    });
  } finally {
    await prepared.release();
  }
}

interface Reading {
  readonly dataset: Dataset;
  readonly prepared: PreparedSource;
  /** What the source is called, which may tell its format. */
  readonly name: string;
  readonly destination: Destination;
  readonly settings: TransformSettings;
  readonly startedMs: number;
  readonly onProgress: TransformOptions["onProgress"];
}

function readAndWrite({
  prepared,
  name,
  onProgress,
  ...reading
}: Reading): Promise<TransformReport> {
  const { dataset, settings } = reading;
  const rejected = new QuarantineLines(dataset, prepared.sourceId);
  return writeChecked({
    ...reading,
    writeRejected,
    source: prepared,
    versionAtEnd: prepared.versionAtEnd,
    batches: (signal, kernel) =>
      settings.fileFormat?.read({ dataset, ...prepared, signal }) ??
      checkedRecordsOf(
        "transform",
        dataset,
        prepared.source,
        { ...settings.reading, name, signal },
        (plan) => flatReaders(plan, undefined, kernel),
      ),
    appendRejected: (lines, record, format) =>
      rejected.append(lines, record, format as RecordFormat),
    appendRejects: (lines, rejects, { format, ...which }) =>
      rejected.appendAll(lines, rejects, { ...which, format: format as RecordFormat }),
    onBatch: ({ bytesRead, rowsIn, rowsFiltered, rowsAdded, rowsValid, rowsRejected }) =>
      onProgress?.({ bytesRead, rowsIn, rowsFiltered, rowsAdded, rowsValid, rowsRejected }),
    completeReport: (report, { rejections, bytesRead }, format) => ({
      ...report,
      format: format as RecordFormat,
      rejections: rejections.map(({ line, byteOffset, item, raw, issues }) => ({
        line,
        byteOffset,
        ...(item === undefined ? {} : { item }),
        raw,
        issues,
      })),
      bytesRead,
    }),
  });
}
