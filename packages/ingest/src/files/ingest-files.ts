import { isCloudApiError } from "@cloudapi/core";
import { inferDataset } from "@cloudapi/records";
import { transform } from "@cloudapi/transform";
import { DESTINATION } from "@cloudapi/transform/internal";
import { IngestError } from "../errors/ingest-error.ts";
import { withoutCredentials } from "../errors/without-credentials.ts";
import { rawDestination, readRawManifest } from "../target/raw-destination.ts";
import { rawStem } from "../target/raw-stem.ts";
import { withoutPartition } from "../target/without-partition.ts";
import {
  checkIngestFiles,
  type FileOutcome,
  type IngestFilesInput,
  type IngestFilesOptions,
  type IngestFilesReport,
  PASSED,
} from "./ingest-files-input.ts";
import { type OpenedFile, openFile } from "./open-file.ts";

/**
 * Load files, or what is under URLs, as Parquet: each becomes `raw/<source>/YYYY/MM/DD/data_<timestamp>.parquet`, with the time of the load in
 * UTC, those behind the first with their number (`data_<timestamp>-2.parquet`). That is what a trigger on new objects waits for.
 *
 * Formats are those of `transform`: CSV, JSON Lines or a JSON array, compressed or not, Parquet and Avro by the end of the name. Without a
 * contract one is proposed from each file's first records. A file that fails leaves the
 * others, and is in the report. Databases are loaded by `ingest` with a `rawTarget`.
 *
 * Beside `raw/` it writes a manifest for each file under `_ingest/manifests/`, and rejected rows under `_quarantine/`. A file whose manifest alone could not
 * be written is done, with a warning (`manifest_missing`) in its report.
 *
 * IAM: those of the sink, on `raw/`, `_ingest/` and `_quarantine/` below its prefix, and no more: `buildIngesterPolicy` of `@cloudapi/iam` with these three as its targets.
 *
 * @throws {TypeError | RangeError} for arguments that can't be
 *
 * @example
 * ```ts
 * import { apiLogs } from "@cloudapi/core";
 * import { ingestFiles } from "@cloudapi/ingest";
 * import { memorySink } from "@cloudapi/transform";
 *
 * const input = { source: "web", files: ["logs.csv"], sink: memorySink(), dataset: apiLogs };
 * const report = await ingestFiles(input, { loadTime: new Date("2025-01-15T10:30:45Z") });
 * console.log(report.keys[0]); // => raw/web/2025/01/15/data_20250115T103045000Z.parquet
 * ```
 */
export async function ingestFiles(
  input: IngestFilesInput,
  options: IngestFilesOptions = {},
): Promise<IngestFilesReport> {
  checkIngestFiles(input, options);
  const { source, files, sink } = input;
  const loadTime = options.loadTime ?? new Date();
  const stem = rawStem(sink.prefix, source, loadTime);
  const outcomes: FileOutcome[] = [];
  // What can't be one is told before any other is loaded.
  const opened = files.map((file) => openFile(file, options));
  for (const [i, file] of opened.entries()) {
    options.signal?.throwIfAborted();
    const outcome = await loadFile(file, {
      input,
      options,
      stem: i === 0 ? stem : `${stem}-${i + 1}`,
    });
    outcomes.push(outcome);
    options.onFile?.(outcome);
  }
  const done = outcomes.filter((each) => each.status === "done");
  const sum = (name: "rowsIn" | "rowsWritten" | "rowsRejected") =>
    done.reduce((total, { report }) => total + report[name], 0);
  return {
    source,
    loadTime,
    files: outcomes,
    failed: outcomes.filter(({ status }) => status === "failed").map(({ file }) => file),
    keys: done.flatMap(({ keys }) => keys),
    rowsIn: sum("rowsIn"),
    rowsWritten: sum("rowsWritten"),
    rowsRejected: sum("rowsRejected"),
  };
}

interface FileLoad {
  readonly input: IngestFilesInput;
  readonly options: IngestFilesOptions;
  readonly stem: string;
}

async function loadFile(opened: OpenedFile, load: FileLoad): Promise<FileOutcome> {
  const { options } = load;
  try {
    return await loadNow(opened, load);
  } catch (error) {
    options.signal?.throwIfAborted();
    const code = isCloudApiError(error) ? error.code : "UNEXPECTED_ERROR";
    const message = withoutCredentials(error instanceof Error ? error.message : String(error));
    return { status: "failed", file: opened.name, error, code, message };
  }
}

async function loadNow(opened: OpenedFile, load: FileLoad): Promise<FileOutcome> {
  const { input, options, stem } = load;
  const { sink } = input;
  const { name, source } = opened;
  const given = Object.fromEntries(
    PASSED.filter((each) => options[each] !== undefined).map((each) => [each, options[each]]),
  );
  const { dataset, reading } = await contractOf(opened, load);
  await refuseOthers(load, source.sourceId);
  const destination = { [DESTINATION]: rawDestination(sink, stem) };
  const report = await transform(withoutPartition(dataset), source, destination, {
    ...reading,
    ...given,
  });
  return { status: "done", file: name, keys: report.objects.map(({ key }) => key), report };
}

/** The contract, given or proposed, and how the file is read. */
async function contractOf({ name, source, format: formatOf }: OpenedFile, load: FileLoad) {
  const { input, options } = load;
  const { format, delimiter } = await formatOf();
  const reading = { format, ...(delimiter === undefined ? {} : { delimiter }) };
  if (input.dataset !== undefined) return { dataset: input.dataset, reading };
  if (typeof format === "object" || typeof options.format === "object")
    throw new TypeError(`ingestFiles: no contract is proposed for ${name}; give dataset.`);
  const proposed = await inferDataset(source, {
    ...reading,
    dataset: input.source.replaceAll("-", "_"),
    format: options.format ?? format,
    delimiter: options.delimiter ?? delimiter,
    signal: options.signal,
  });
  return { dataset: proposed.dataset, reading: { ...reading, ...proposed.options } };
}

/** Another load at the very same time has these keys: what it wrote is not replaced by other rows. */
async function refuseOthers({ input, options, stem }: FileLoad, sourceId: string): Promise<void> {
  const found = await readRawManifest(input.sink, stem, options.signal);
  if (found === undefined || found.source === sourceId) return;
  throw new IngestError(
    "CONCURRENT_INGEST",
    `${stem}.parquet is there, with the rows of ${found.source}: another load had the same time. Nothing was written; run again.`,
    { source: input.source },
  );
}
