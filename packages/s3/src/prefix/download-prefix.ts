import { resolve } from "node:path";
import type { S3Client } from "@aws-sdk/client-s3";
import { createSlots, forEachConcurrently } from "@cloudapi/core/internal";
import { MAX_RANGE_BYTES, MIN_RANGE_BYTES } from "../download/plan-download.ts";
import { type DownloadedFile, type Transfer, transferObject } from "../download/transfer-object.ts";
import { withFile } from "../errors/file-error.ts";
import {
  checkBucket,
  checkInput,
  checkInteger,
  checkOptions,
  checkPath,
  checkText,
} from "../internal/check-arguments.ts";
import {
  type CallOptions,
  DEFAULT_CONCURRENCY,
  DEFAULT_IDLE_TIMEOUT_MS,
  DOWNLOAD_OPTIONS,
} from "../internal/options.ts";
import { listObjects } from "../list/list-objects.ts";
import { createFilesInFlight } from "./files-in-flight.ts";
import { type PlacedObject, placeObjects, type RefusedKey } from "./place-objects.ts";
import { createPrefixTally, type PrefixProgress } from "./prefix-tally.ts";
import { openTargetFolder } from "./target-folder.ts";

/** Which objects to download, and into which folder. */
export interface DownloadPrefixInput {
  readonly bucket: string;
  /** `""` for the whole bucket. Files are named by what follows its last slash. */
  readonly prefix: string;
  /** The local folder; made if it is not there. */
  readonly folder: string;
  /** Bytes per request, 64 KiB to 5 GiB; default by each object's size, 8 to 64 MiB. */
  readonly partSizeBytes?: number | undefined;
}

/** How to download them. */
export interface DownloadPrefixOptions extends CallOptions {
  /** Called after every file. */
  readonly onProgress?: ((progress: PrefixProgress) => void) | undefined;
  /** Requests in flight at once, 1 to 256. Default 4. */
  readonly concurrency?: number | undefined;
  /** As of `downloadFile`: how long a connection may bring nothing, in milliseconds. Default 30,000. */
  readonly idleTimeoutMs?: number | undefined;
}

/** What became of every object under the prefix: objects = files + folderMarkers + refused. */
export interface DownloadedPrefix {
  readonly bucket: string;
  readonly prefix: string;
  /** The folder's absolute path. */
  readonly folder: string;
  readonly objects: number;
  readonly files: number;
  readonly sizeBytes: number;
  /** Empty objects whose key ends in a slash, as consoles make for folders; each became a folder. */
  readonly folderMarkers: number;
  readonly refused: number;
  /** The first 1,000 keys that have no safe place under the folder, and why. */
  readonly refusedKeys: readonly RefusedKey[];
}

/** While some files are put in their places, others are fetched; the slots bound the requests. */
const FILES_PER_REQUEST = 2;

const INPUT = ["bucket", "prefix", "folder", "partSizeBytes"] as const;

/**
 * Download every object under a prefix into a folder, each as {@link downloadFile} does; existing files are replaced.
 * The system writes them to the disk in its own time, which for many files is much faster than waiting for each.
 *
 * A key is any text. One that would leave the folder (`..`, an absolute path, a drive letter, a backslash), follow a
 * symbolic link in it, or share a name with another (`a` and `a/b`; `A` and `a` where case does not count) is refused
 * and reported, and the others are downloaded: look at `refused`.
 *
 * IAM: `s3:ListBucket` on the bucket, `s3:GetObject` on the objects, with KMS `kms:Decrypt`.
 *
 * @throws {S3Error} as listObjects and downloadFile; files that are complete by then stay
 *
 * @example
 * ```ts
 * import { mkdtemp } from "node:fs/promises";
 * import { tmpdir } from "node:os";
 * import { join } from "node:path";
 * import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
 * import { downloadPrefix } from "@cloudapi/s3";
 *
 * const s3 = new S3Client({});
 * await s3.send(new PutObjectCommand({ Bucket: "cloudapi-logs-raw", Key: "day/15/a.csv", Body: "a" }));
 * await s3.send(new PutObjectCommand({ Bucket: "cloudapi-logs-raw", Key: "day/16/b.csv", Body: "b" }));
 *
 * const folder = await mkdtemp(join(tmpdir(), "day-"));
 * const report = await downloadPrefix(s3, { bucket: "cloudapi-logs-raw", prefix: "day/", folder });
 * console.log(report.files, report.refused); // => 2 0
 * ```
 */
export async function downloadPrefix(
  s3: S3Client,
  input: DownloadPrefixInput,
  options: DownloadPrefixOptions = {},
): Promise<DownloadedPrefix> {
  checkDownloadPrefix(input, options);
  const { bucket, prefix } = input;
  const { signal, onProgress, concurrency = DEFAULT_CONCURRENCY } = options;
  const { idleTimeoutMs = DEFAULT_IDLE_TIMEOUT_MS } = options;
  const path = resolve(input.folder);
  const folder = await withFile("write", { bucket, key: prefix, path }, () =>
    openTargetFolder(path),
  );
  const listing = listObjects(s3, { bucket, prefix }, { signal });
  const placed = placeObjects(listing, { bucket, prefix, folder, inFlight: createFilesInFlight() });
  const slots = createSlots(concurrency);
  const tally = createPrefixTally(onProgress);
  const files = { concurrency: FILES_PER_REQUEST * concurrency, signal };
  await forEachConcurrently(placed, files, async (object, objectSignal) => {
    if (object.kind !== "file") return tally.add(object);
    const transfer = {
      partSizeBytes: input.partSizeBytes,
      concurrency,
      slots,
      idleTimeoutMs,
      isDurable: false,
      signal: objectSignal,
    };
    tally.addFile(await downloadPlaced(s3, bucket, object, transfer));
  });
  return { bucket, prefix, folder: path, ...tally.total() };
}

type PlacedFile = Extract<PlacedObject, { kind: "file" }>;

async function downloadPlaced(
  s3: S3Client,
  bucket: string,
  { key, path, done }: PlacedFile,
  transfer: Omit<Transfer, "source" | "ifMatch" | "onProgress">,
): Promise<DownloadedFile> {
  try {
    const source = { s3, target: { bucket, key, path }, versionId: undefined };
    return await transferObject({ source, ifMatch: undefined, onProgress: undefined, ...transfer });
  } finally {
    done();
  }
}

function checkDownloadPrefix(input: DownloadPrefixInput, options: DownloadPrefixOptions): void {
  const what = "downloadPrefix";
  checkInput(what, input, INPUT);
  checkOptions(what, options, DOWNLOAD_OPTIONS);
  checkBucket(what, input.bucket);
  checkPath(what, "folder", input.folder);
  if (input.prefix !== "") checkText(what, "prefix", input.prefix);
  if (input.partSizeBytes !== undefined) {
    checkInteger(what, "partSizeBytes", input.partSizeBytes, MIN_RANGE_BYTES, MAX_RANGE_BYTES);
  }
}
