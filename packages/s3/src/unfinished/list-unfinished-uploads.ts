import {
  ListMultipartUploadsCommand,
  type ListMultipartUploadsCommandOutput,
  type MultipartUpload,
  type S3Client,
} from "@aws-sdk/client-s3";
import { answerFault } from "../errors/answer-fault.ts";
import type { Place } from "../errors/place.ts";
import { toS3Error } from "../errors/to-s3-error.ts";
import { checkBucket, checkInput, checkOptions, checkText } from "../internal/check-arguments.ts";
import { CALL_OPTIONS, type CallOptions } from "../internal/options.ts";
import { keyDecoder } from "../list/key-decoder.ts";
import { request } from "../request/request.ts";

/** A multipart upload that was begun, and neither completed nor aborted: its parts cost storage and no listing shows them. */
export interface UnfinishedUpload {
  readonly key: string;
  readonly uploadId: string;
  readonly startedAt: Date;
}

/** Which uploads. */
export interface UnfinishedUploadsInput {
  readonly bucket: string;
  /** Only of keys that begin with this; default all. */
  readonly prefix?: string | undefined;
  /** Only those begun before this moment: later ones may still be running. Default all. */
  readonly startedBefore?: Date | undefined;
}

/**
 * List the multipart uploads of a bucket that are not finished: running ones, and those that a killed process left.
 *
 * IAM: `s3:ListBucketMultipartUploads` on the bucket.
 *
 * @throws {S3Error} while iterating: `NO_SUCH_BUCKET`, `ACCESS_DENIED` and the general codes
 *
 * @example
 * ```ts
 * import { CreateMultipartUploadCommand, S3Client } from "@aws-sdk/client-s3";
 * import { listUnfinishedUploads } from "@cloudapi/s3";
 *
 * const s3 = new S3Client({});
 * await s3.send(new CreateMultipartUploadCommand({ Bucket: "cloudapi-logs-raw", Key: "left/over.csv" }));
 *
 * for await (const { key } of listUnfinishedUploads(s3, { bucket: "cloudapi-logs-raw", prefix: "left/" })) {
 *   console.log(key); // => left/over.csv
 * }
 * ```
 */
export function listUnfinishedUploads(
  s3: S3Client,
  input: UnfinishedUploadsInput,
  options: CallOptions = {},
): AsyncGenerator<UnfinishedUpload, void, undefined> {
  checkUnfinishedUploads("listUnfinishedUploads", input);
  checkOptions("listUnfinishedUploads", options, CALL_OPTIONS);
  return list(s3, input, options.signal);
}

/** Refuse an input that names no bucket, or a moment that is not a valid date. */
export function checkUnfinishedUploads(what: string, input: UnfinishedUploadsInput): void {
  checkInput(what, input, ["bucket", "prefix", "startedBefore"]);
  checkBucket(what, input.bucket);
  if (input.prefix !== undefined && input.prefix !== "") checkText(what, "prefix", input.prefix);
  const before: unknown = input.startedBefore;
  if (before === undefined || (before instanceof Date && !Number.isNaN(before.getTime()))) return;
  throw new TypeError(`${what}: startedBefore must be a valid Date.`);
}

async function* list(
  s3: S3Client,
  { bucket, prefix, startedBefore }: UnfinishedUploadsInput,
  signal: AbortSignal | undefined,
): AsyncGenerator<UnfinishedUpload, void, undefined> {
  const place: Place = { operation: "ListMultipartUploads", bucket };
  let marker: { KeyMarker?: string; UploadIdMarker?: string } = {};
  for (;;) {
    const command = new ListMultipartUploadsCommand({
      Bucket: bucket,
      Prefix: prefix,
      EncodingType: "url",
      ...marker,
    });
    const page = await request(place, signal, (options) => s3.send(command, options));
    if (page.IsTruncated === undefined) throw invalid(place, "an answer that is not a listing");
    const decode = keyDecoder(page.EncodingType);
    for (const upload of page.Uploads ?? []) {
      const found = toUnfinished(upload, decode, place);
      if (startedBefore === undefined || found.startedAt < startedBefore) yield found;
    }
    signal?.throwIfAborted();
    if (!page.IsTruncated) return;
    marker = nextMarker(page, marker, decode, place);
  }
}

function toUnfinished(
  { Key, UploadId, Initiated }: MultipartUpload,
  decode: (key: string) => string,
  place: Place,
): UnfinishedUpload {
  if (Key === undefined || UploadId === undefined || Initiated === undefined)
    throw invalid(place, "an upload without key, id or date");
  return { key: decode(Key), uploadId: UploadId, startedAt: Initiated };
}

/** A server that says "there is more" must say where, and not where it was before: else this would never end. */
function nextMarker(
  { NextKeyMarker, NextUploadIdMarker = "" }: ListMultipartUploadsCommandOutput,
  last: { KeyMarker?: string; UploadIdMarker?: string },
  decode: (key: string) => string,
  place: Place,
) {
  const KeyMarker = decode(NextKeyMarker ?? "");
  const isSame = KeyMarker === last.KeyMarker && NextUploadIdMarker === last.UploadIdMarker;
  if (KeyMarker === "" || isSame) throw invalid(place, "there is more, but not where to go on");
  return { KeyMarker, UploadIdMarker: NextUploadIdMarker };
}

function invalid(place: Place, words: string): Error {
  return toS3Error(answerFault("InvalidResponse", words), place);
}
