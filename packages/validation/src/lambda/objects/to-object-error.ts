import { type Place, toS3Error } from "@cloudapi/s3/internal";
import { ObjectError } from "./object-error.ts";

/** What another try can't help with: somebody must change something first. */
const PERMANENT = new Set([
  "ACCESS_DENIED",
  "INVALID_BUCKET_NAME",
  "NO_SUCH_BUCKET",
  "NOT_SUPPORTED",
  "OBJECT_ARCHIVED",
  "OBJECT_TOO_LARGE",
  "WRONG_REGION",
]);

/** What a request to S3 threw, as an {@link ObjectError} with the code and the words of `@cloudapi/s3`. */
export function toObjectError(error: unknown, place: Place): ObjectError {
  if (error instanceof ObjectError) return error;
  const { code, message } = toS3Error(error, place);
  const { bucket, key = "" } = place;
  const permanent = PERMANENT.has(code);
  const hint =
    code === "ACCESS_DENIED"
      ? " buildLambdaPolicy of @cloudapi/iam writes the policy that the function's role needs."
      : "";
  return new ObjectError(code, `${message}${hint}`, { bucket, key, permanent, cause: error });
}
