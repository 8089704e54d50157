import { type Dataset } from "@cloudapi/core";
import { refuseUnknownOptions } from "@cloudapi/core/internal";
import { ROW_GROUP_ROWS } from "../parquet/file-encoder.ts";
import type { Sink } from "../sink/sink.ts";
import type { WriterLimits } from "../write/partitioned-writer.ts";

/** Options of `transform`. */
export interface TransformOptions {
  /** `json` is an array or JSON Lines, told apart by content; `auto` (default) tells CSV by content, too. */
  readonly format?: "json" | "csv" | "auto" | undefined;
  /** The character between CSV cells, one of `,` (default) `;` `|` and tab. */
  readonly delimiter?: string | undefined;
  /** A longer record is rejected; default 16 MiB. */
  readonly maxRecordBytes?: number | undefined;
  /**
   * The source's name in keys: a rerun under the same name replaces what the run before wrote. Default: the
   * path of a `fileSource`, bucket and key of an `s3Source`, the content's SHA-256 otherwise.
   */
  readonly sourceId?: string | undefined;
  /** Rows without a value in one of these columns are dropped, and counted; default none. */
  readonly dropNullColumns?: readonly string[] | undefined;
  /** Where rejected rows are kept, under the dataset's name; default the sink itself. There, and in any place within it, `_quarantine/` comes before that name. */
  readonly quarantine?: Sink | undefined;
  /** Rejected rows that are listed in the report; default 1,000. All are counted, and kept in quarantine. */
  readonly maxRejections?: number | undefined;
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
  /** Stops the run, which rejects with the signal's reason; nothing is published then. */
  readonly signal?: AbortSignal | undefined;
  /** Called as the run goes on. */
  readonly onProgress?: ((progress: TransformProgress) => void) | undefined;
}

/** How far a run has come. */
export interface TransformProgress {
  /** Bytes of the source read, as it came: compressed ones if it is gzip. */
  readonly bytesRead: number;
  readonly rowsIn: number;
  readonly rowsValid: number;
  readonly rowsRejected: number;
}

/** Options with their defaults. */
export interface TransformSettings {
  readonly reading: Pick<TransformOptions, "format" | "delimiter" | "maxRecordBytes" | "signal">;
  readonly limits: WriterLimits;
  readonly dropNullColumns: readonly string[];
  readonly maxRejections: number;
}

const MIB = 1024 * 1024;
const KNOWN = [
  "format",
  "delimiter",
  "maxRecordBytes",
  "sourceId",
  "dropNullColumns",
  "quarantine",
  "maxRejections",
  "rowGroupRows",
  "bufferBytes",
  "maxOpenPartitions",
  "maxFileBytes",
  "maxObjects",
  "signal",
  "onProgress",
] as const satisfies readonly (keyof TransformOptions)[];

/** Check the options and fill in the defaults. */
export function readOptions(dataset: Dataset, options: TransformOptions): TransformSettings {
  refuseUnknownOptions("transform", options, KNOWN);
  const { format, delimiter, maxRecordBytes, signal, sourceId } = options;
  if (sourceId !== undefined && (typeof sourceId !== "string" || sourceId === "")) {
    throw new TypeError("transform: sourceId must be a text that names the source.");
  }
  return {
    reading: { format, delimiter, maxRecordBytes, signal },
    dropNullColumns: readColumns(dataset, options.dropNullColumns ?? []),
    maxRejections: readCount("maxRejections", options.maxRejections ?? 1_000, 0),
    limits: {
      rowGroupRows: readCount("rowGroupRows", options.rowGroupRows ?? ROW_GROUP_ROWS, 1),
      bufferBytes: readCount("bufferBytes", options.bufferBytes ?? 16 * MIB, 0),
      maxOpenPartitions: readCount("maxOpenPartitions", options.maxOpenPartitions ?? 2_000, 1),
      maxFileBytes: readCount("maxFileBytes", options.maxFileBytes ?? 256 * MIB, 1),
      maxObjects: readCount("maxObjects", options.maxObjects ?? 100_000, 1),
    },
  };
}

function readColumns({ name, columns }: Dataset, wanted: readonly string[]): readonly string[] {
  if (!Array.isArray(wanted as unknown))
    throw new TypeError("transform: dropNullColumns must be a list of column names.");
  const known = columns.map((column) => column.name);
  const unknown = wanted.find((column) => !known.includes(column));
  if (unknown !== undefined) {
    throw new TypeError(
      `transform: dropNullColumns names "${unknown}", which dataset "${name}" does not have. Columns: ${known.join(", ")}.`,
    );
  }
  return wanted;
}

function readCount(option: string, value: number, least: number): number {
  if (!Number.isSafeInteger(value) || value < least) {
    throw new RangeError(
      `transform: ${option} must be an integer of at least ${least}, not ${String(value)}.`,
    );
  }
  return value;
}
