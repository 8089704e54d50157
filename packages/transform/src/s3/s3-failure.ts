import { StorageError } from "../storage-error.ts";

/** What is looked at in a failure of the SDK. */
interface SdkFailure {
  readonly name?: string;
  readonly message?: string;
  readonly code?: string;
  readonly $metadata?: { readonly httpStatusCode?: number };
}

/** Codes of the S3 protocol, what they are called here, and what to do. */
const CODES: Readonly<Record<string, readonly [code: string, advice: string]>> = {
  NoSuchBucket: [
    "NO_SUCH_BUCKET",
    "the bucket does not exist; check its name, the region and the endpoint.",
  ],
  NoSuchKey: ["NO_SUCH_KEY", "the object does not exist; check the key."],
  NoSuchVersion: ["NO_SUCH_VERSION", "the object has no such version."],
  NoSuchUpload: ["NO_SUCH_UPLOAD", "the multipart upload was aborted by someone else; run again."],
  PreconditionFailed: ["OBJECT_CHANGED", "the object was replaced while it was read; run again."],
  CredentialsProviderError: ["NO_CREDENTIALS", "no AWS credentials were found."],
  InvalidAccessKeyId: ["INVALID_CREDENTIALS", "the credentials are not accepted."],
  SignatureDoesNotMatch: ["INVALID_CREDENTIALS", "the credentials are not accepted."],
  ExpiredToken: ["INVALID_CREDENTIALS", "the credentials have expired."],
  InvalidObjectState: ["OBJECT_ARCHIVED", "the object is archived; restore it first."],
  PermanentRedirect: ["WRONG_REGION", "the bucket is in another region than the client."],
  SlowDown: ["THROTTLED", "the server asks for fewer requests; run again later."],
};

const STATUSES: Readonly<Record<number, string>> = {
  301: "PermanentRedirect",
  403: "AccessDenied",
  412: "PreconditionFailed",
  503: "SlowDown",
};

/** What is tried, and the IAM action it needs. */
export interface S3Attempt {
  readonly doing: "read" | "write" | "list" | "remove";
  readonly bucket: string;
  readonly key: string;
  readonly actions: string;
}

/** A failed request as a {@link StorageError}, with the codes of `@cloudapi/s3`. */
export function s3Failure(attempt: S3Attempt, error: unknown): StorageError {
  if (error instanceof StorageError) return error;
  const place = `s3://${attempt.bucket}/${attempt.key}`;
  const [code, advice] = explain(attempt, error as SdkFailure);
  return new StorageError(code, `Cannot ${attempt.doing} ${place}: ${advice}`, place, {
    cause: error,
  });
}

function explain(attempt: S3Attempt, failure: SdkFailure): readonly [code: string, advice: string] {
  const status = failure.$metadata?.httpStatusCode;
  const name =
    failure.name !== undefined && failure.name in CODES ? failure.name : STATUSES[status ?? 0];
  if (name === "AccessDenied" || failure.name === "AccessDenied") {
    return [
      "ACCESS_DENIED",
      `access denied; the caller needs ${attempt.actions} on arn:aws:s3:::${attempt.bucket}/${attempt.key}.`,
    ];
  }
  const known = name === undefined ? undefined : CODES[name];
  if (known !== undefined) return known;
  const words = (failure.message ?? "no message").slice(0, 300);
  if (status === undefined && typeof failure.code === "string")
    return ["S3_UNREACHABLE", `the server could not be reached (${words}).`];
  return ["S3_REQUEST_FAILED", `the request failed (${words}).`];
}
