import { GetObjectCommand, type S3Client } from "@aws-sdk/client-s3";
import { checkOptionNames, createSlots } from "@cloudapi/core/internal";
import { deleteObjects, type Encryption, listObjects, type ObjectProperties } from "@cloudapi/s3";
import { checkObjectProperties, isListed, type Place, request } from "@cloudapi/s3/internal";
import type { DatedKey, Sink, SinkOptions } from "../sink/sink.ts";
import { StorageError } from "../storage-error.ts";
import { type CurrentObject, PendingUpload } from "./pending-upload.ts";
import { SpoolBudget } from "./spool.ts";
import { storageFailure } from "./storage-failure.ts";

/** Where in S3 objects are written, and how. */
export interface S3SinkInput {
  readonly bucket: string;
  /** What keys begin with; a slash at its end is added when missing. Default none. */
  readonly prefix?: string | undefined;
  /** With keys of S3's own (`"AES256"`), or with a KMS key: id, ARN or alias ARN. Default: the bucket's own. */
  readonly encryption?: Encryption | undefined;
  /** Of all objects, manifests too; one that can be read at once. Default: the bucket's, which is `STANDARD`. */
  readonly storageClass?: ObjectProperties["storageClass"];
  /** Bytes from which a part of a multipart upload is sent, 5 MiB to 5 GiB; default 8 MiB. */
  readonly partSizeBytes?: number | undefined;
  /** Bytes of unsent parts held in memory over all objects; more goes to temporary files. Default 32 MiB. */
  readonly heldBytes?: number | undefined;
}

const INPUT = [
  "bucket",
  "prefix",
  "encryption",
  "storageClass",
  "partSizeBytes",
  "heldBytes",
] as const satisfies readonly (keyof S3SinkInput)[];
const MIB = 1024 * 1024;
/** Requests that write at the same time, over all objects. */
const WRITES = 8;
/** What is in one of these has to be restored before it can be read. */
const ARCHIVES = ["GLACIER", "DEEP_ARCHIVE"];

/**
 * A sink that writes objects under an S3 prefix: small ones by a put, larger ones by a multipart upload
 * that is completed when the whole run is ready, so that nothing is visible before.
 *
 * A process that is killed leaves multipart uploads open, invisible but paid for: give the bucket a
 * lifecycle rule that aborts incomplete multipart uploads.
 *
 * IAM: `s3:PutObject`, `s3:AbortMultipartUpload`, `s3:ListMultipartUploadParts`, `s3:GetObject`, `s3:DeleteObject` on the
 * prefix, and `s3:ListBucket` on the bucket, which a policy may narrow to the prefix by `s3:prefix`; with a KMS key
 * `kms:GenerateDataKey` and `kms:Decrypt` on it.
 *
 * @throws {TypeError} for a missing bucket, an unknown option, a prefix that begins with a slash, an encryption that isn't one, or
 * a storage class that can't be read at once
 * @throws {RangeError} when partSizeBytes or heldBytes is out of range
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
  const { bucket, prefix, properties, partSizeBytes, heldBytes } = readInput(input);
  const budget = new SpoolBudget(heldBytes);
  const slots = createSlots(WRITES);
  const readCurrent = (key: string) => readObject(s3, { bucket, key });
  const shared = { s3, bucket, budget, slots, readCurrent };
  return {
    location: `s3://${bucket}/${prefix}`,
    prefix,
    async create(key, own, { signal, conditional = false } = {}) {
      return new PendingUpload({
        ...shared,
        key,
        signal,
        properties: { ...properties, ...own },
        partSizeBytes: conditional ? Number.POSITIVE_INFINITY : partSizeBytes,
      });
    },
    read: async (key, options) => (await readObject(s3, { bucket, key }, options))?.bytes,
    async *list(folder, options) {
      for await (const { key } of listDated(s3, { bucket, key: folder }, options)) yield key;
    },
    listDated: (folder, options) => listDated(s3, { bucket, key: folder }, options),
    remove: (keys) => removeObjects(s3, bucket, keys),
  };
}

function readInput(input: S3SinkInput) {
  checkOptionNames("s3Sink", input, INPUT);
  const { bucket, encryption, storageClass, partSizeBytes = 8 * MIB, heldBytes = 32 * MIB } = input;
  if (typeof bucket !== "string" || bucket === "")
    throw new TypeError("s3Sink: bucket must be given.");
  checkObjectProperties("s3Sink", { encryption, storageClass });
  if (storageClass !== undefined && ARCHIVES.includes(storageClass)) {
    throw new TypeError(
      `s3Sink: storageClass must be one that can be read at once, not ${storageClass}: the next run reads the manifest, and queries read the data. Use GLACIER_IR or a lifecycle rule that archives old data.`,
    );
  }
  if (!(partSizeBytes >= 5 * MIB && partSizeBytes <= 5 * 1024 * MIB))
    throw new RangeError(`s3Sink: partSizeBytes must be 5 MiB to 5 GiB, not ${partSizeBytes}.`);
  if (!(heldBytes >= 0))
    throw new RangeError(`s3Sink: heldBytes must not be negative; it is ${heldBytes}.`);
  const prefix = readPrefix(input.prefix);
  return { bucket, prefix, properties: { encryption, storageClass }, partSizeBytes, heldBytes };
}

function readPrefix(prefix: string | undefined): string {
  if (prefix === undefined || prefix === "") return "";
  if (typeof prefix !== "string" || prefix.startsWith("/"))
    throw new TypeError(
      `s3Sink: prefix must be text that does not begin with a slash, not ${prefix}.`,
    );
  return prefix.endsWith("/") ? prefix : `${prefix}/`;
}

/** A key of a bucket. */
interface ObjectName {
  readonly bucket: string;
  readonly key: string;
}

async function readObject(
  s3: S3Client,
  { bucket, key }: ObjectName,
  { signal }: SinkOptions = {},
): Promise<CurrentObject | undefined> {
  const place: Place = { operation: "GetObject", bucket, key };
  const command = new GetObjectCommand({ Bucket: bucket, Key: key });
  try {
    const { Body, ETag } = await request(place, signal, (options) => s3.send(command, options));
    const bytes = await Body?.transformToByteArray();
    return bytes && { bytes, etag: ETag };
  } catch (error) {
    signal?.throwIfAborted();
    const failure = storageFailure(error, place);
    if (failure.code === "NO_SUCH_KEY") return undefined;
    if (failure.code !== "ACCESS_DENIED") throw failure;
    if (await isThere(s3, { bucket, key }, failure, signal)) throw failure;
    return undefined;
  }
}

/** S3 says "denied" of an object that isn't there, too, where the right to list is narrowed to the prefix. */
async function isThere(
  s3: S3Client,
  object: ObjectName,
  failure: StorageError,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  try {
    return await isListed(s3, object, { signal });
  } catch {
    signal?.throwIfAborted();
    throw withoutList(failure, object.bucket);
  }
}

function withoutList({ code, message, place, cause }: StorageError, bucket: string): StorageError {
  const words = `${message} It also needs s3:ListBucket on arn:aws:s3:::${bucket}, or S3 says the same of a manifest that is not there yet.`;
  return new StorageError(code, words, place, { cause });
}

async function* listDated(
  s3: S3Client,
  { bucket, key: prefix }: ObjectName,
  { signal }: SinkOptions = {},
): AsyncGenerator<DatedKey, void, undefined> {
  try {
    for await (const { key, lastModified } of listObjects(s3, { bucket, prefix }, { signal }))
      yield { key, lastModified };
  } catch (error) {
    signal?.throwIfAborted();
    throw storageFailure(error, { operation: "ListObjectsV2", bucket, key: prefix });
  }
}

async function removeObjects(s3: S3Client, bucket: string, keys: readonly string[]): Promise<void> {
  const place: Place = { operation: "DeleteObjects", bucket };
  const { failed, errors } = await deleteObjects(s3, { bucket, keys }).catch((error: unknown) => {
    throw storageFailure(error, place);
  });
  const [first] = errors;
  if (first === undefined) return;
  throw new StorageError(
    first.code,
    `Cannot remove ${failed} of ${keys.length} objects of s3://${bucket}, ${first.key} among them: ${first.message} The caller needs s3:DeleteObject.`,
    `s3://${bucket}/${first.key}`,
  );
}
