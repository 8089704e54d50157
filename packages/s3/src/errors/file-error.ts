import { escapeControls } from "@cloudapi/core/internal";
import { fileFailure } from "./file-failure.ts";
import { S3Error } from "./s3-error.ts";

/** The object a local file belongs to. */
export interface FilePlace {
  readonly bucket: string;
  readonly key: string;
  readonly path: string;
}

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
  const { code, explanation } = fileFailure(error);
  const message = `Cannot ${doing} the file ${escapeControls(place.path)}: ${explanation}`;
  return new S3Error(code, message, place, { cause: error });
}
