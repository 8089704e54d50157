import type { S3Client } from "@aws-sdk/client-s3";
import { forEachConcurrently } from "@cloudapi/core/internal";
import { toS3Error } from "../errors/to-s3-error.ts";
import { checkOptions } from "../internal/check-arguments.ts";
import { type CallOptions, DEFAULT_CONCURRENCY } from "../internal/options.ts";
import { abortUntilGone } from "../upload/engine/remove-parts.ts";
import {
  checkUnfinishedUploads,
  listUnfinishedUploads,
  type UnfinishedUpload,
  type UnfinishedUploadsInput,
} from "./list-unfinished-uploads.ts";

/** Which uploads to remove. */
export interface RemoveUnfinishedUploadsInput extends UnfinishedUploadsInput {
  /** Only those begun before this moment. Choose it so that no upload still runs that is older: a day ago, for instance. */
  readonly startedBefore: Date;
}

/** How to remove them. */
export interface RemoveUnfinishedUploadsOptions extends CallOptions {
  /** Requests in flight at once, 1 to 256. Default 4. */
  readonly concurrency?: number | undefined;
}

/** An upload that could not be removed, and why. */
export interface RemovalFailure extends UnfinishedUpload {
  /** As of {@link S3Error}, such as `ACCESS_DENIED`. */
  readonly code: string;
  readonly message: string;
}

/** What became of them. */
export interface RemovedUploads {
  readonly removed: number;
  readonly failed: number;
  /** The first 1,000 failures. */
  readonly errors: readonly RemovalFailure[];
}

const MAX_ERRORS = 1000;

/**
 * Remove the parts of uploads that nobody will finish: those begun before a moment. One that is still running fails.
 *
 * A lifecycle rule of the bucket (`AbortIncompleteMultipartUpload`) does the same by itself, from day to day.
 *
 * IAM: `s3:ListBucketMultipartUploads` on the bucket, `s3:AbortMultipartUpload` on the objects; where granted,
 * `s3:ListMultipartUploadParts` is used to see that no part stayed.
 *
 * @throws {S3Error} when the uploads can't be listed: `NO_SUCH_BUCKET`, `ACCESS_DENIED` and the general codes
 * @throws {TypeError} without `startedBefore`
 *
 * @example
 * ```ts
 * import { CreateMultipartUploadCommand, S3Client } from "@aws-sdk/client-s3";
 * import { removeUnfinishedUploads } from "@cloudapi/s3";
 *
 * const s3 = new S3Client({});
 * await s3.send(new CreateMultipartUploadCommand({ Bucket: "cloudapi-logs-raw", Key: "dead/over.csv" }));
 *
 * // For real: a day ago, new Date(Date.now() - 86_400_000).
 * const startedBefore = new Date(Date.now() + 60_000);
 * const input = { bucket: "cloudapi-logs-raw", prefix: "dead/", startedBefore };
 * console.log(await removeUnfinishedUploads(s3, input)); // => { removed: 1, failed: 0, errors: [] }
 * ```
 */
export async function removeUnfinishedUploads(
  s3: S3Client,
  input: RemoveUnfinishedUploadsInput,
  options: RemoveUnfinishedUploadsOptions = {},
): Promise<RemovedUploads> {
  checkUnfinishedUploads("removeUnfinishedUploads", input);
  checkOptions("removeUnfinishedUploads", options, ["signal", "concurrency"]);
  if ((input.startedBefore as Date | undefined) === undefined) {
    throw new TypeError(
      "removeUnfinishedUploads: startedBefore must be given, so that uploads still under way are left alone.",
    );
  }
  const { signal, concurrency = DEFAULT_CONCURRENCY } = options;
  const errors: RemovalFailure[] = [];
  let removed = 0;
  let failed = 0;
  const uploads = listUnfinishedUploads(s3, input, { signal });
  await forEachConcurrently(uploads, { concurrency, signal }, async (upload, stop) => {
    const failure = await remove(s3, input.bucket, upload, stop);
    if (failure === undefined) removed++;
    else if (++failed <= MAX_ERRORS) errors.push(failure);
  });
  return { removed, failed, errors };
}

async function remove(
  s3: S3Client,
  bucket: string,
  upload: UnfinishedUpload,
  signal: AbortSignal,
): Promise<RemovalFailure | undefined> {
  const { key, uploadId } = upload;
  try {
    await abortUntilGone(s3, { bucket, key, uploadId }, signal);
    return undefined;
  } catch (error) {
    signal.throwIfAborted();
    const place = { operation: "AbortMultipartUpload", bucket, key, uploadId } as const;
    const { code, message } = toS3Error(error, place);
    return { ...upload, code, message };
  }
}
