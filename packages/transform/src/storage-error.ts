import { CloudApiError } from "@cloudapi/core";
import { fileFailure } from "@cloudapi/s3/internal/files";

/**
 * A source that could not be read, or a sink that could not be written; nothing was published.
 *
 * Codes: `FILE_NOT_FOUND`, `FILE_ACCESS_DENIED`, `NOT_A_FILE`, `DISK_FULL`, `FILE_ERROR`, `FILE_CHANGED`, `SYMLINK`, `NAME_TAKEN` for files, and those of
 * `@cloudapi/s3` for objects (`NO_SUCH_BUCKET`, `NO_SUCH_KEY`, `ACCESS_DENIED`, `OBJECT_CHANGED`, ...).
 *
 * @example
 * ```ts
 * import { apiLogs } from "@cloudapi/core";
 * import { fileSource, memorySink, StorageError, transform } from "@cloudapi/transform";
 *
 * const failed = await transform(apiLogs, fileSource("no/such.ndjson"), memorySink()).catch((error) => error);
 * console.log(failed instanceof StorageError && failed.code); // => "FILE_NOT_FOUND"
 * ```
 */
export class StorageError extends CloudApiError {
  /** The file's path, or the object's `s3://` URL. */
  readonly place: string;

  constructor(code: string, message: string, place: string, options?: { cause?: unknown }) {
    super(code, message, options);
    this.place = place;
  }
}

/** A failed file operation as a {@link StorageError}; `doing` is what was tried, such as "read". */
export function fileError(doing: string, path: string, cause: unknown): StorageError {
  const { code, explanation } = fileFailure(cause);
  return new StorageError(code, `Cannot ${doing} ${path}: ${explanation}`, path, { cause });
}
