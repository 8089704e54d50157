import {
  ListObjectsV2Command,
  type ListObjectsV2CommandOutput,
  type S3Client,
} from "@aws-sdk/client-s3";
import { answerFault } from "../errors/answer-fault.ts";
import { describePlace, type Place } from "../errors/place.ts";
import { S3Error } from "../errors/s3-error.ts";
import { toS3Error } from "../errors/to-s3-error.ts";
import {
  checkBucket,
  checkInput,
  checkInteger,
  checkOptions,
  checkText,
} from "../internal/check-arguments.ts";
import { CALL_OPTIONS, type CallOptions } from "../internal/options.ts";
import { request } from "../request/request.ts";
import { keyDecoder } from "./key-decoder.ts";

/** An object of a listing. */
export interface ListedObject {
  readonly kind: "object";
  readonly key: string;
  readonly sizeBytes: number;
  /** As S3 gives it, in double quotes. */
  readonly etag: string;
  readonly lastModified: Date;
  readonly storageClass: string;
}

/** What a delimiter rolls up: the keys that share this beginning, up to and with the delimiter. */
export interface ListedPrefix {
  readonly kind: "prefix";
  readonly prefix: string;
}

/** Which objects to list. */
export interface ListObjectsInput {
  readonly bucket: string;
  /** Only keys that begin with this; default all. */
  readonly prefix?: string | undefined;
  /** Usually `"/"`: keys are rolled up at its first occurrence after the prefix. */
  readonly delimiter?: string | undefined;
  /** Only keys after this one, in the order of their UTF-8 bytes. */
  readonly startAfter?: string | undefined;
  /** Keys per request, 1 to 1,000 (default). */
  readonly pageSize?: number | undefined;
}

/** How far a listing has come. */
export interface ListProgress {
  readonly pages: number;
  readonly entries: number;
}

/** How to list them. */
export interface ListObjectsOptions extends CallOptions {
  /** Called after every page. */
  readonly onProgress?: ((progress: ListProgress) => void) | undefined;
}

const INPUT = ["bucket", "prefix", "delimiter", "startAfter", "pageSize"] as const;

/**
 * List every object under a prefix, in key order, as many as there are; with a delimiter also what it rolls up.
 *
 * Pages are fetched as they are consumed. Keys come back exactly as they were written, whatever characters they have.
 *
 * IAM: `s3:ListBucket` on the bucket (a policy may narrow it by `s3:prefix`).
 *
 * @throws {S3Error} while iterating: `NO_SUCH_BUCKET`, `ACCESS_DENIED` and the general codes
 *
 * @example
 * ```ts
 * import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
 * import { listObjects } from "@cloudapi/s3";
 *
 * const s3 = new S3Client({});
 * await s3.send(new PutObjectCommand({ Bucket: "cloudapi-logs-raw", Key: "listed/a.csv", Body: "a" }));
 * await s3.send(new PutObjectCommand({ Bucket: "cloudapi-logs-raw", Key: "listed/b/c.csv", Body: "bc" }));
 *
 * for await (const object of listObjects(s3, { bucket: "cloudapi-logs-raw", prefix: "listed/" })) {
 *   console.log(object.key, object.sizeBytes);
 * }
 * for await (const entry of listObjects(s3, { bucket: "cloudapi-logs-raw", prefix: "listed/", delimiter: "/" })) {
 *   console.log(entry.kind === "prefix" ? entry.prefix : entry.key);
 * }
 * ```
 */
export function listObjects(
  s3: S3Client,
  input: ListObjectsInput & { readonly delimiter?: undefined },
  options?: ListObjectsOptions,
): AsyncGenerator<ListedObject, void, undefined>;
export function listObjects(
  s3: S3Client,
  input: ListObjectsInput,
  options?: ListObjectsOptions,
): AsyncGenerator<ListedObject | ListedPrefix, void, undefined>;
export function listObjects(
  s3: S3Client,
  input: ListObjectsInput,
  options: ListObjectsOptions = {},
): AsyncGenerator<ListedObject | ListedPrefix, void, undefined> {
  checkListing(input, options);
  return list(s3, input, options);
}

async function* list(
  s3: S3Client,
  input: ListObjectsInput,
  { signal, onProgress }: ListObjectsOptions,
): AsyncGenerator<ListedObject | ListedPrefix, void, undefined> {
  const place: Place = { operation: "ListObjectsV2", bucket: input.bucket };
  let token: string | undefined;
  let entries = 0;
  for (let pages = 1; ; pages++) {
    const command = listCommand(input, token);
    const page = await request(place, signal, (options) => s3.send(command, options));
    const found = entriesOf(page, input.delimiter !== undefined, place);
    entries += found.length;
    onProgress?.({ pages, entries });
    yield* found;
    signal?.throwIfAborted();
    if (!page.IsTruncated) return;
    token = nextToken(page, token, place);
  }
}

function listCommand(input: ListObjectsInput, token: string | undefined): ListObjectsV2Command {
  return new ListObjectsV2Command({
    Bucket: input.bucket,
    Prefix: input.prefix,
    Delimiter: input.delimiter,
    StartAfter: input.startAfter,
    MaxKeys: input.pageSize,
    EncodingType: "url",
    ContinuationToken: token,
  });
}

function entriesOf(
  page: ListObjectsV2CommandOutput,
  hasDelimiter: boolean,
  place: Place,
): readonly (ListedObject | ListedPrefix)[] {
  if (page.IsTruncated === undefined) throw notAListing(place, "an answer that is not a listing");
  const decode = keyDecoder(page.EncodingType);
  const objects = (page.Contents ?? []).map((object): ListedObject => {
    if (object.Key === undefined || object.Size === undefined)
      throw notAListing(place, "an object without key or size");
    return {
      kind: "object",
      key: decode(object.Key),
      sizeBytes: object.Size,
      etag: object.ETag ?? "",
      lastModified: object.LastModified ?? new Date(0),
      storageClass: object.StorageClass ?? "STANDARD",
    };
  });
  if (!hasDelimiter) return objects;
  const prefixes = (page.CommonPrefixes ?? []).map(
    ({ Prefix = "" }): ListedPrefix => ({ kind: "prefix", prefix: decode(Prefix) }),
  );
  return [...objects, ...prefixes].sort((a, b) => Buffer.compare(sortKey(a), sortKey(b)));
}

/** A proxy or another service may answer anything with success: an empty listing must be one that S3 gave. */
function notAListing(place: Place, words: string): S3Error {
  return toS3Error(answerFault("InvalidResponse", words), place);
}

function sortKey(entry: ListedObject | ListedPrefix): Buffer {
  return Buffer.from(entry.kind === "object" ? entry.key : entry.prefix);
}

/** A server that says "there is more" must say where, and not where it was before: else this would never end. */
function nextToken(
  page: ListObjectsV2CommandOutput,
  token: string | undefined,
  place: Place,
): string {
  const next = page.NextContinuationToken;
  if (next !== undefined && next !== "" && next !== token) return next;
  throw new S3Error(
    "INVALID_RESPONSE",
    `Cannot list ${describePlace(place)}: the server says there is more, but not where to go on.`,
    place,
  );
}

function checkListing(input: ListObjectsInput, options: ListObjectsOptions): void {
  const what = "listObjects";
  checkInput(what, input, INPUT);
  checkOptions(what, options, [...CALL_OPTIONS, "onProgress"]);
  checkBucket(what, input.bucket);
  if (input.delimiter !== undefined) checkText(what, "delimiter", input.delimiter);
  if (input.pageSize !== undefined) checkInteger(what, "pageSize", input.pageSize, 1, 1000);
  for (const name of ["prefix", "startAfter"] as const) {
    if (input[name] !== undefined && input[name] !== "") checkText(what, name, input[name]);
  }
}
