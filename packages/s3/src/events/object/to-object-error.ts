import { readFailure } from "@cloudapi/core/internal";
import { failureCode } from "../../errors/failure-code.ts";
import type { Operation } from "../../errors/operations.ts";
import { ObjectError } from "./object-error.ts";
import { type ObjectRef, objectUri } from "./object-ref.ts";

/** The request that failed, and the object that it was about. */
export interface Request extends ObjectRef {
  readonly operation: Operation;
}

/** What another try can't help with, and what somebody must change first: in the words of who runs a function. */
const PERMANENT: Readonly<Record<string, (request: Request) => string>> = {
  ACCESS_DENIED: (request) =>
    `access denied. The function's role needs ${actionOf(request)} on arn:aws:s3:::${objectUri(request).slice("s3://".length)}, and the right to use its KMS key if it has one: the builders of @cloudapi/iam write the policy.`,
  NO_SUCH_BUCKET: ({ bucket }) =>
    `the bucket "${bucket}" does not exist. Correct the function's configuration, or create it.`,
  WRONG_REGION: () =>
    "the bucket is in another region than the function's client. Deploy the function in the bucket's region.",
  OBJECT_ARCHIVED: () => "the object is archived. Restore it, then send the event again.",
  OBJECT_TOO_LARGE: () => "it is larger than the server accepts.",
  INVALID_BUCKET_NAME: () => "this is not a bucket's name. Correct the function's configuration.",
  NOT_SUPPORTED: () => "the server does not implement the request.",
};

/** Whether trying again can't help with a failure of this code. */
export function isPermanent(code: string): boolean {
  return Object.hasOwn(PERMANENT, code);
}

/** What a request to S3 threw, as an {@link ObjectError} with the code that `@cloudapi/s3` gives it. */
export function toObjectError(error: unknown, request: Request): ObjectError {
  if (error instanceof ObjectError) return error;
  const failure = readFailure(error);
  const code = failureCode(failure);
  const advice = PERMANENT[code];
  const reason = advice?.(request) ?? `the request failed (${code}); trying again may help.`;
  const doing = request.operation === "GetObject" ? "read" : "write";
  // The words of S3 name no content of objects.
  const words = failure.message === "" ? "" : ` S3 said: ${failure.message.slice(0, 200)}`;
  const { bucket, key } = request;
  return new ObjectError(code, `Cannot ${doing} ${objectUri(request)}: ${reason}${words}`, {
    bucket,
    key,
    permanent: advice !== undefined,
    cause: error,
  });
}

function actionOf({ operation, versionId }: Request): string {
  if (operation !== "GetObject") return "s3:PutObject";
  return versionId === undefined ? "s3:GetObject" : "s3:GetObjectVersion";
}
