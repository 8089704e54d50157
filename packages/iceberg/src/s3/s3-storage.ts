import type { S3Client } from "@aws-sdk/client-s3";
import { checkOptionNames } from "@cloudapi/core/internal";
import { type Encryption, headObject, listObjects, type ObjectProperties } from "@cloudapi/s3";
import { isListed } from "@cloudapi/s3/internal";
import { s3Sink } from "@cloudapi/transform/s3";
import { folderBelow, keyBelow } from "../storage/key-below.ts";
import { putThrough } from "../storage/put-through.ts";
import { subSink } from "../storage/sub-sink.ts";
import type { StoredObject, TableStorage } from "../storage/table-storage.ts";
import { putIfAbsent } from "./put-if-absent.ts";
import { s3Place, s3Uri } from "./s3-uri.ts";
import { storageFailure } from "./storage-failure.ts";

/** Where in S3 tables are, and how their files are stored. */
export interface S3StorageInput {
  readonly bucket: string;
  /** What keys begin with; a slash at its end is added when missing. Default none. */
  readonly prefix?: string | undefined;
  /** With keys of S3's own (`"AES256"`), or with a KMS key. Default: the bucket's own. */
  readonly encryption?: Encryption | undefined;
  /** One that can be read at once. Default: the bucket's, which is `STANDARD`. */
  readonly storageClass?: ObjectProperties["storageClass"];
}

const INPUT = [
  "bucket",
  "prefix",
  "encryption",
  "storageClass",
] as const satisfies readonly (keyof S3StorageInput)[];

/**
 * A storage under an S3 prefix. It writes below its prefix only, and reads wherever a table's metadata leads; places of Hadoop
 * (`s3a://`, `s3n://`) are read as `s3://`.
 *
 * What is written only if it is absent is a conditional write (`If-None-Match: *`), of which S3 lets one succeed. That the
 * answer to our own was lost is found out by the checksum of what is there.
 *
 * IAM: `s3:PutObject`, `s3:AbortMultipartUpload`, `s3:ListMultipartUploadParts`, `s3:GetObject`, `s3:DeleteObject` on the
 * prefix, and `s3:ListBucket` on the bucket, which a policy may narrow to the prefix by `s3:prefix`; with a KMS key `kms:GenerateDataKey` and `kms:Decrypt` on it.
 *
 * @throws {TypeError} for a missing bucket, an unknown option, or a prefix, encryption or storage class that is none
 *
 * @example
 * ```ts
 * import { S3Client } from "@aws-sdk/client-s3";
 * import { s3Storage } from "@cloudapi/iceberg/s3";
 *
 * const storage = s3Storage(new S3Client(), { bucket: "cloudapi-logs-processed", prefix: "lake/" });
 * console.log(storage.root); // => s3://cloudapi-logs-processed/lake/
 * console.log(await storage.write(`${storage.root}a`, new TextEncoder().encode("x"))); // => true
 * ```
 */
export function s3Storage(s3: S3Client, input: S3StorageInput): TableStorage {
  checkOptionNames("s3Storage", input, INPUT);
  const { bucket, encryption, storageClass } = input;
  const sink = s3Sink(s3, input);
  const root = sink.location;
  const keyOf = (uri: string) => sink.prefix + keyBelow(root, s3Uri(uri));
  const folderOf = (uri: string) => sink.prefix + folderBelow(root, s3Uri(uri));
  return {
    root,
    read: (uri, options) => readAnywhere(s3, uri, options),
    exists: (uri, options) => exists(s3, uri, options),
    async write(uri, bytes, options = {}) {
      const { ifAbsent = false, contentType, signal } = options;
      const key = keyOf(uri);
      if (ifAbsent) {
        const properties = { contentType, encryption, storageClass };
        return putIfAbsent(s3, { bucket, key, bytes, properties }, { signal });
      }
      await putThrough(sink, key, bytes, options);
      return true;
    },
    sink: (uri) => subSink(sink, uri, folderOf(uri)),
    list: (uri, options) => listed(s3, { bucket, prefix: folderOf(uri) }, options),
    remove: (uris) => sink.remove(uris.map(keyOf)),
  };
}

type CallOptions = { readonly signal?: AbortSignal | undefined } | undefined;

function readAnywhere(
  s3: S3Client,
  uri: string,
  options: CallOptions,
): Promise<Uint8Array | undefined> {
  const { bucket, key } = s3Place(uri);
  return s3Sink(s3, { bucket }).read(key, options);
}

async function exists(s3: S3Client, uri: string, options: CallOptions): Promise<boolean> {
  const { bucket, key } = s3Place(uri);
  try {
    await headObject(s3, { bucket, key }, options);
    return true;
  } catch (error) {
    options?.signal?.throwIfAborted();
    const failure = storageFailure(error, `s3://${bucket}/${key}`);
    if (failure.code === "NO_SUCH_KEY") return false;
    // S3 says so of an object that isn't there, too, where the right to list is narrowed to the prefix.
    if (failure.code !== "ACCESS_DENIED") throw failure;
    return isListed(s3, { bucket, key }, options).catch(() => {
      options?.signal?.throwIfAborted();
      throw failure;
    });
  }
}

async function* listed(
  s3: S3Client,
  input: { readonly bucket: string; readonly prefix: string },
  options: CallOptions,
): AsyncGenerator<StoredObject, void, undefined> {
  const base = `s3://${input.bucket}/`;
  try {
    for await (const { key, sizeBytes, lastModified } of listObjects(s3, input, options))
      yield { uri: base + key, sizeBytes, lastModified };
  } catch (error) {
    options?.signal?.throwIfAborted();
    throw storageFailure(error, base + input.prefix);
  }
}
