import { CloudApiError } from "@cloudapi/core";

/** What an {@link S3Error} says beside its code and message. */
export interface S3ErrorDetails {
  readonly bucket: string;
  readonly key?: string | undefined;
  readonly versionId?: string | undefined;
  /** The local file or folder, where one is involved. */
  readonly path?: string | undefined;
  /** The S3 operation that failed, such as `PutObject`. */
  readonly operation?: string | undefined;
  readonly httpStatus?: number | undefined;
  /** The server's id of the failed request: support asks for it. */
  readonly requestId?: string | undefined;
  /** The multipart upload that failed. Its parts were removed, unless the message says that they could not be. */
  readonly uploadId?: string | undefined;
  /** The part that failed. */
  readonly partNumber?: number | undefined;
  /** The region the bucket is in, where the server told it (`WRONG_REGION`). */
  readonly region?: string | undefined;
}

/**
 * What went wrong with an object, a bucket or the local file of a transfer; tell cases apart by `code`.
 *
 * Codes: `NO_SUCH_BUCKET`, `NO_SUCH_KEY`, `NO_SUCH_VERSION`, `NO_SUCH_UPLOAD`, `ACCESS_DENIED`, `NO_CREDENTIALS`,
 * `INVALID_CREDENTIALS`, `PRECONDITION_FAILED`, `CONFLICT`, `CHECKSUM_MISMATCH`, `OBJECT_CHANGED`,
 * `OBJECT_ARCHIVED`, `OBJECT_TOO_LARGE`, `INVALID_BUCKET_NAME`, `BUCKET_OWNED_BY_ANOTHER`, `WRONG_REGION`,
 * `BUCKET_SETTLING`, `THROTTLED`, `NOT_SUPPORTED`, `INVALID_RESPONSE`, `S3_UNREACHABLE`, `S3_REQUEST_FAILED`; for local files
 * `FILE_NOT_FOUND`, `FILE_ACCESS_DENIED`, `NOT_A_FILE`, `FILE_CHANGED`, `DISK_FULL`, `FILE_ERROR`.
 *
 * @example
 * ```ts
 * import { S3Client } from "@aws-sdk/client-s3";
 * import { headObject, S3Error } from "@cloudapi/s3";
 *
 * const s3 = new S3Client({});
 * const missing = await headObject(s3, { bucket: "cloudapi-logs-raw", key: "no/such.csv" }).catch((error) => error);
 * console.log(missing instanceof S3Error && missing.code); // => "NO_SUCH_KEY"
 * ```
 */
export class S3Error extends CloudApiError implements S3ErrorDetails {
  declare readonly bucket: string;
  declare readonly key?: string | undefined;
  declare readonly versionId?: string | undefined;
  declare readonly path?: string | undefined;
  declare readonly operation?: string | undefined;
  declare readonly httpStatus?: number | undefined;
  declare readonly requestId?: string | undefined;
  declare readonly uploadId?: string | undefined;
  declare readonly partNumber?: number | undefined;
  declare readonly region?: string | undefined;

  constructor(
    code: string,
    message: string,
    details: S3ErrorDetails,
    options?: { cause?: unknown },
  ) {
    super(code, message, options);
    this.name = "S3Error";
    for (const name of DETAILS) {
      if (details[name] !== undefined) Object.assign(this, { [name]: details[name] });
    }
  }
}

const DETAILS = [
  "bucket",
  "key",
  "versionId",
  "path",
  "operation",
  "httpStatus",
  "requestId",
  "uploadId",
  "partNumber",
  "region",
] as const satisfies readonly (keyof S3ErrorDetails)[];
