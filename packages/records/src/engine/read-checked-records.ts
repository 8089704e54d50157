import type { Dataset, Row } from "@cloudapi/core";
import { checkDataset, checkListeners, checkOptionNames } from "@cloudapi/core/internal";
import type * as z from "zod";
import type { Adaptation } from "../adapting/adaptation.ts";
import { type AdaptOptions, adaptationOf } from "../adapting/adaptation-of.ts";
import type { RecordMap } from "../adapting/record-map.ts";
import type { Timestamps } from "../adapting/timestamps/convert-times.ts";
import { csvFormat } from "../dialect/csv-format.ts";
import { type FlatPlan, flatPlan } from "../flat/flat-plan.ts";
import type { FlatReaders } from "../flat/flat-readers.ts";
import type { FlatRows } from "../flat/flat-rows.ts";
import type { RecordFormat } from "../framing/record-format.ts";
import type { CheckedRecord } from "../report/checked-record.ts";
import type { Problem } from "../report/problem.ts";
import { abortable } from "../source/abortable.ts";
import { formatOfName, sourceName } from "../source/format-of-name.ts";
import { type OpenText, openBytes, openText } from "../source/open-text.ts";
import { releaseInflated } from "../source/release-inflated.ts";
import type { Source } from "../source/source.ts";
import { SourceError } from "../source/source-error.ts";
import { type ChunkPlace, toCopy } from "../source/to-copy.ts";
import { checkReadOptions } from "./check-read-options.ts";
import { csvReader } from "./csv-reader.ts";
import { openReader } from "./open-reader.ts";
import type { RecordEngine, RecordReading } from "./record-engine.ts";
import type { SourceFormat } from "./record-reader.ts";
import { RowEngine } from "./row-engine.ts";

/** How records are read. */
export interface ReadOptions {
  /** `json` is an array or JSON Lines, told apart by content; `auto` (default) tells CSV by content, too; or any other format, as a value. */
  readonly format?: "json" | "csv" | "auto" | SourceFormat | undefined;
  /** The character between CSV cells, one of `,` (default) `;` `|` and tab, or `auto`. */
  readonly delimiter?: string | undefined;
  /** What the source is called, such as a file's path: with `auto`, its extension decides where the content does not. Default: what the source says of itself. */
  readonly name?: string | undefined;
  /** Makes of each record what is checked: a record, several, or none. */
  readonly map?: RecordMap | undefined;
  /** How times are written that are not RFC 3339, by column: `"epoch_ms"`, `{ format: "%d.%m.%Y %H:%M", zone: "Europe/Berlin" }`. */
  readonly timestamps?: Timestamps | undefined;
  /** A longer record is rejected and skipped without being held; 16 MiB by default. */
  readonly maxRecordBytes?: number | undefined;
  /** A record with more lists and objects inside one another is rejected, and not parsed; 256 by default, at most 1,000. */
  readonly maxDepth?: number | undefined;
  /** Stops reading; the iterable then throws the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** Called after each batch has been taken. */
  readonly onProgress?: ((progress: ReadProgress) => void) | undefined;
}

/** How far reading has come. */
export interface ReadProgress {
  /** Bytes of the source read, as it came: compressed ones if it is compressed. */
  readonly bytesRead: number;
  /** Records read, valid or not. */
  readonly rowsIn: number;
}

/** The records of a stretch of the source, in order, and what was seen of the file on the way. */
export interface RecordBatch<T> {
  readonly format: RecordFormat;
  readonly records: readonly CheckedRecord<T>[];
  /** Records of this stretch that a map gave nothing for. */
  readonly rowsFiltered: number;
  /** What is wrong with the file as a whole, or between its records. */
  readonly problems: readonly Problem[];
  /** What is not wrong but worth knowing. */
  readonly warnings: readonly Problem[];
  /** Bytes of the source read so far, as it came: compressed ones if it is compressed. */
  readonly bytesRead: number;
}

/** A batch as `transform` reads it. */
export interface FlatBatch extends RecordBatch<Record<string, unknown>> {
  /** Rows that were taken by their bytes, beside the records; valid until the batch after the next. */
  readonly flat?: FlatRows | undefined;
}

const OPTIONS = [
  "format",
  "delimiter",
  "name",
  "map",
  "timestamps",
  "maxRecordBytes",
  "maxDepth",
  "signal",
  "onProgress",
] as const;
/** Bytes that make a batch of objects. Its rows are alive together: the fewer they are, the less of them outlives a garbage collection. */
const BATCH_BYTES = 16_384;
/** What of them is read at a time. */
const READ_BYTES = 131_072;
const DEFAULT_MAX_RECORD_BYTES = 16_777_216;
const DEFAULT_MAX_DEPTH = 256;

/**
 * Read a source's records and check each against the dataset, in batches of bounded size.
 *
 * JSON Lines, a JSON array, or CSV with a header, plain or compressed (gzip, zstd, bzip2, zip, zlib), in UTF-8. Bad records are given with
 * their issues and never thrown. Every record is given with its line, byte offset and text.
 *
 * @throws {TypeError} for an unknown option, or a source that bytes can't be read from
 * @throws {SourceError} while iterating, after all records before the fault: `SOURCE_GZIP_TRUNCATED`,
 * `SOURCE_GZIP_CORRUPT`, `SOURCE_TRUNCATED`, `SOURCE_CORRUPT`, `SOURCE_UNSUPPORTED_ENCODING`, `SOURCE_UNSUPPORTED_FORMAT`
 *
 * @example
 * ```ts
 * import { apiLogs } from "@cloudapi/core";
 * import { readCheckedRecords } from "@cloudapi/records";
 *
 * const source = '{"timestamp":"2025-01-15T10:30:45Z","endpoint":"/api/users","status_code":200}\n{"endpoint":1}\n';
 * for await (const { records } of readCheckedRecords(apiLogs, source)) {
 *   console.log(records.map(({ line, valid }) => ({ line, valid }))); // => [{ line: 1, valid: true }, { line: 2, valid: false }]
 * }
 * ```
 */
export function readCheckedRecords<S extends z.core.$ZodObject>(
  dataset: Dataset<S>,
  source: Source,
  options: ReadOptions = {},
): AsyncGenerator<RecordBatch<Row<Dataset<S>>>, void, undefined> {
  return checkedRecordsOf(
    "readCheckedRecords",
    dataset as unknown as Dataset,
    source,
    options,
  ) as AsyncGenerator<RecordBatch<Row<Dataset<S>>>, void, undefined>;
}

/**
 * The same, with the name of the function that was called in messages.
 *
 * @param readersOf what may take rows by their bytes, which are valid until the next batch only
 */
export function checkedRecordsOf(
  what: string,
  dataset: Dataset,
  source: Source,
  options: ReadOptions,
  readersOf?: (plan: FlatPlan) => FlatReaders,
): AsyncGenerator<FlatBatch, void, undefined> {
  checkDataset(what, dataset);
  checkOptionNames(what, options, OPTIONS);
  checkListeners(undefined, options);
  checkReadOptions(options);
  const adaptation = adaptationOf(what, dataset, options);
  const plan =
    readersOf && adaptation === undefined ? flatPlan(dataset, options.maxDepth) : undefined;
  const settings = {
    ...readSettings(options, sourceName(source), (context) => csvFormat().open(context)),
    adaptation,
    place: {},
    ...(plan && readersOf?.(plan)),
  };
  const copied = readersOf === undefined ? source : toCopy(source, settings.place);
  const open = async () =>
    releaseInflated(await openText(copied, options.signal, settings.decodes));
  return readBatches(dataset, open, settings);
}

/** The options of {@link readCheckedBytes}. */
interface ByteOptions extends Omit<ReadOptions, keyof AdaptOptions> {
  readonly adaptation?: Adaptation | undefined;
  /** What a map is told of the source's name. */
  readonly source?: string | undefined;
}

/** The same for chunks of bytes; it can't read text or web streams, and is smaller in a bundle by that. */
export function readCheckedBytes(
  dataset: Dataset,
  chunks: AsyncIterable<Uint8Array>,
  { adaptation, source, ...options }: ByteOptions,
): AsyncGenerator<RecordBatch<Record<string, unknown>>, void, undefined> {
  const settings = { ...readSettings(options, undefined, csvReader), adaptation, source };
  return readBatches(
    dataset,
    () => openBytes(abortable(chunks, options.signal), settings.decodes),
    settings,
  );
}

type Settings = ReturnType<typeof readSettings> &
  Partial<FlatReaders> & {
    readonly adaptation: Adaptation | undefined;
    /** Where the source may be read to. */
    readonly place?: ChunkPlace | undefined;
  };

function readSettings(
  {
    format = "auto",
    name,
    delimiter,
    maxRecordBytes = DEFAULT_MAX_RECORD_BYTES,
    maxDepth = DEFAULT_MAX_DEPTH,
    onProgress,
  }: ReadOptions,
  ownName: string | undefined,
  csv: SourceFormat["open"],
) {
  const named = formatOfName(name ?? ownName ?? "");
  const separator = delimiter ?? named.delimiter ?? ",";
  return {
    wanted: format,
    source: name ?? ownName,
    decodes: typeof format === "object" && format.decodes === true,
    named: named.format,
    csv,
    delimiter: separator,
    maxRecordBytes,
    maxDepth,
    onProgress,
  };
}

async function* readBatches(
  dataset: Dataset,
  open: () => Promise<OpenText>,
  settings: Settings,
): AsyncGenerator<FlatBatch, void, undefined> {
  const { onProgress, adaptation, place, batchBytes } = settings;
  const text = await open();
  const reader = openReader(settings, {
    ...settings,
    dataset,
    head: text.head,
    encoding: text.encoding,
    byteOffset: text.bomBytes,
    line: 1,
    mapping: adaptation?.mapping,
    textWalk: adaptation?.textWalk,
  });
  const { format, framer } = reader;
  if (place && !text.codec)
    place.room = (bytes) => framer.room?.(Math.min(bytes, batchBytes ?? READ_BYTES));
  const engine: RecordEngine = new RowEngine(dataset, reader, settings);
  let rowsIn = 0;
  let given = -1;
  for await (const { readTo, ...reading } of readings(engine, text.chunks, batchBytes)) {
    const bytesRead = readTo ?? text.bytesRead();
    if (isEmpty(reading) && bytesRead === given) continue;
    given = bytesRead;
    rowsIn += recordsIn(reading);
    yield { format, ...reading, bytesRead };
    onProgress?.({ bytesRead, rowsIn });
  }
}

/** A reading; after a fault of the source with the bytes that were read before it. */
type PlacedReading = RecordReading & { readonly readTo?: number | undefined };

/** What each chunk gives, where it gives anything, and what the end does, even if that is nothing. */
async function* readings(
  engine: RecordEngine,
  chunks: AsyncIterable<Uint8Array>,
  batchBytes = BATCH_BYTES,
): AsyncGenerator<PlacedReading> {
  let failure: SourceError | undefined;
  try {
    for await (const chunk of chunks) {
      for (let at = 0; at < chunk.length; at += batchBytes) {
        for (const reading of engine.push(chunk.subarray(at, at + batchBytes)))
          if (!isEmpty(reading)) yield reading;
      }
    }
  } catch (error) {
    if (!(error instanceof SourceError)) throw error;
    failure = error;
  }
  const place = { readTo: failure?.byteOffset };
  let last: RecordReading | undefined;
  for (const reading of engine.end({ isWhole: failure === undefined })) {
    if (last !== undefined && !isEmpty(last)) yield { ...last, ...place };
    last = reading;
  }
  if (last !== undefined) yield { ...last, ...place };
  if (failure !== undefined) throw failure;
}

function isEmpty({ records, flat, rowsFiltered, problems, warnings }: RecordReading): boolean {
  return !flat && records.length + rowsFiltered + problems.length + warnings.length === 0;
}

/** Records that were read, of which a map may have made several rows each, or none. */
function recordsIn({ records, flat, rowsFiltered }: RecordReading): number {
  return rowsFiltered + (flat?.all ?? 0) + records.filter(({ item = 1 }) => item === 1).length;
}
