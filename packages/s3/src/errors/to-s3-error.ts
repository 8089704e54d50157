import { readFailure } from "@cloudapi/core/internal";
import { explainS3Failure } from "./explain-s3-failure.ts";
import { failureCode } from "./failure-code.ts";
import type { Place } from "./place.ts";
import { S3Error } from "./s3-error.ts";

/** The failure of one request as an {@link S3Error}; one that is an S3Error already stays as it is. */
export function toS3Error(error: unknown, place: Place): S3Error {
  if (error instanceof S3Error) return error;
  return s3Error(failureCode(readFailure(error), place.key === undefined), place, error);
}

/** An {@link S3Error} of a known code, with the message that belongs to it. */
export function s3Error(code: string, place: Place, cause: unknown): S3Error {
  const { message, httpStatus, requestId } = readFailure(cause);
  const words = explainS3Failure(code, place, message);
  return new S3Error(code, words, { ...place, httpStatus, requestId }, { cause });
}
