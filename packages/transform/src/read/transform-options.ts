import type { Dataset } from "@cloudapi/core";
import { checkOptionNames } from "@cloudapi/core/internal";
import type { RecordMap, SourceFormat, Timestamps } from "@cloudapi/records";
import {
  checkSourceId,
  readWriteOptions,
  WRITE_OPTIONS,
  type WriteOptions,
  type WriteSettings,
} from "../write/write-options.ts";
import { type FileFormat, isFileFormat } from "./file-format.ts";

/** Options of `transform`. */
export interface TransformOptions extends WriteOptions {
  /** `json` is an array or JSON Lines, told apart by content; `auto` (default) tells CSV by content, too; or any other format, as a value. */
  readonly format?: "json" | "csv" | "auto" | SourceFormat | FileFormat | undefined;
  /** The character between CSV cells, one of `,` (default) `;` `|` and tab, or `auto`; `csvFormat` says more. */
  readonly delimiter?: string | undefined;
  /** A longer record is rejected; default 16 MiB. */
  readonly maxRecordBytes?: number | undefined;
  /** A record with more lists and objects inside one another is rejected; default 256, at most 1,000. */
  readonly maxDepth?: number | undefined;
  /** Makes of each record what is checked: a record, several, or none; `explode`, `pick` and `rename` are such functions. */
  readonly map?: RecordMap | undefined;
  /** How times are written that are not RFC 3339, by column: `"epoch_ms"`, `{ format: "%d.%m.%Y %H:%M", zone: "Europe/Berlin" }`. */
  readonly timestamps?: Timestamps | undefined;
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
  /** Bytes of the source read, as it came: compressed ones if it is compressed. */
  readonly bytesRead: number;
  /** Records read; `rowsIn - rowsFiltered + rowsAdded` are valid or rejected. */
  readonly rowsIn: number;
  /** Records that `map` gave nothing for. */
  readonly rowsFiltered: number;
  /** Rows beyond one for a record, which `map` made of it. */
  readonly rowsAdded: number;
  readonly rowsValid: number;
  readonly rowsRejected: number;
}

/** Options with their defaults. */
export interface TransformSettings extends WriteSettings {
  readonly reading: Pick<
    TransformOptions,
    "delimiter" | "maxRecordBytes" | "maxDepth" | "map" | "timestamps"
  > & { readonly format: "json" | "csv" | "auto" | SourceFormat | undefined };
  /** The format when it is one of files that are read as a whole. */
  readonly fileFormat: FileFormat | undefined;
}

const KNOWN = [
  "format",
  "delimiter",
  "maxRecordBytes",
  "maxDepth",
  "map",
  "timestamps",
  "sourceId",
  "onProgress",
  ...WRITE_OPTIONS,
] as const satisfies readonly (keyof TransformOptions)[];

/** Check the options and fill in the defaults. */
export function readOptions(dataset: Dataset, options: TransformOptions): TransformSettings {
  checkOptionNames("transform", options, KNOWN);
  const { delimiter, maxRecordBytes, maxDepth, map, timestamps, sourceId } = options;
  const fileFormat = isFileFormat(options.format) ? options.format : undefined;
  const format = isFileFormat(options.format) ? undefined : options.format;
  if (fileFormat !== undefined)
    checkNoTextOptions(fileFormat, { delimiter, maxRecordBytes, maxDepth, map, timestamps });
  if (sourceId !== undefined) checkSourceId("transform", sourceId);
  return {
    ...readWriteOptions("transform", dataset, options),
    reading: { format, delimiter, maxRecordBytes, maxDepth, map, timestamps },
    fileFormat,
  };
}

/** Options that are for records of text are refused, not ignored. */
function checkNoTextOptions(
  { name }: FileFormat,
  options: Readonly<Record<string, unknown>>,
): void {
  const given = Object.keys(options).find((option) => options[option] !== undefined);
  if (given === undefined) return;
  throw new TypeError(
    `transform: the option ${given} is for records of text, and the format ${name} has none. Leave it out.`,
  );
}
