import type { S3Client } from "@aws-sdk/client-s3";
import { forEachConcurrently } from "@cloudapi/core/internal";
import { checkBucket, checkInput, checkOptions } from "../internal/check-arguments.ts";
import { type CallOptions, DEFAULT_CONCURRENCY } from "../internal/options.ts";
import { batchesOf, type ObjectId } from "./batches-of.ts";
import { type DeleteFailure, deleteBatch } from "./delete-batch.ts";

/** At most this many failures are kept; all are counted. */
const MAX_ERRORS = 1000;

/** Which objects to delete. */
export interface DeleteObjectsInput {
  readonly bucket: string;
  /** Keys, or objects with `key` and optionally `versionId`; any number, also as they come from a listing. */
  readonly keys: Iterable<string | ObjectId> | AsyncIterable<string | ObjectId>;
}

/** How far a deletion has come. */
export interface DeleteProgress {
  readonly deleted: number;
  readonly failed: number;
}

/** How to delete them. */
export interface DeleteObjectsOptions extends CallOptions {
  /** Called after every batch. */
  readonly onProgress?: ((progress: DeleteProgress) => void) | undefined;
  /** Batches in flight at once, 1 to 256. Default 4. */
  readonly concurrency?: number | undefined;
}

/** What became of the keys: every one is deleted or failed. */
export interface DeleteObjectsResult {
  readonly deleted: number;
  readonly failed: number;
  /** The first 1,000 failures. */
  readonly errors: readonly DeleteFailure[];
}

/**
 * Delete any number of objects, in batches of 1,000; a key that is not there counts as deleted.
 *
 * Without a `versionId`, a versioned bucket keeps the object and puts a delete marker on it. A key that could not be
 * deleted is reported, with its reason, and does not stop the others; a key given twice in a batch counts once.
 *
 * IAM: `s3:DeleteObject` on the objects, `s3:DeleteObjectVersion` where versions are named.
 *
 * @throws {S3Error} when a whole request fails: `NO_SUCH_BUCKET`, `ACCESS_DENIED` and the general codes
 *
 * @example
 * ```ts
 * import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
 * import { deleteObjects, listObjects } from "@cloudapi/s3";
 *
 * const s3 = new S3Client({});
 * await s3.send(new PutObjectCommand({ Bucket: "cloudapi-logs-raw", Key: "old/a.csv", Body: "a" }));
 *
 * const keys = listObjects(s3, { bucket: "cloudapi-logs-raw", prefix: "old/" });
 * console.log(await deleteObjects(s3, { bucket: "cloudapi-logs-raw", keys })); // => { deleted: 1, failed: 0, errors: [] }
 * ```
 */
export async function deleteObjects(
  s3: S3Client,
  input: DeleteObjectsInput,
  options: DeleteObjectsOptions = {},
): Promise<DeleteObjectsResult> {
  checkDelete(input, options);
  let deleted = 0;
  let failed = 0;
  const errors: DeleteFailure[] = [];
  const concurrency = options.concurrency ?? DEFAULT_CONCURRENCY;
  await forEachConcurrently(
    batchesOf(input.keys),
    { concurrency, signal: options.signal },
    async (batch, signal) => {
      const failures = await deleteBatch(s3, input.bucket, batch, signal);
      failed += failures.length;
      deleted += batch.length - failures.length;
      errors.push(...failures.slice(0, MAX_ERRORS - errors.length));
      options.onProgress?.({ deleted, failed });
    },
  );
  return { deleted, failed, errors };
}

function checkDelete(input: DeleteObjectsInput, options: DeleteObjectsOptions): void {
  const what = "deleteObjects";
  checkInput(what, input, ["bucket", "keys"]);
  checkOptions(what, options, ["signal", "onProgress", "concurrency"]);
  checkBucket(what, input.bucket);
  const keys: unknown = input.keys;
  const isIterable =
    typeof keys === "object" &&
    keys !== null &&
    (Symbol.iterator in keys || Symbol.asyncIterator in keys);
  if (!isIterable)
    throw new TypeError(`${what}: keys must be an array or iterable of keys, not ${typeof keys}.`);
}
