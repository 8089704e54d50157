import type { Dataset } from "@cloudapi/core";
import { checkOptionNames } from "@cloudapi/core/internal";
import {
  checkSourceId,
  readWriteOptions,
  WRITE_OPTIONS,
  type WriteOptions,
  type WriteSettings,
} from "../write/write-options.ts";

/** Options of `transform`. */
export interface TransformOptions extends WriteOptions {
  /** `json` is an array or JSON Lines, told apart by content; `auto` (default) tells CSV by content, too. */
  readonly format?: "json" | "csv" | "auto" | undefined;
  /** The character between CSV cells, one of `,` (default) `;` `|` and tab. */
  readonly delimiter?: string | undefined;
  /** A longer record is rejected; default 16 MiB. */
  readonly maxRecordBytes?: number | undefined;
  /** A record with more lists and objects inside one another is rejected; default 256, at most 1,000. */
  readonly maxDepth?: number | undefined;
  /**
   * The source's name in keys: a rerun under the same name replaces what the run before wrote. Default: the
   * path of a `fileSource`, bucket and key of an `s3Source`, the content's SHA-256 otherwise.
   */
  readonly sourceId?: string | undefined;
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
export interface TransformSettings extends WriteSettings {
  readonly reading: Pick<TransformOptions, "format" | "delimiter" | "maxRecordBytes" | "maxDepth">;
}

const KNOWN = [
  "format",
  "delimiter",
  "maxRecordBytes",
  "maxDepth",
  "sourceId",
  "onProgress",
  ...WRITE_OPTIONS,
] as const satisfies readonly (keyof TransformOptions)[];

/** Check the options and fill in the defaults. */
export function readOptions(dataset: Dataset, options: TransformOptions): TransformSettings {
  checkOptionNames("transform", options, KNOWN);
  const { format, delimiter, maxRecordBytes, maxDepth, sourceId } = options;
  if (sourceId !== undefined) checkSourceId("transform", sourceId);
  return {
    ...readWriteOptions("transform", dataset, options),
    reading: { format, delimiter, maxRecordBytes, maxDepth },
  };
}
