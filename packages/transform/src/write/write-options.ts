import type { Dataset } from "@cloudapi/core";
import { checkListeners } from "@cloudapi/core/internal";
import { ROW_GROUP_ROWS } from "../parquet/file-encoder.ts";
import { checkSink } from "../sink/check-sink.ts";
import type { Sink } from "../sink/sink.ts";
import type { WriterLimits } from "./partitioned-writer.ts";
import type { PublishRules } from "./publish-guard.ts";

/** Options of `transform` and `writeRows`: how rows are written, and when they are published. */
export interface WriteOptions {
  /** Rows without a value in one of these columns are dropped, and counted; default none. */
  readonly dropNullColumns?: readonly string[] | undefined;
  /** Where rejected rows are kept, under the dataset's name; default the sink itself. There, and in any place within it, `_quarantine/` comes before that name. */
  readonly quarantine?: Sink | undefined;
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
  /** Rows in a Parquet row group; default 122,880. */
  readonly rowGroupRows?: number | undefined;
  /** Bytes of rows gathered in memory over all partitions; default 16 MiB. */
  readonly bufferBytes?: number | undefined;
  /** Partitions that have a file open at the same time; default 2,000. */
  readonly maxOpenPartitions?: number | undefined;
  /** Size from which a file is closed and its partition goes on in another; default 256 MiB. */
  readonly maxFileBytes?: number | undefined;
  /** Data files that a run may write; default 100,000. */
  readonly maxObjects?: number | undefined;
  /** Stops the run, which rejects with the signal's reason; nothing is published then. A run that has begun to publish goes on to its end. */
  readonly signal?: AbortSignal | undefined;
}

/** The same with their defaults. */
export interface WriteSettings {
  readonly limits: WriterLimits;
  readonly rules: PublishRules;
  readonly dropNullColumns: readonly string[];
  readonly quarantine: Sink | undefined;
  readonly maxQuarantineBytes: number;
  readonly maxRejections: number;
  readonly signal: AbortSignal | undefined;
}

export const WRITE_OPTIONS = [
  "dropNullColumns",
  "quarantine",
  "maxQuarantineBytes",
  "maxRejections",
  "maxRejectedRatio",
  "allowFewerRows",
  "rowGroupRows",
  "bufferBytes",
  "maxOpenPartitions",
  "maxFileBytes",
  "maxObjects",
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
  if (options.quarantine !== undefined) checkSink(what, "quarantine", options.quarantine);
  return {
    dropNullColumns: readColumns(what, dataset, options.dropNullColumns ?? []),
    quarantine: options.quarantine,
    signal: options.signal,
    maxQuarantineBytes: count("maxQuarantineBytes", 128 * MIB, 0),
    maxRejections: count("maxRejections", 1_000, 0),
    rules: readRules(what, options),
    limits: {
      rowGroupRows: count("rowGroupRows", ROW_GROUP_ROWS, 1),
      bufferBytes: count("bufferBytes", 16 * MIB, 0),
      maxOpenPartitions: count("maxOpenPartitions", 2_000, 1),
      maxFileBytes: count("maxFileBytes", 256 * MIB, 1),
      maxObjects: count("maxObjects", 100_000, 1),
    },
  };
}

/** @throws {TypeError} when a source's name isn't one */
export function checkSourceId(what: string, sourceId: unknown): void {
  if (typeof sourceId !== "string" || sourceId === "")
    throw new TypeError(`${what}: sourceId must be text that names the source.`);
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
): readonly string[] {
  if (!Array.isArray(wanted as unknown))
    throw new TypeError(`${what}: dropNullColumns must be a list of column names.`);
  const known = columns.map((column) => column.name);
  const unknown = wanted.find((column) => !known.includes(column));
  if (unknown !== undefined) {
    throw new TypeError(
      `${what}: dropNullColumns names "${unknown}", which dataset "${name}" does not have. Columns: ${known.join(", ")}.`,
    );
  }
  return wanted;
}

function readCount(option: string, value: unknown, least: number): number {
  if (!Number.isSafeInteger(value) || (value as number) < least)
    throw new RangeError(
      `${option} must be an integer of at least ${least}, not ${String(value)}.`,
    );
  return value as number;
}
