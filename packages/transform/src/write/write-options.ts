import { inspect } from "node:util";
import type { Dataset } from "@cloudapi/core";
import { checkListeners } from "@cloudapi/core/internal";
import { type Compression, readCompression } from "../parquet/compression.ts";
import { ROW_GROUP_ROWS } from "../parquet/file-encoder.ts";
import { checkSink } from "../sink/check-sink.ts";
import type { Sink } from "../sink/sink.ts";
import { DESTINATION, type TableSink } from "./destination.ts";
import type { Threads } from "./encode-queue.ts";
import { type ColumnSteps, columnSteps } from "./nested-column.ts";
import type { WriterLimits } from "./partitioned-writer.ts";
import type { PublishRules } from "./publish-guard.ts";

/** What rows that are written do to those that are there. */
export type WriteMode = "replaceSource" | "append" | "overwritePartitions";

/** Options of `transform` and `writeRows`: how rows are written, and when they are published. */
export interface WriteOptions {
  /**
   * `replaceSource` (default): the rows take the place of those that an earlier run under the same source's name wrote.
   * `append`: of those of the same version of the source only, so that the same version twice is written once.
   * `overwritePartitions`: of everything in the partitions that they fall into, whatever source wrote it; where rows are not partitioned, of all.
   */
  readonly mode?: WriteMode | undefined;
  /**
   * With `append`: what tells versions of the source apart, such as an object's version. Default what the source says: of an `s3Source`
   * the version or ETag, of a `fileSource`, text or bytes the SHA-256; to a table also of a stream that and of rows that of their values.
   */
  readonly version?: string | undefined;
  /** Rows without a value in one of these columns, or in what is inside them (`customer.name`, `items[].price`), are dropped, and counted; default none. */
  readonly dropNullColumns?: readonly string[] | undefined;
  /** Where rejected rows are kept, under the dataset's name; default the sink itself. There, and in any place within it, `_quarantine/` comes before that name. */
  readonly quarantine?: Sink | undefined;
  /**
   * A table that rejected rows go to instead, as rows of the dataset `rejectedRows`: a sink that lies outside the place of the valid
   * ones, or an `icebergSink` with the mode `replaceSource` or `append`.
   */
  readonly quarantineTable?: Sink | TableSink | undefined;
  /** Bytes of rejected rows that are kept; default 128 MiB. Those after them are counted, and the report says how many. */
  readonly maxQuarantineBytes?: number | undefined;
  /** Rejected rows that are listed in the report; default 1,000. All are counted. */
  readonly maxRejections?: number | undefined;
  /** The share of rows that may be rejected, 0 (none) to 1 (all, the default); past it nothing is published. */
  readonly maxRejectedRatio?: number | undefined;
  /**
   * Whether rows that an earlier run over the source wrote may give way to none, or to fewer than half as many where
   * fewer than half of this run's own could be written; default false: nothing is published then.
   */
  readonly allowFewerRows?: boolean | undefined;
  /** How Parquet pages are compressed; default `snappy`. `zstd` makes smaller files, and needs Node 22.15, 23.8 or later. */
  readonly compression?: Compression | undefined;
  /** Rows in a Parquet row group; default 122,880. */
  readonly rowGroupRows?: number | undefined;
  /** Bytes of rows gathered in memory over all partitions; default 64 MiB, and 16 MiB for a dataset of columns with others inside. */
  readonly bufferBytes?: number | undefined;
  /** Partitions that have a file open at the same time; default 20,000. */
  readonly maxOpenPartitions?: number | undefined;
  /** Size from which a file is closed and its partition goes on in another; default 256 MiB. */
  readonly maxFileBytes?: number | undefined;
  /** Data files that a run may write; default 100,000. */
  readonly maxObjects?: number | undefined;
  /**
   * Threads that work for the run: 1, or 2 for one that reads and another that encodes. Default `auto`: 2 from 100,000 rows on
   * where the process may use two processors, 1 otherwise. What is written is the same.
   */
  readonly threads?: Threads | undefined;
  /** Stops the run, which rejects with the signal's reason; nothing is published then. A run that has begun to publish goes on to its end. */
  readonly signal?: AbortSignal | undefined;
}

/** The same with their defaults. */
export interface WriteSettings {
  readonly mode: WriteMode;
  readonly compression: Compression;
  readonly limits: WriterLimits;
  readonly rules: PublishRules;
  readonly dropNullColumns: readonly ColumnSteps[];
  readonly quarantine: Sink | undefined;
  readonly quarantineTable: Sink | TableSink | undefined;
  readonly maxQuarantineBytes: number;
  readonly maxRejections: number;
  readonly threads: Threads;
  readonly signal: AbortSignal | undefined;
}

export const WRITE_OPTIONS = [
  "mode",
  "version",
  "dropNullColumns",
  "quarantine",
  "quarantineTable",
  "maxQuarantineBytes",
  "maxRejections",
  "maxRejectedRatio",
  "allowFewerRows",
  "compression",
  "rowGroupRows",
  "bufferBytes",
  "maxOpenPartitions",
  "maxFileBytes",
  "maxObjects",
  "threads",
  "signal",
] as const satisfies readonly (keyof WriteOptions)[];

const MIB = 1024 * 1024;

/** Check the options and fill in the defaults; `what` is the function they were given to. */
export function readWriteOptions(
  what: string,
  dataset: Dataset,
  options: WriteOptions,
): WriteSettings {
  const count = (name: keyof WriteOptions, fallback: number, least: number) =>
    readCount(`${what}: ${name}`, options[name] ?? fallback, least);
  checkListeners(what, options);
  return {
    mode: readMode(what, options),
    dropNullColumns: readColumns(what, dataset, options.dropNullColumns ?? []),
    ...readQuarantine(what, options),
    signal: options.signal,
    threads: readThreads(what, options),
    maxQuarantineBytes: count("maxQuarantineBytes", 128 * MIB, 0),
    maxRejections: count("maxRejections", 1_000, 0),
    compression: readCompression(what, options.compression),
    rules: readRules(what, options),
    limits: {
      rowGroupRows: count("rowGroupRows", ROW_GROUP_ROWS, 1),
      bufferBytes: count("bufferBytes", bufferBytesOf(dataset), 0),
      maxOpenPartitions: count("maxOpenPartitions", 20_000, 1),
      maxFileBytes: count("maxFileBytes", 256 * MIB, 1),
      maxObjects: count("maxObjects", 100_000, 1),
    },
  };
}

/** Columns with others inside are held in arrays of their own for each partition, which take more than is counted. */
function bufferBytesOf({ columns }: Dataset): number {
  const isNested = columns.some(({ type: { kind } }) => ["struct", "list", "map"].includes(kind));
  return (isNested ? 16 : 64) * MIB;
}

function readQuarantine(
  what: string,
  { quarantine, quarantineTable }: WriteOptions,
): Pick<WriteSettings, "quarantine" | "quarantineTable"> {
  if (quarantine !== undefined) checkSink(what, "quarantine", quarantine);
  if (quarantineTable === undefined) return { quarantine, quarantineTable };
  const table = Object(quarantineTable) as Partial<TableSink>;
  if (!(DESTINATION in table)) checkSink(what, "quarantineTable", quarantineTable);
  if (table[DESTINATION]?.replacesOthers === true)
    throw new TypeError(
      `${what}: quarantineTable has the mode overwritePartitions, so that each run would remove the rejected rows that other sources have of the day. Use the mode replaceSource, the default, or append.`,
    );
  if (quarantine !== undefined)
    throw new TypeError(
      `${what}: quarantine and quarantineTable are two places for the same rows. Leave one of them out.`,
    );
  return { quarantine, quarantineTable };
}

/** @throws {TypeError} when a source's name isn't one */
export function checkSourceId(what: string, sourceId: unknown): void {
  if (typeof sourceId !== "string" || sourceId === "")
    throw new TypeError(`${what}: sourceId must be text that names the source.`);
}

const MODES = [
  "replaceSource",
  "append",
  "overwritePartitions",
] as const satisfies readonly WriteMode[];

function readMode(what: string, { mode = "replaceSource", version }: WriteOptions): WriteMode {
  if (!MODES.includes(mode))
    throw new TypeError(`${what}: mode must be one of ${MODES.join(", ")}, not ${String(mode)}.`);
  if (version === undefined) return mode;
  if (typeof version !== "string" || version === "")
    throw new TypeError(`${what}: version must be text that names a version of the source.`);
  if (mode !== "append")
    throw new TypeError(`${what}: version is for mode "append"; otherwise leave it out.`);
  return mode;
}

const THREADS = [1, 2, "auto"] as const satisfies readonly Threads[];

function readThreads(what: string, { threads = "auto" }: WriteOptions): Threads {
  if (THREADS.includes(threads)) return threads;
  throw new TypeError(`${what}: threads must be 1, 2 or "auto", not ${inspect(threads)}.`);
}

function readRules(
  what: string,
  { maxRejectedRatio = 1, allowFewerRows = false }: WriteOptions,
): PublishRules {
  const isShare =
    typeof maxRejectedRatio === "number" && maxRejectedRatio >= 0 && maxRejectedRatio <= 1;
  if (!isShare)
    throw new RangeError(
      `${what}: maxRejectedRatio must be from 0 (none) to 1 (all), not ${String(maxRejectedRatio)}.`,
    );
  if (typeof allowFewerRows !== "boolean")
    throw new TypeError(
      `${what}: allowFewerRows must be true or false, not ${String(allowFewerRows)}.`,
    );
  return { maxRejectedRatio, allowFewerRows };
}

function readColumns(
  what: string,
  { name, columns }: Dataset,
  wanted: readonly string[],
): readonly ColumnSteps[] {
  if (!Array.isArray(wanted as unknown))
    throw new TypeError(`${what}: dropNullColumns must be a list of column names.`);
  return wanted.map((column) => {
    const steps = columnSteps(columns, String(column));
    if (steps !== undefined) return steps;
    const known = columns.map((each) => each.name).join(", ");
    throw new TypeError(
      `${what}: dropNullColumns names "${column}", which dataset "${name}" does not have. Columns: ${known}.`,
    );
  });
}

function readCount(option: string, value: unknown, least: number): number {
  if (!Number.isSafeInteger(value) || (value as number) < least)
    throw new RangeError(
      `${option} must be an integer of at least ${least}, not ${String(value)}.`,
    );
  return value as number;
}
