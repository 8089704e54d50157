import { dirname } from "node:path";
import type { S3Client } from "@aws-sdk/client-s3";
import { createSlots } from "@cloudapi/core/internal";
import {
  checkBucket,
  checkInput,
  checkInteger,
  checkKey,
  checkOptions,
  checkPath,
  checkText,
} from "../internal/check-arguments.ts";
import {
  DEFAULT_CONCURRENCY,
  DEFAULT_IDLE_TIMEOUT_MS,
  DOWNLOAD_OPTIONS,
  type DownloadOptions,
} from "../internal/options.ts";
import { removeAbandonedParts } from "./part-files.ts";
import { MAX_RANGE_BYTES, MIN_RANGE_BYTES } from "./plan-download.ts";
import { checkTarget } from "./target-file.ts";
import { type DownloadedFile, transferObject } from "./transfer-object.ts";

/** Which object goes to which file. */
export interface DownloadFileInput {
  readonly bucket: string;
  readonly key: string;
  /** The local file; its folder exists. A file that is there is replaced once the download is complete. */
  readonly path: string;
  /** Default: the current version. */
  readonly versionId?: string | undefined;
  /** Only if the object has this ETag, as from a listing or an event; otherwise `PRECONDITION_FAILED`. */
  readonly ifMatch?: string | undefined;
  /** Bytes per request, 64 KiB to 5 GiB; default by the object's size, 8 to 64 MiB. */
  readonly partSizeBytes?: number | undefined;
}

const INPUT = ["bucket", "key", "path", "versionId", "ifMatch", "partSizeBytes"] as const;

/**
 * Download an object to a local file: ranges in parallel, all of the same object, verified, then put in place.
 *
 * The bytes go to a temporary file beside the target, which is renamed when length and checksum are right; a failure
 * or an abort removes it and leaves what was there. What a process that was killed left of it is removed by the next
 * download into the folder. A connection that brings nothing for a while is taken up where it stopped. The result's `checksum` is the one that was verified; it is
 * undefined when the object has none over its whole content (a composite one of a multipart upload).
 *
 * IAM: `s3:GetObject` on the object (`s3:GetObjectVersion` with a version), with KMS `kms:Decrypt`; `s3:ListBucket`
 * on the bucket to be told `NO_SUCH_KEY` rather than `ACCESS_DENIED`.
 *
 * @throws {S3Error} `NO_SUCH_KEY`, `NO_SUCH_BUCKET`, `NO_SUCH_VERSION`, `ACCESS_DENIED`, `PRECONDITION_FAILED`,
 * `OBJECT_CHANGED`, `CHECKSUM_MISMATCH`, `OBJECT_ARCHIVED`, `FILE_NOT_FOUND` (the folder), `NOT_A_FILE`,
 * `FILE_ACCESS_DENIED`, `DISK_FULL` and the general codes
 *
 * @example
 * ```ts
 * import { readFile } from "node:fs/promises";
 * import { tmpdir } from "node:os";
 * import { join } from "node:path";
 * import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
 * import { downloadFile } from "@cloudapi/s3";
 *
 * const s3 = new S3Client({});
 * await s3.send(new PutObjectCommand({ Bucket: "cloudapi-logs-raw", Key: "hello.txt", Body: "hello" }));
 *
 * const path = join(tmpdir(), "hello.txt");
 * await downloadFile(s3, { bucket: "cloudapi-logs-raw", key: "hello.txt", path });
 * console.log(await readFile(path, "utf8")); // => hello
 * ```
 */
export async function downloadFile(
  s3: S3Client,
  input: DownloadFileInput,
  options: DownloadOptions = {},
): Promise<DownloadedFile> {
  checkDownload(input, options);
  const { bucket, key, path } = input;
  const concurrency = options.concurrency ?? DEFAULT_CONCURRENCY;
  await checkTarget({ bucket, key, path });
  await removeAbandonedParts(dirname(path));
  return transferObject({
    source: { s3, target: { bucket, key, path }, versionId: input.versionId },
    ifMatch: input.ifMatch,
    partSizeBytes: input.partSizeBytes,
    onProgress: options.onProgress,
    concurrency,
    slots: createSlots(concurrency),
    idleTimeoutMs: options.idleTimeoutMs ?? DEFAULT_IDLE_TIMEOUT_MS,
    isDurable: true,
    signal: options.signal,
  });
}

function checkDownload(input: DownloadFileInput, options: DownloadOptions): void {
  const what = "downloadFile";
  checkInput(what, input, INPUT);
  checkOptions(what, options, DOWNLOAD_OPTIONS);
  checkBucket(what, input.bucket);
  checkKey(what, input.key);
  checkPath(what, "path", input.path);
  for (const name of ["versionId", "ifMatch"] as const) {
    if (input[name] !== undefined) checkText(what, name, input[name]);
  }
  if (input.partSizeBytes !== undefined) {
    checkInteger(what, "partSizeBytes", input.partSizeBytes, MIN_RANGE_BYTES, MAX_RANGE_BYTES);
  }
}
