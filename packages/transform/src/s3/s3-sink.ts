import {
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  type S3Client,
} from "@aws-sdk/client-s3";
import { refuseUnknownOptions } from "@cloudapi/core/internal";
import type { Sink, SinkOptions } from "../sink/sink.ts";
import { PendingUpload } from "./pending-upload.ts";
import { s3Failure } from "./s3-failure.ts";
import { SpoolBudget } from "./spool.ts";

/** Where in S3 objects are written. */
export interface S3SinkInput {
  readonly bucket: string;
  /** What keys begin with; a slash at its end is added when missing. Default none. */
  readonly prefix?: string;
  /** Bytes from which a part of a multipart upload is sent, 5 MiB to 5 GiB; default 8 MiB. */
  readonly partBytes?: number;
  /** Bytes of unsent parts held in memory over all objects; more goes to temporary files. Default 32 MiB. */
  readonly heldBytes?: number;
}

const MIB = 1024 * 1024;

/**
 * A sink that writes objects under an S3 prefix: small ones by a put, larger ones by a multipart upload
 * that is completed when the whole run is ready, so that nothing is visible before.
 *
 * A process that is killed leaves multipart uploads open, invisible but paid for: give the bucket a
 * lifecycle rule that aborts incomplete multipart uploads.
 *
 * IAM: `s3:PutObject`, `s3:AbortMultipartUpload`, `s3:GetObject`, `s3:DeleteObject` on the prefix, and
 * `s3:ListBucket` on the bucket, without which S3 reports a missing manifest as a denied one.
 *
 * @throws {TypeError} for a missing bucket, an unknown option, or a prefix that begins with a slash
 * @throws {RangeError} when partBytes or heldBytes is out of range
 *
 * @example
 * ```ts
 * import { S3Client } from "@aws-sdk/client-s3";
 * import { apiLogs } from "@cloudapi/core";
 * import { transform } from "@cloudapi/transform";
 * import { s3Sink } from "@cloudapi/transform/s3";
 *
 * const s3 = new S3Client();
 * const text = '{"timestamp":"2025-01-15T10:30:45Z","endpoint":"/api/users","status_code":200}\n';
 * const report = await transform(apiLogs, text, s3Sink(s3, { bucket: "cloudapi-logs-processed", prefix: "api_logs/" }));
 * console.log(report.objects[0]?.partition); // => "year=2025/month=01/day=15/"
 * ```
 */
export function s3Sink(s3: S3Client, input: S3SinkInput): Sink {
  refuseUnknownOptions("s3Sink", input, ["bucket", "prefix", "partBytes", "heldBytes"]);
  const { bucket, partBytes = 8 * MIB, heldBytes = 32 * MIB } = input;
  if (typeof bucket !== "string" || bucket === "")
    throw new TypeError("s3Sink: bucket must be given.");
  if (!(partBytes >= 5 * MIB && partBytes <= 5 * 1024 * MIB))
    throw new RangeError(`s3Sink: partBytes must be 5 MiB to 5 GiB, not ${partBytes}.`);
  if (!(heldBytes >= 0))
    throw new RangeError(`s3Sink: heldBytes must not be negative, not ${heldBytes}.`);
  const prefix = readPrefix(input.prefix);
  const budget = new SpoolBudget(heldBytes);
  return {
    location: `s3://${bucket}/${prefix}`,
    prefix,
    create: (key, properties) =>
      Promise.resolve(new PendingUpload({ s3, bucket, key, properties, partBytes }, budget)),
    read: (key) => readObject(s3, bucket, key),
    list: (folder, options) => listKeys(s3, bucket, folder, options),
    remove: (keys) => removeObjects(s3, bucket, keys),
  };
}

function readPrefix(prefix: string | undefined): string {
  if (prefix === undefined || prefix === "") return "";
  if (typeof prefix !== "string" || prefix.startsWith("/"))
    throw new TypeError(
      `s3Sink: prefix must be text that does not begin with a slash, not ${prefix}.`,
    );
  return prefix.endsWith("/") ? prefix : `${prefix}/`;
}

async function readObject(
  s3: S3Client,
  bucket: string,
  key: string,
): Promise<Uint8Array | undefined> {
  try {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
    return await Body?.transformToByteArray();
  } catch (error) {
    if ((error as { name?: string }).name === "NoSuchKey") return undefined;
    throw s3Failure(
      { doing: "read", bucket, key, actions: "s3:GetObject, and s3:ListBucket on the bucket," },
      error,
    );
  }
}

async function* listKeys(
  s3: S3Client,
  bucket: string,
  folder: string,
  { signal }: SinkOptions = {},
): AsyncGenerator<string, void, undefined> {
  const attempt = { doing: "list", bucket, key: folder, actions: "s3:ListBucket" } as const;
  let ContinuationToken: string | undefined;
  do {
    const command = new ListObjectsV2Command({ Bucket: bucket, Prefix: folder, ContinuationToken });
    const sending = s3.send(command, signal === undefined ? {} : { abortSignal: signal });
    const page = await sending.catch((error: unknown) => {
      throw s3Failure(attempt, error);
    });
    for (const { Key } of page.Contents ?? []) if (Key !== undefined) yield Key;
    ContinuationToken = page.NextContinuationToken;
  } while (ContinuationToken !== undefined);
}

async function removeObjects(s3: S3Client, bucket: string, keys: readonly string[]): Promise<void> {
  for (const key of keys) {
    try {
      await s3.send(new DeleteObjectCommand({ Bucket: bucket, Key: key }));
    } catch (error) {
      throw s3Failure({ doing: "remove", bucket, key, actions: "s3:DeleteObject" }, error);
    }
  }
}
