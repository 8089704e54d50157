import type { Dataset } from "@cloudapi/core";
import { checkDataset, checkOptionNames } from "@cloudapi/core/internal";
import type {
  IdentifiedSource,
  Sink,
  TransformOptions,
  TransformReport,
} from "@cloudapi/transform";
import { checkSink } from "@cloudapi/transform/internal";
import type { UrlSourceOptions } from "./url-source.ts";

/** What is loaded. */
export interface IngestFilesInput {
  /** The name of the source, which the folder is called by: lower-case letters, digits, `_` and `-`. */
  readonly source: string;
  /** Paths of files, URLs (`https://`, `http://`, `file://`), or sources such as an `s3Source`; each becomes a Parquet file. */
  readonly files: readonly (string | IdentifiedSource)[];
  readonly sink: Sink;
  /** The contract; proposed from each file's first records when left out. */
  readonly dataset?: Dataset | undefined;
}

/** How it is loaded. */
export interface IngestFilesOptions
  extends Pick<
      TransformOptions,
      | "format"
      | "delimiter"
      | "map"
      | "timestamps"
      | "maxRecordBytes"
      | "maxRejectedRatio"
      | "allowFewerRows"
      | "compression"
      | "signal"
    >,
    Pick<UrlSourceOptions, "headers" | "idleTimeoutMs"> {
  /** The time of the load, which keys have; now when left out. A load that died is done again at its own time, and leaves nothing twice. */
  readonly loadTime?: Date | undefined;
  /** Called as each file is done, or has failed. */
  readonly onFile?: ((outcome: FileOutcome) => void) | undefined;
}

/** What became of a file. */
export type FileOutcome =
  | {
      readonly status: "done";
      /** The file's path, or the URL without what is secret in it. */
      readonly file: string;
      /** The Parquet files; none when no row was valid. */
      readonly keys: readonly string[];
      readonly report: TransformReport;
    }
  | {
      readonly status: "failed";
      readonly file: string;
      readonly code: string;
      readonly message: string;
      readonly error: unknown;
    };

/** What became of a load. `rowsIn` is `rowsWritten` and `rowsRejected` together, unless `map` makes several rows of one, or none. */
export interface IngestFilesReport {
  readonly source: string;
  readonly loadTime: Date;
  readonly files: readonly FileOutcome[];
  /** The files that failed. */
  readonly failed: readonly string[];
  /** Every Parquet file that was written. */
  readonly keys: readonly string[];
  readonly rowsIn: number;
  readonly rowsWritten: number;
  readonly rowsRejected: number;
}

/** What is passed on to `transform` as it is. */
export const PASSED = [
  "format",
  "delimiter",
  "map",
  "timestamps",
  "maxRecordBytes",
  "maxRejectedRatio",
  "allowFewerRows",
  "compression",
  "signal",
] as const satisfies readonly (keyof IngestFilesOptions)[];

const KNOWN = [...PASSED, "headers", "idleTimeoutMs", "loadTime", "onFile"];
const WHAT = "ingestFiles";

/** @throws {TypeError | RangeError} for what can't be */
export function checkIngestFiles(input: IngestFilesInput, options: IngestFilesOptions): void {
  if (typeof input !== "object" || input === null)
    throw new TypeError(`${WHAT}: the input must be an object with source, files and sink.`);
  checkOptionNames(WHAT, input, ["source", "files", "sink", "dataset"]);
  checkOptionNames(WHAT, options, KNOWN);
  const { source, files, sink, dataset } = input;
  if (typeof source !== "string" || !/^[a-z0-9][a-z0-9_-]{0,62}$/.test(source))
    throw new TypeError(
      `${WHAT}: source must be a name of lower-case letters, digits, _ and -, not ${JSON.stringify(source)}.`,
    );
  if (!Array.isArray(files) || files.length === 0)
    throw new TypeError(`${WHAT}: files must name at least one file or URL.`);
  checkSink(WHAT, "sink", sink);
  if (dataset !== undefined) checkDataset(WHAT, dataset);
  const { loadTime, idleTimeoutMs, onFile } = options;
  if (loadTime !== undefined && !(loadTime instanceof Date && !Number.isNaN(loadTime.getTime())))
    throw new TypeError(`${WHAT}: loadTime must be a Date.`);
  if (idleTimeoutMs !== undefined && !(idleTimeoutMs > 0))
    throw new RangeError(`${WHAT}: idleTimeoutMs must be more than 0.`);
  if (onFile !== undefined && typeof onFile !== "function")
    throw new TypeError(`${WHAT}: onFile must be a function.`);
}
