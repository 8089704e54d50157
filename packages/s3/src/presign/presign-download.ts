import { GetObjectCommand, type S3Client } from "@aws-sdk/client-s3";
import { checkBucket, checkInput, checkKey, checkText } from "../internal/check-arguments.ts";
import { checkHeaderText } from "../internal/check-headers.ts";
import {
  checkExpiry,
  checkUrlKey,
  DEFAULT_EXPIRY_SECONDS,
  type PresignedRequest,
  signUrl,
} from "./sign-url.ts";

/** What the URL lets its holder read. */
export interface PresignDownloadInput {
  readonly bucket: string;
  readonly key: string;
  /** 1 second to 7 days; default 900. The URL never outlives the credentials that signed it. */
  readonly expiresInSeconds?: number | undefined;
  /** Default: the version that is current when the URL is used. */
  readonly versionId?: string | undefined;
  /** Answer with this content type rather than the object's own. */
  readonly contentType?: string | undefined;
  /** Answer with this Content-Disposition, such as `attachment; filename="logs.csv"`. */
  readonly contentDisposition?: string | undefined;
}

const INPUT = [
  "bucket",
  "key",
  "expiresInSeconds",
  "versionId",
  "contentType",
  "contentDisposition",
] as const;

/**
 * Make a URL that lets whoever has it read one object until it expires. No request is sent.
 *
 * Everything in the URL is signed: key, version, expiry and the overridden headers cannot be changed.
 *
 * IAM: the signer needs `s3:GetObject` on the object (`s3:GetObjectVersion` with a version) when the URL is used,
 * with KMS `kms:Decrypt`.
 *
 * @throws {TypeError} for a key with a segment `.` or `..`, which HTTP clients take out of URLs
 * @throws {RangeError} for an expiry outside 1 second to 7 days
 * @throws {S3Error} `NO_CREDENTIALS`
 *
 * @example
 * ```ts
 * import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
 * import { presignDownload } from "@cloudapi/s3";
 *
 * const s3 = new S3Client({});
 * await s3.send(new PutObjectCommand({ Bucket: "cloudapi-logs-raw", Key: "shared.txt", Body: "hello" }));
 *
 * const { url } = await presignDownload(s3, { bucket: "cloudapi-logs-raw", key: "shared.txt", expiresInSeconds: 60 });
 * const response = await fetch(url);
 * console.log(await response.text()); // => hello
 * ```
 */
export async function presignDownload(
  s3: S3Client,
  input: PresignDownloadInput,
): Promise<PresignedRequest> {
  checkPresign(input);
  const { bucket, key, versionId } = input;
  const command = new GetObjectCommand({
    Bucket: bucket,
    Key: key,
    VersionId: versionId,
    ResponseContentType: input.contentType,
    ResponseContentDisposition: input.contentDisposition,
  });
  const expiry = input.expiresInSeconds ?? DEFAULT_EXPIRY_SECONDS;
  return signUrl(s3, command, {}, expiry, { operation: "GetObject", bucket, key, versionId });
}

function checkPresign(input: PresignDownloadInput): void {
  const what = "presignDownload";
  checkInput(what, input, INPUT);
  checkBucket(what, input.bucket);
  checkKey(what, input.key);
  checkUrlKey(what, input.key);
  checkExpiry(what, input.expiresInSeconds);
  if (input.versionId !== undefined) checkText(what, "versionId", input.versionId);
  for (const name of ["contentType", "contentDisposition"] as const) {
    if (input[name] !== undefined) checkHeaderText(what, name, input[name]);
  }
}
