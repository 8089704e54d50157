import type { RequestFailure } from "@cloudapi/core/internal";

/** What codes of the S3 protocol are called here; AWS and other servers differ in a few. */
const NAMES: Readonly<Record<string, string>> = {
  NO_SUCH_BUCKET: "NoSuchBucket",
  NO_SUCH_KEY: "NoSuchKey",
  NO_SUCH_VERSION: "NoSuchVersion",
  NO_SUCH_UPLOAD: "NoSuchUpload",
  ACCESS_DENIED: "AccessDenied AllAccessDisabled Forbidden",
  NO_CREDENTIALS: "CredentialsProviderError TokenProviderError",
  INVALID_CREDENTIALS:
    "InvalidAccessKeyId SignatureDoesNotMatch ExpiredToken InvalidToken TokenRefreshRequired RequestTimeTooSkewed",
  PRECONDITION_FAILED: "PreconditionFailed",
  CONFLICT: "ConditionalRequestConflict OperationAborted",
  CHECKSUM_MISMATCH:
    "BadDigest InvalidDigest XAmzContentChecksumMismatch XAmzContentSHA256Mismatch",
  OBJECT_ARCHIVED: "InvalidObjectState",
  OBJECT_TOO_LARGE: "EntityTooLarge",
  INVALID_BUCKET_NAME: "InvalidBucketName",
  BUCKET_OWNED_BY_ANOTHER: "BucketAlreadyExists",
  WRONG_REGION: "PermanentRedirect AuthorizationHeaderMalformed IllegalLocationConstraintException",
  BUCKET_SETTLING: "TemporaryRedirect Redirect",
  NOT_SUPPORTED: "NotImplemented",
  INVALID_RESPONSE: "InvalidResponse",
};

/** For answers without a known name: HEAD has no body, and proxies answer in HTML. */
const STATUSES: Readonly<Record<number, string>> = {
  301: "WRONG_REGION",
  307: "BUCKET_SETTLING",
  302: "INVALID_RESPONSE",
  303: "INVALID_RESPONSE",
  304: "INVALID_RESPONSE",
  308: "INVALID_RESPONSE",
  401: "INVALID_CREDENTIALS",
  403: "ACCESS_DENIED",
  407: "INVALID_RESPONSE",
  412: "PRECONDITION_FAILED",
  413: "OBJECT_TOO_LARGE",
  501: "NOT_SUPPORTED",
  503: "THROTTLED",
};

/** How S3 refuses a version id that none of its own could be: InvalidArgument, with these words. */
const MALFORMED_VERSION = /^Invalid version id\b/i;

/** The name of S3 for its own faults. The SDK gives it the status 503 when it comes in an answer of status 200. */
const INTERNAL = "InternalError";

/**
 * The code of a failed request, as in {@link S3Error}; the one place that says what S3's errors mean. A failure without a
 * name in an answer of success is one that the SDK could not read.
 *
 * @param asksForBucket whether the request was about a bucket, so that a 404 without words is the bucket's
 */
export function failureCode(failure: RequestFailure, asksForBucket = false): string {
  const { name, httpStatus } = failure;
  const known = codeOfName(name);
  if (known !== undefined) return known;
  if (name === "InvalidArgument" && MALFORMED_VERSION.test(failure.message))
    return "NO_SUCH_VERSION";
  if (failure.isThrottling) return "THROTTLED";
  if (failure.isNetwork) return "S3_UNREACHABLE";
  if (name === "" && httpStatus !== undefined && httpStatus < 300) return "INVALID_RESPONSE";
  const isWordless = name === "" || name === "NotFound";
  if (asksForBucket && httpStatus === 404 && isWordless) return "NO_SUCH_BUCKET";
  return (name !== INTERNAL && STATUSES[httpStatus ?? 0]) || "S3_REQUEST_FAILED";
}

/** What one of S3's own names for an error is called here. */
export function codeOfName(name: string): string | undefined {
  if (name === "") return undefined;
  return Object.keys(NAMES).find((code) => NAMES[code]?.split(" ").includes(name));
}
