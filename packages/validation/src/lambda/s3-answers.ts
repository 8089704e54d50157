import { CloudApiError } from "@cloudapi/core";

/** An S3 request of the validator that failed for a reason that a retry or an operator must mend. */
export class ObjectAccessError extends CloudApiError {
  readonly bucket: string;
  readonly key: string;

  constructor(code: string, message: string, place: { readonly bucket: string; readonly key: string }, options: { cause: unknown }) {
    super(code, message, options);
    this.bucket = place.bucket;
    this.key = place.key;
  }
}

/** The HTTP status and error name of a failed request; undefined where the server gave no answer. */
export function answerOf(error: unknown): { readonly status: number | undefined; readonly name: string } {
  const { name = "", $metadata } = Object(error) as { name?: string; $metadata?: { httpStatusCode?: number } };
  return { status: $metadata?.httpStatusCode, name };
}

/** Whether an answer says that there is no such object, and not that its bucket is missing. */
export function isMissingObject(error: unknown): boolean {
  const { status, name } = answerOf(error);
  return name === "NoSuchKey" || name === "NoSuchVersion" || (status === 404 && name === "NotFound");
}

/** A failed request as an error that says what was tried, where, and what to do. */
export function explain(doing: "read" | "write", place: { readonly bucket: string; readonly key: string }, action: string, error: unknown): unknown {
  const { status, name } = answerOf(error);
  if (status === undefined) return error;
  const where = `s3://${place.bucket}/${place.key}`;
  if (name === "NoSuchBucket") return new ObjectAccessError("NO_SUCH_BUCKET", `Cannot ${doing} ${where}: bucket ${place.bucket} does not exist.`, place, { cause: error });
  if (status === 403) {
    const hint = doing === "read" ? `; without s3:ListBucket on the bucket S3 answers so for a missing object, too` : "";
    return new ObjectAccessError("ACCESS_DENIED", `Cannot ${doing} ${where}: access denied. The function's role needs ${action}${hint}.`, place, { cause: error });
  }
  return new ObjectAccessError("S3_REQUEST_FAILED", `Cannot ${doing} ${where}: ${name} (HTTP ${status}).`, place, { cause: error });
}
