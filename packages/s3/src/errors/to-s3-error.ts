import { explainS3Failure } from "./explain-s3-failure.ts";
import type { Place } from "./place.ts";
import { S3Error } from "./s3-error.ts";

/** What the SDK's errors and Node's network errors may carry. */
interface ServerFailure {
  readonly name?: string;
  readonly message?: string;
  readonly code?: string;
  readonly $metadata?: { httpStatusCode?: number; requestId?: string; attempts?: number };
}

/** Codes of the S3 protocol and what they are called here; AWS and other servers differ in a few. */
const CODES: Readonly<Record<string, string>> = {
  NoSuchBucket: "NO_SUCH_BUCKET",
  NoSuchKey: "NO_SUCH_KEY",
  NoSuchVersion: "NO_SUCH_VERSION",
  NoSuchUpload: "NO_SUCH_UPLOAD",
  AccessDenied: "ACCESS_DENIED",
  AllAccessDisabled: "ACCESS_DENIED",
  Forbidden: "ACCESS_DENIED",
  CredentialsProviderError: "NO_CREDENTIALS",
  TokenProviderError: "NO_CREDENTIALS",
  InvalidAccessKeyId: "INVALID_CREDENTIALS",
  SignatureDoesNotMatch: "INVALID_CREDENTIALS",
  ExpiredToken: "INVALID_CREDENTIALS",
  InvalidToken: "INVALID_CREDENTIALS",
  TokenRefreshRequired: "INVALID_CREDENTIALS",
  RequestTimeTooSkewed: "INVALID_CREDENTIALS",
  PreconditionFailed: "PRECONDITION_FAILED",
  ConditionalRequestConflict: "CONFLICT",
  OperationAborted: "CONFLICT",
  BadDigest: "CHECKSUM_MISMATCH",
  InvalidDigest: "CHECKSUM_MISMATCH",
  XAmzContentChecksumMismatch: "CHECKSUM_MISMATCH",
  XAmzContentSHA256Mismatch: "CHECKSUM_MISMATCH",
  InvalidObjectState: "OBJECT_ARCHIVED",
  EntityTooLarge: "OBJECT_TOO_LARGE",
  InvalidBucketName: "INVALID_BUCKET_NAME",
  BucketAlreadyExists: "BUCKET_OWNED_BY_ANOTHER",
  PermanentRedirect: "WRONG_REGION",
  AuthorizationHeaderMalformed: "WRONG_REGION",
  IllegalLocationConstraintException: "WRONG_REGION",
  SlowDown: "THROTTLED",
  RequestLimitExceeded: "THROTTLED",
  Throttling: "THROTTLED",
  ThrottlingException: "THROTTLED",
  NotImplemented: "NOT_SUPPORTED",
};

/** For answers without a known code: HEAD has no body, and proxies answer in HTML. */
const STATUSES: Readonly<Record<number, string>> = {
  301: "WRONG_REGION",
  401: "INVALID_CREDENTIALS",
  403: "ACCESS_DENIED",
  412: "PRECONDITION_FAILED",
  413: "OBJECT_TOO_LARGE",
  429: "THROTTLED",
  501: "NOT_SUPPORTED",
  503: "THROTTLED",
};

/** The failure of one request as an {@link S3Error}; one that is an S3Error already stays as it is. */
export function toS3Error(error: unknown, place: Place): S3Error {
  if (error instanceof S3Error) return error;
  const failure: ServerFailure =
    typeof error === "object" && error !== null ? error : { message: String(error) };
  return s3Error(classify(failure, failure.$metadata?.httpStatusCode, place), place, error);
}

/** An {@link S3Error} of a known code, with the message that belongs to it. */
export function s3Error(code: string, place: Place, cause: unknown): S3Error {
  const failure: ServerFailure =
    typeof cause === "object" && cause !== null ? cause : { message: String(cause) };
  return new S3Error(
    code,
    explainS3Failure(code, place, failure.message ?? ""),
    {
      ...place,
      httpStatus: failure.$metadata?.httpStatusCode,
      requestId: failure.$metadata?.requestId,
    },
    { cause },
  );
}

/** How often the SDK had sent a request when it failed: past 1, an earlier try may have worked unseen. */
export function attemptsOf(error: unknown): number {
  const cause = error instanceof S3Error ? error.cause : error;
  return (cause as ServerFailure | undefined)?.$metadata?.attempts ?? 1;
}

/** What a code of the S3 protocol is called here. */
export function codeOfServer(name: string | undefined): string {
  return CODES[name ?? ""] ?? "S3_REQUEST_FAILED";
}

function classify(failure: ServerFailure, httpStatus: number | undefined, place: Place): string {
  const known = CODES[failure.name ?? ""] ?? CODES[failure.code ?? ""];
  if (known !== undefined) return known;
  if (httpStatus === undefined)
    return isNetworkFailure(failure) ? "S3_UNREACHABLE" : "S3_REQUEST_FAILED";
  if (httpStatus === 404 && place.key === undefined && isWordless(failure)) return "NO_SUCH_BUCKET";
  return STATUSES[httpStatus] ?? "S3_REQUEST_FAILED";
}

/** A 404 of HEAD says nothing more; one with a name may be of something else, such as a KMS key. */
function isWordless({ name = "NotFound" }: ServerFailure): boolean {
  return name === "NotFound" || name === "UnknownError";
}

/** Node's system errors, TLS errors and the SDK's timeouts; all come without an answer of the server. */
function isNetworkFailure(failure: ServerFailure): boolean {
  return (
    typeof failure.code === "string" ||
    failure.name === "TimeoutError" ||
    failure.name === "NetworkingError"
  );
}
