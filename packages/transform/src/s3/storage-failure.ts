import type { S3Error } from "@cloudapi/s3";
import { type Place, s3Error, toS3Error } from "@cloudapi/s3/internal";
import { StorageError } from "../storage-error.ts";

/** A failed request as a {@link StorageError}: code and words are those of `@cloudapi/s3`. */
export function storageFailure(error: unknown, place: Place): StorageError {
  return error instanceof StorageError ? error : fromS3(toS3Error(error, place), place);
}

/** What has become of an object that is read, and whose ETag is no longer what it was. */
export function objectChanged(place: Place, cause: unknown): StorageError {
  return fromS3(s3Error("OBJECT_CHANGED", place, cause), place);
}

function fromS3(error: S3Error, { bucket, key = "" }: Place): StorageError {
  const { code, message, cause } = error;
  return new StorageError(code, message, `s3://${bucket}/${key}`, { cause: cause ?? error });
}
