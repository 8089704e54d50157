import { type RequestFailure, readFailure } from "@cloudapi/core/internal";
import { explainS3Failure } from "./explain-s3-failure.ts";
import { failureCode } from "./failure-code.ts";
import type { Place } from "./place.ts";
import { regionOf } from "./region-of.ts";
import { S3Error } from "./s3-error.ts";

/** The failure of one request as an {@link S3Error}; one that is an S3Error already stays as it is. */
export function toS3Error(error: unknown, place: Place): S3Error {
  if (error instanceof S3Error) return error;
  return s3Error(failureCode(readFailure(error), place.key === undefined), place, error);
}

/** An {@link S3Error} of a known code, with the message that belongs to it. */
export function s3Error(code: string, place: Place, cause: unknown): S3Error {
  const failure = readFailure(cause);
  const { httpStatus, requestId } = failure;
  const region = code === "WRONG_REGION" ? regionOf(cause) : undefined;
  const words = explainS3Failure(code, { ...place, region }, wordsOf(failure));
  return new S3Error(code, words, { ...place, httpStatus, requestId, region }, { cause });
}

/** The SDK's words for what it can't read end with advice to programmers in a line of their own. */
const SDK_ADVICE = "Deserialization error:";

/** The server's words; where it had none, at least what the answer was. */
function wordsOf({ message, httpStatus }: RequestFailure): string {
  const [before = ""] = message.split(SDK_ADVICE, 1);
  const words = before === message ? message : before.trimEnd();
  return words === "" && httpStatus !== undefined ? `HTTP status ${httpStatus}, no words` : words;
}
