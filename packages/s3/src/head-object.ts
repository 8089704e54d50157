import {
  GetObjectCommand,
  HeadObjectCommand,
  type HeadObjectCommandOutput,
  type S3Client,
} from "@aws-sdk/client-s3";
import { readFailure } from "@cloudapi/core/internal";
import { fullObjectChecksum, type ObjectChecksum } from "./checksum/object-checksum.ts";
import { explainS3Failure } from "./errors/explain-s3-failure.ts";
import type { Place } from "./errors/place.ts";
import { S3Error } from "./errors/s3-error.ts";
import { toS3Error } from "./errors/to-s3-error.ts";
import {
  checkBucket,
  checkInput,
  checkKey,
  checkOptions,
  checkText,
} from "./internal/check-arguments.ts";
import { CALL_OPTIONS, type CallOptions } from "./internal/options.ts";
import { patiently } from "./request/patiently.ts";

/** Which object to ask about. */
export interface HeadObjectInput {
  readonly bucket: string;
  readonly key: string;
  /** Default: the current version. */
  readonly versionId?: string | undefined;
}

/** What is known of an object without reading it. */
export interface ObjectFacts {
  readonly bucket: string;
  readonly key: string;
  readonly sizeBytes: number;
  /** As S3 gives it, in double quotes. */
  readonly etag: string;
  readonly lastModified: Date | undefined;
  readonly contentType: string | undefined;
  readonly metadata: Readonly<Record<string, string>>;
  readonly versionId: string | undefined;
  /** Of the whole content, where the object has one. */
  readonly checksum: ObjectChecksum | undefined;
}

/**
 * Look up one object: size, ETag, type, metadata, version, checksum.
 *
 * A missing bucket and a missing key are told apart, which HEAD by itself does not.
 *
 * IAM: `s3:GetObject` on the object (`s3:GetObjectVersion` with a version); without `s3:ListBucket` on the bucket S3
 * answers `ACCESS_DENIED` for a key that does not exist.
 *
 * @throws {S3Error} `NO_SUCH_KEY`, `NO_SUCH_BUCKET`, `NO_SUCH_VERSION`, `ACCESS_DENIED` and the general codes
 *
 * @example
 * ```ts
 * import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
 * import { headObject } from "@cloudapi/s3";
 *
 * const s3 = new S3Client({});
 * await s3.send(new PutObjectCommand({ Bucket: "cloudapi-logs-raw", Key: "head.txt", Body: "hello" }));
 *
 * const facts = await headObject(s3, { bucket: "cloudapi-logs-raw", key: "head.txt" });
 * console.log(facts.sizeBytes); // => 5
 * ```
 */
export async function headObject(
  s3: S3Client,
  input: HeadObjectInput,
  options: CallOptions = {},
): Promise<ObjectFacts> {
  checkInput("headObject", input, ["bucket", "key", "versionId"]);
  checkOptions("headObject", options, CALL_OPTIONS);
  checkBucket("headObject", input.bucket);
  checkKey("headObject", input.key);
  if (input.versionId !== undefined) checkText("headObject", "versionId", input.versionId);
  const output = await head(s3, input, options.signal);
  const place: Place = { operation: "HeadObject", ...input };
  return { bucket: input.bucket, key: input.key, ...factsOf(output, place) };
}

async function head(
  s3: S3Client,
  { bucket, key, versionId }: HeadObjectInput,
  signal: AbortSignal | undefined,
): Promise<HeadObjectCommandOutput> {
  const target = { Bucket: bucket, Key: key, VersionId: versionId };
  const place: Place = { operation: "HeadObject", bucket, key, versionId };
  const command = new HeadObjectCommand({ ...target, ChecksumMode: "ENABLED" });
  const ask = () => patiently(signal, (options) => s3.send(command, options));
  try {
    return await ask();
  } catch (error) {
    signal?.throwIfAborted();
    const reason = await askForTheReason(s3, target, signal, error);
    if (reason !== undefined) throw toS3Error(reason, place);
  }
  try {
    return await ask();
  } catch (error) {
    signal?.throwIfAborted();
    throw toS3Error(error, place);
  }
}

/**
 * HEAD has no body, so its errors have no code; the same question as a GET of one byte is answered with one.
 * `undefined` when there is no error any more: the object appeared between the two.
 */
async function askForTheReason(
  s3: S3Client,
  target: { Bucket: string; Key: string; VersionId: string | undefined },
  signal: AbortSignal | undefined,
  error: unknown,
): Promise<unknown> {
  const { httpStatus: status } = readFailure(error);
  if (status === undefined || status < 400 || status >= 500) return error;
  try {
    const command = new GetObjectCommand({ ...target, Range: "bytes=0-0" });
    const output = await patiently(signal, (options) => s3.send(command, options));
    await output.Body?.transformToByteArray();
    return undefined;
  } catch (reason) {
    return reason;
  }
}

/** The part of an answer to HEAD or GET that describes the object. */
export function factsOf(
  output: Omit<HeadObjectCommandOutput, "$metadata">,
  place: Place,
): Omit<ObjectFacts, "bucket" | "key"> {
  const { ContentLength: sizeBytes, ETag: etag } = output;
  if (sizeBytes === undefined || etag === undefined) {
    const words = "an answer without Content-Length or ETag";
    throw new S3Error(
      "INVALID_RESPONSE",
      explainS3Failure("INVALID_RESPONSE", place, words),
      place,
    );
  }
  return {
    sizeBytes,
    etag,
    lastModified: output.LastModified,
    contentType: output.ContentType,
    metadata: output.Metadata ?? {},
    versionId: output.VersionId,
    checksum: fullObjectChecksum(output),
  };
}
