import { isCloudApiError } from "@cloudapi/core";
import { StorageError } from "@cloudapi/transform";

/** A failure of S3 as the {@link StorageError} that sinks throw: code and words are those of `@cloudapi/s3`; others stay as they are. */
export function storageFailure(error: unknown, place: string): StorageError {
  if (error instanceof StorageError || !isCloudApiError(error)) return error as StorageError;
  return new StorageError(error.code, error.message, place, { cause: error });
}
