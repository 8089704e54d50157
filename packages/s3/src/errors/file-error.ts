import { escapeControls } from "@cloudapi/core/internal";
import { S3Error } from "./s3-error.ts";

/** The object a local file belongs to. */
export interface FilePlace {
  readonly bucket: string;
  readonly key: string;
  readonly path: string;
}

const FILE_CODES: Readonly<Record<string, readonly [code: string, explanation: string]>> = {
  ENOENT: ["FILE_NOT_FOUND", "it, or a folder on its way, does not exist."],
  ENOTDIR: ["FILE_NOT_FOUND", "a part of its way is not a folder."],
  EACCES: ["FILE_ACCESS_DENIED", "the file system denies access to it."],
  EPERM: ["FILE_ACCESS_DENIED", "the file system denies access to it."],
  EROFS: ["FILE_ACCESS_DENIED", "the file system is read-only."],
  EISDIR: ["NOT_A_FILE", "it is a folder."],
  ENOSPC: ["DISK_FULL", "the disk is full."],
  EDQUOT: ["DISK_FULL", "the disk quota is used up."],
  EEXIST: ["FILE_ERROR", "something else of that name is there."],
  ENAMETOOLONG: ["FILE_ERROR", "the name is too long for the file system."],
};

/** Run a piece of file work; what it throws becomes an {@link S3Error} that names file, object and reason. */
export async function withFile<T>(
  doing: "read" | "write",
  place: FilePlace,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw toFileError(error, doing, place);
  }
}

function toFileError(error: unknown, doing: "read" | "write", place: FilePlace): S3Error {
  if (error instanceof S3Error) return error;
  const { code: systemCode, message } = error as NodeJS.ErrnoException;
  const [code, explanation] = FILE_CODES[systemCode ?? ""] ?? ["FILE_ERROR", message];
  return new S3Error(
    code,
    `Cannot ${doing} the file ${escapeControls(place.path)}: ${explanation}`,
    place,
    {
      cause: error,
    },
  );
}
