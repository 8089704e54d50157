import { CloudApiError } from "@cloudapi/core";

/**
 * A source that could not be read, or a sink that could not be written; nothing was published.
 *
 * Codes: `FILE_NOT_FOUND`, `FILE_ACCESS_DENIED`, `NOT_A_FILE`, `DISK_FULL`, `FILE_ERROR` for files, and those of
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

/** What Node's error codes are called here, and what to do about them. */
const FILE_CODES: Readonly<Record<string, readonly [code: string, advice: string]>> = {
  ENOENT: ["FILE_NOT_FOUND", "it does not exist; check the path."],
  EACCES: ["FILE_ACCESS_DENIED", "access denied; check the permissions."],
  EPERM: ["FILE_ACCESS_DENIED", "access denied; check the permissions."],
  EROFS: ["FILE_ACCESS_DENIED", "the file system is read-only."],
  EISDIR: ["NOT_A_FILE", "it is a folder; name a file in it."],
  ENOTDIR: ["NOT_A_FILE", "a part of the path is a file, not a folder."],
  ENOSPC: ["DISK_FULL", "the disk is full; free some space and run again."],
  EDQUOT: ["DISK_FULL", "the disk quota is used up; free some space and run again."],
};

/** A failed file operation as a {@link StorageError}; `doing` is what was tried, such as "read". */
export function fileError(doing: string, path: string, cause: unknown): StorageError {
  const { code: errno = "", message = String(cause) } = cause as {
    code?: string;
    message?: string;
  };
  const [code, advice] = FILE_CODES[errno] ?? ["FILE_ERROR", `${message}.`];
  return new StorageError(code, `Cannot ${doing} ${path}: ${advice}`, path, { cause });
}
