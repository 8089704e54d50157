import { PutObjectCommand, type S3Client } from "@aws-sdk/client-s3";
import {
  CHECKSUM_ALGORITHMS,
  checksumProperty,
  type ObjectChecksum,
} from "../checksum/object-checksum.ts";
import { checkBucket, checkInput, checkInteger, checkKey } from "../internal/check-arguments.ts";
import { checkHeaderText, checkMetadata } from "../internal/check-headers.ts";
import {
  checkExpiry,
  checkUrlKey,
  DEFAULT_EXPIRY_SECONDS,
  type PresignedRequest,
  signUrl,
} from "./sign-url.ts";

const MAX_PUT_BYTES = 5 * 1024 ** 3;

/** What the URL lets its holder write. */
export interface PresignUploadInput {
  readonly bucket: string;
  readonly key: string;
  /** 1 second to 7 days; default 900. The URL never outlives the credentials that signed it. */
  readonly expiresInSeconds?: number | undefined;
  /** The only content type that will be accepted. */
  readonly contentType?: string | undefined;
  /** The only size that will be accepted, up to 5 GiB. */
  readonly sizeBytes?: number | undefined;
  /** The only content that will be accepted, by its checksum. */
  readonly checksum?: ObjectChecksum | undefined;
  readonly metadata?: Readonly<Record<string, string>> | undefined;
  /** `"*"`: accepted only while no object is there. */
  readonly ifNoneMatch?: "*" | undefined;
}

const INPUT = [
  "bucket",
  "key",
  "expiresInSeconds",
  "contentType",
  "sizeBytes",
  "checksum",
  "metadata",
  "ifNoneMatch",
] as const;

/**
 * Make a URL that lets whoever has it write one object until it expires. No request is sent.
 *
 * What is given of content type, size, checksum, metadata and condition is signed: send the request with exactly the
 * `headers` that come back; with others the server refuses it. (HTTP clients set Content-Length by themselves.)
 *
 * IAM: the signer needs `s3:PutObject` on the object when the URL is used, with KMS `kms:GenerateDataKey`.
 *
 * @throws {TypeError} for a key with a segment `.` or `..`, which HTTP clients take out of URLs
 * @throws {RangeError} for an expiry outside 1 second to 7 days, a size over 5 GiB, metadata over 2 KB
 * @throws {S3Error} `NO_CREDENTIALS`
 *
 * @example
 * ```ts
 * import { S3Client } from "@aws-sdk/client-s3";
 * import { presignUpload } from "@cloudapi/s3";
 *
 * const s3 = new S3Client({});
 * const { url, method, headers } = await presignUpload(s3, {
 *   bucket: "cloudapi-logs-raw",
 *   key: "2025/01/15/dropped.csv",
 *   contentType: "text/csv",
 *   expiresInSeconds: 300,
 * });
 * const response = await fetch(url, { method, headers, body: "timestamp,endpoint,status_code\n" });
 * console.log(response.status); // => 200
 * ```
 */
export async function presignUpload(
  s3: S3Client,
  input: PresignUploadInput,
): Promise<PresignedRequest> {
  checkPresign(input);
  const { bucket, key, checksum } = input;
  const command = new PutObjectCommand({
    Bucket: bucket,
    Key: key,
    ContentType: input.contentType,
    ContentLength: input.sizeBytes,
    IfNoneMatch: input.ifNoneMatch,
    Metadata: input.metadata === undefined ? undefined : { ...input.metadata },
    ...(checksum === undefined ? {} : { [checksumProperty(checksum.algorithm)]: checksum.value }),
  });
  const expiry = input.expiresInSeconds ?? DEFAULT_EXPIRY_SECONDS;
  return signUrl(s3, command, headersOf(input), expiry, { operation: "PutObject", bucket, key });
}

/** Lower-case names, as in the signature. */
function headersOf(input: PresignUploadInput): Record<string, string> {
  const headers: Record<string, string> = {};
  if (input.contentType !== undefined) headers["content-type"] = input.contentType;
  if (input.sizeBytes !== undefined) headers["content-length"] = String(input.sizeBytes);
  if (input.ifNoneMatch !== undefined) headers["if-none-match"] = input.ifNoneMatch;
  if (input.checksum !== undefined) {
    headers[`x-amz-checksum-${input.checksum.algorithm.toLowerCase()}`] = input.checksum.value;
  }
  for (const [name, value] of Object.entries(input.metadata ?? {})) {
    headers[`x-amz-meta-${name.toLowerCase()}`] = value;
  }
  return headers;
}

function checkPresign(input: PresignUploadInput): void {
  const what = "presignUpload";
  checkInput(what, input, INPUT);
  checkBucket(what, input.bucket);
  checkKey(what, input.key);
  checkUrlKey(what, input.key);
  checkExpiry(what, input.expiresInSeconds);
  if (input.contentType !== undefined) checkHeaderText(what, "contentType", input.contentType);
  if (input.sizeBytes !== undefined)
    checkInteger(what, "sizeBytes", input.sizeBytes, 0, MAX_PUT_BYTES);
  if (input.metadata !== undefined) checkMetadata(what, input.metadata);
  if (input.checksum !== undefined) checkChecksum(what, input.checksum);
  if (input.ifNoneMatch !== undefined && input.ifNoneMatch !== "*") {
    throw new TypeError(`${what}: ifNoneMatch must be "*"; S3 accepts no other value.`);
  }
}

function checkChecksum(what: string, { algorithm, value }: ObjectChecksum): void {
  if (!CHECKSUM_ALGORITHMS.includes(algorithm)) {
    throw new TypeError(
      `${what}: checksum.algorithm must be one of ${CHECKSUM_ALGORITHMS.join(", ")}.`,
    );
  }
  const isBase64 =
    typeof value === "string" && /^[A-Za-z0-9+/]+={0,2}$/.test(value) && value.length % 4 === 0;
  if (!isBase64)
    throw new TypeError(`${what}: checksum.value must be base64, as in an ObjectChecksum.`);
}
