import { CloudApiError } from "@cloudapi/core";

/**
 * An object that could not be processed, its results not written, or its alert not sent; tell cases apart by `code`.
 *
 * Codes: those of `S3Error`, of which `ACCESS_DENIED`, `NO_SUCH_BUCKET`, `WRONG_REGION`, `OBJECT_ARCHIVED`,
 * `OBJECT_TOO_LARGE`, `INVALID_BUCKET_NAME`, `NOT_SUPPORTED` are permanent (trying again can't help), as are
 * `SIZE_MISMATCH` and `NO_SUCH_TOPIC`; and `READ_INTERRUPTED`, `VERDICT_CONTESTED`, `ALERT_FAILED`, `OUT_OF_TIME`,
 * `UNEXPECTED_ERROR`, which are not.
 *
 * @example
 * ```ts
 * import { ObjectError } from "@cloudapi/validation/lambda";
 *
 * const error = new ObjectError("OUT_OF_TIME", "Too little time is left.", { bucket: "raw", key: "logs.csv", permanent: false });
 * console.log(error.permanent); // => false
 * ```
 */
export class ObjectError extends CloudApiError {
  readonly bucket: string;
  readonly key: string;
  /** Whether trying again without a change elsewhere is pointless. */
  readonly permanent: boolean;

  constructor(
    code: string,
    message: string,
    {
      bucket,
      key,
      permanent,
      cause,
    }: { bucket: string; key: string; permanent: boolean; cause?: unknown },
  ) {
    super(code, message, cause === undefined ? undefined : { cause });
    // A minifier shortens the names of classes; logs show this one.
    this.name = "ObjectError";
    this.bucket = bucket;
    this.key = key;
    this.permanent = permanent;
  }
}
