import type { Dataset } from "@cloudapi/core";
import type { Source } from "@cloudapi/records";
import type { CheckedBatch } from "../write/write-job.ts";
import type { FileState } from "./file-source.ts";

/**
 * A format of files that hold rows rather than text, as a value, which is passed as the option `format`.
 *
 * Its members are what `transform` works with, and may change in any release.
 */
export interface FileFormat {
  /** What reports call it, such as `parquet`. */
  readonly name: string;
  /** The rows of a file, checked. */
  readonly read: (file: FileInput) => AsyncIterable<CheckedBatch>;
}

/** The file that is read. */
export interface FileInput {
  readonly dataset: Dataset;
  readonly source: Source;
  /** Where its bytes are on disk, if they are. */
  readonly localPath: string | undefined;
  /** What that file has to be, where its version is known. */
  readonly localState?: FileState | undefined;
  readonly signal: AbortSignal | undefined;
}

/** Whether a format is one of whole files. */
export function isFileFormat(format: unknown): format is FileFormat {
  return typeof (format as Partial<FileFormat> | null | undefined)?.read === "function";
}
