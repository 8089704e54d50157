import type { Dataset, Row } from "@cloudapi/core";
import { checkDataset, checkListeners, checkOptionNames } from "@cloudapi/core/internal";
import type * as z from "zod";
import { DELIMITERS } from "../framing/delimiter-name.ts";
import { type RecordFormat, recordFormat } from "../framing/record-format.ts";
import type { CheckedRecord } from "../report/checked-record.ts";
import type { Problem } from "../report/problem.ts";
import { abortable } from "../source/abortable.ts";
import { formatOfName, sourceName } from "../source/format-of-name.ts";
import { type OpenText, openBytes, openText } from "../source/open-text.ts";
import type { Source } from "../source/source.ts";
import { SourceError } from "../source/source-error.ts";
import type { RecordEngine, RecordReading } from "./record-engine.ts";
import { RowEngine } from "./row-engine.ts";

/** How records are read. */
export interface ReadOptions {
  /** `json` is an array or JSON Lines, told apart by content; `auto` (default) tells CSV by content, too. */
  readonly format?: "json" | "csv" | "auto" | undefined;
  /** The character between CSV cells, one of `,` (default) `;` `|` and tab. */
  readonly delimiter?: string | undefined;
  /** What the source is called, such as a file's path: with `auto`, its extension decides where the content does not. Default: what the source says of itself. */
  readonly name?: string | undefined;
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
  /** Bytes of the source read, as it came: compressed ones if it is gzip. */
  readonly bytesRead: number;
  /** Records read, valid or not. */
  readonly rowsIn: number;
}

/** The records of a stretch of the source, in order, and what was seen of the file on the way. */
export interface RecordBatch<T> {
  readonly format: RecordFormat;
  readonly records: readonly CheckedRecord<T>[];
  /** What is wrong with the file as a whole, or between its records. */
  readonly problems: readonly Problem[];
  /** What is not wrong but worth knowing. */
  readonly warnings: readonly Problem[];
  /** Bytes of the source read so far, as it came: compressed ones if it is gzip. */
  readonly bytesRead: number;
}

const OPTIONS = [
  "format",
  "delimiter",
  "name",
  "maxRecordBytes",
  "maxDepth",
  "signal",
  "onProgress",
] as const;
/** Bytes that make a batch. Its rows are alive together: the fewer they are, the less of them outlives a garbage collection. */
const BATCH_BYTES = 16_384;
const DEFAULT_MAX_RECORD_BYTES = 16_777_216;
const DEFAULT_MAX_DEPTH = 256;
/** What is nested deeper can end a recursion over it, wherever there is one. */
const MOST_DEPTH = 1000;

/**
 * Read a source's records and check each against the dataset, in batches of bounded size.
 *
 * JSON Lines, a JSON array, or CSV with a header, plain or gzip, in UTF-8. Bad records are given with
 * their issues and never thrown. Every record is given with its line, byte offset and text.
 *
 * @throws {TypeError} for an unknown option, or a source that bytes can't be read from
 * @throws {SourceError} while iterating, after all records before the fault: `SOURCE_GZIP_TRUNCATED`,
 * `SOURCE_GZIP_CORRUPT`, `SOURCE_UNSUPPORTED_ENCODING`, `SOURCE_UNSUPPORTED_FORMAT`
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
  checkDataset("readCheckedRecords", dataset);
  checkOptionNames("readCheckedRecords", options, OPTIONS);
  checkListeners(undefined, options);
  const settings = readSettings(options, sourceName(source));
  const open = () => openText(source, options.signal);
  return readBatches(dataset as unknown as Dataset, open, settings) as AsyncGenerator<
    RecordBatch<Row<Dataset<S>>>,
    void,
    undefined
  >;
}

/** The same for chunks of bytes; it can't read text or web streams, and is smaller in a bundle by that. */
export function readCheckedBytes(
  dataset: Dataset,
  chunks: AsyncIterable<Uint8Array>,
  options: ReadOptions,
): AsyncGenerator<RecordBatch<Record<string, unknown>>, void, undefined> {
  const settings = readSettings(options, undefined);
  return readBatches(dataset, () => openBytes(abortable(chunks, options.signal)), settings);
}

type Settings = ReturnType<typeof readSettings>;

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
) {
  if (name !== undefined && typeof (name as unknown) !== "string")
    throw new TypeError(`name must be a string, not ${typeof name}.`);
  const named = formatOfName(name ?? ownName ?? "");
  const separator = delimiter ?? named.delimiter ?? ",";
  if (!["json", "csv", "auto"].includes(format)) {
    throw new TypeError(`format must be "json", "csv" or "auto", not ${JSON.stringify(format)}.`);
  }
  if (!Object.hasOwn(DELIMITERS, separator)) {
    throw new TypeError(
      `delimiter must be one of "," ";" "|" and "\\t", not ${JSON.stringify(delimiter)}.`,
    );
  }
  if (!Number.isSafeInteger(maxRecordBytes) || maxRecordBytes < 1) {
    throw new RangeError(`maxRecordBytes must be a positive integer, not ${maxRecordBytes}.`);
  }
  if (!Number.isSafeInteger(maxDepth) || maxDepth < 1 || maxDepth > MOST_DEPTH) {
    throw new RangeError(`maxDepth must be an integer from 1 to ${MOST_DEPTH}, not ${maxDepth}.`);
  }
  return {
    wanted: format,
    named: named.format,
    delimiter: separator,
    maxRecordBytes,
    maxDepth,
    onProgress,
  };
}

async function* readBatches(
  dataset: Dataset,
  open: () => Promise<OpenText>,
  { wanted, named, delimiter, maxRecordBytes, maxDepth, onProgress }: Settings,
): AsyncGenerator<RecordBatch<Record<string, unknown>>, void, undefined> {
  const text = await open();
  const format = recordFormat(text.head, { wanted, named, delimiter, dataset, maxDepth });
  const engine: RecordEngine = new RowEngine(dataset, {
    format,
    delimiter,
    maxRecordBytes,
    maxDepth,
    byteOffset: text.bomBytes,
    line: 1,
  });
  let rowsIn = 0;
  let given = -1;
  for await (const { readTo, ...reading } of readings(engine, text.chunks)) {
    const bytesRead = readTo ?? text.bytesRead();
    if (isEmpty(reading) && bytesRead === given) continue;
    given = bytesRead;
    rowsIn += reading.records.length;
    yield { format, ...reading, bytesRead };
    onProgress?.({ bytesRead, rowsIn });
  }
}

/** A reading; after a fault of the source with the bytes that were read before it. */
type PlacedReading = RecordReading & { readonly readTo?: number };

/** What each chunk gives, where it gives anything, and what the end does, even if that is nothing. */
async function* readings(
  engine: RecordEngine,
  chunks: AsyncIterable<Uint8Array>,
): AsyncGenerator<PlacedReading> {
  let failure: SourceError | undefined;
  try {
    for await (const chunk of chunks) {
      for (let at = 0; at < chunk.length; at += BATCH_BYTES) {
        for (const reading of engine.push(chunk.subarray(at, at + BATCH_BYTES)))
          if (!isEmpty(reading)) yield reading;
      }
    }
  } catch (error) {
    if (!(error instanceof SourceError)) throw error;
    failure = error;
  }
  const place = failure === undefined ? {} : { readTo: failure.byteOffset };
  let last: RecordReading | undefined;
  for (const reading of engine.end({ isWhole: failure === undefined })) {
    if (last !== undefined && !isEmpty(last)) yield { ...last, ...place };
    last = reading;
  }
  if (last !== undefined) yield { ...last, ...place };
  if (failure !== undefined) throw failure;
}

function isEmpty({ records, problems, warnings }: RecordReading): boolean {
  return records.length + problems.length + warnings.length === 0;
}
