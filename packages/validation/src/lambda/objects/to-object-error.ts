import { isCloudApiError } from "@cloudapi/core";
import { ObjectError } from "./object-error.ts";
import { objectUri } from "./object-ref.ts";

/** What was being done, in words, where, and the rights that it needs. */
export interface Doing {
  readonly what: string;
  readonly bucket: string;
  readonly key: string;
  readonly actions: readonly string[];
}

/** What a request to S3 threw, as an {@link ObjectError} that says what to do. */
export function toObjectError(error: unknown, doing: Doing): Error {
  if (isCloudApiError(error)) return error;
  const { code, reason, permanent } = explain(errorName(error), doing);
  const { bucket, key } = doing;
  const message = `Cannot ${doing.what} ${objectUri(doing)}: ${reason}${words(error)}`;
  return new ObjectError(code, message, { bucket, key, permanent, cause: error });
}

function explain(
  name: string,
  { bucket, key, actions }: Doing,
): { code: string; reason: string; permanent: boolean } {
  if (DENIED.has(name)) {
    const rights = `${actions.join(", ")} on arn:aws:s3:::${objectUri({ bucket, key }).slice("s3://".length)}`;
    return {
      code: "ACCESS_DENIED",
      permanent: true,
      reason: `access denied. The function's role needs ${rights}, and s3:ListBucket on the bucket so that a missing object is told from a denied one.`,
    };
  }
  if (name === "NoSuchBucket")
    return {
      code: "NO_SUCH_BUCKET",
      permanent: true,
      reason: `the bucket ${bucket} does not exist. Correct the function's configuration, or create it.`,
    };
  if (name === "InvalidObjectState")
    return {
      code: "OBJECT_ARCHIVED",
      permanent: true,
      reason: "the object is archived. Restore it, then send the event again.",
    };
  return { code: "S3_REQUEST_FAILED", permanent: false, reason: "the request failed." };
}

/** Whether S3 says that the caller may not. */
export function isDenied(error: unknown): boolean {
  return DENIED.has(errorName(error));
}

const DENIED = new Set(["AccessDenied", "Forbidden", "403"]);

/** The server's own words: those of S3 name no content of objects. */
function words(error: unknown): string {
  const { message } = error as { message?: unknown };
  const isService = typeof error === "object" && error !== null && "$metadata" in error;
  return isService && typeof message === "string" && message !== ""
    ? ` S3 said: ${message.slice(0, 200)}`
    : "";
}

/** The name by which SDK and servers call an error; an answer without a body has only its status. */
export function errorName(error: unknown): string {
  const { name, $metadata } = error as { name?: unknown; $metadata?: { httpStatusCode?: number } };
  const named = typeof name === "string" ? name : "";
  const status = $metadata?.httpStatusCode;
  return /^(Error|UnknownError|Unknown|\d*)$/.test(named) && status !== undefined
    ? String(status)
    : named;
}
