import { GetObjectCommand, HeadObjectCommand, type S3Client } from "@aws-sdk/client-s3";
import { checkOptionNames, readFailure } from "@cloudapi/core/internal";
import { abortable } from "@cloudapi/records/internal";
import { type Place, request } from "@cloudapi/s3/internal";
import type { IdentifiedSource } from "../read/identified-source.ts";
import { StorageError } from "../storage-error.ts";
import { objectChanged, storageFailure } from "./storage-failure.ts";

/** The object that is read. */
export interface S3SourceInput {
  readonly bucket: string;
  readonly key: string;
  /** A version of it; default the current one. */
  readonly versionId?: string | undefined;
  /** The ETag that it must have, with its quotes or without; reading any other content fails with `OBJECT_CHANGED`. */
  readonly etag?: string | undefined;
}

/** How it is read. */
export interface S3SourceOptions {
  /** Stops reading. */
  readonly signal?: AbortSignal | undefined;
  /** How long the connection may bring nothing, in milliseconds, before it counts as broken; default 30,000. */
  readonly idleTimeoutMs?: number | undefined;
}

/** Times that a broken connection is taken up again without a byte having come. */
const MAX_RESUMES = 3;

/**
 * An S3 object as a source, fetched when it is read, and pinned to one ETag: when the connection breaks, or stalls,
 * it is taken up where it was, and when the object was replaced meanwhile reading fails.
 *
 * It is identified by bucket and key, so that a later run over the same key replaces what an earlier one
 * wrote. Reading fails with a `StorageError`: `NO_SUCH_BUCKET`, `NO_SUCH_KEY`, `ACCESS_DENIED`,
 * `OBJECT_CHANGED` and the other codes of `@cloudapi/s3`.
 *
 * IAM: `s3:GetObject`, with a version `s3:GetObjectVersion`, on the object; with a KMS key `kms:Decrypt` on it.
 *
 * @param object its bucket and key, or `s3://bucket/key`; the key as it is, nothing in it is decoded
 * @throws {TypeError} when bucket or key is missing
 *
 * @example
 * ```ts
 * import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
 * import { apiLogs } from "@cloudapi/core";
 * import { memorySink, transform } from "@cloudapi/transform";
 * import { s3Source } from "@cloudapi/transform/s3";
 *
 * const s3 = new S3Client();
 * const Body = '{"timestamp":"2025-01-15T10:30:45Z","endpoint":"/api/users","status_code":200}\n';
 * await s3.send(new PutObjectCommand({ Bucket: "cloudapi-logs-raw", Key: "2025/01/15/a.ndjson", Body }));
 * const source = s3Source(s3, { bucket: "cloudapi-logs-raw", key: "2025/01/15/a.ndjson" });
 * console.log((await transform(apiLogs, source, memorySink())).rowsWritten); // => 1
 * console.log(s3Source(s3, "s3://cloudapi-logs-raw/2025/01/15/a.ndjson").sourceId); // => "s3://cloudapi-logs-raw/2025/01/15/a.ndjson"
 * ```
 */
export function s3Source(
  s3: S3Client,
  object: S3SourceInput | string,
  options: S3SourceOptions = {},
): IdentifiedSource {
  const { etag, ...input } = readInput(object);
  const reading = {
    s3,
    place: { operation: "GetObject", ...input },
    ...readOptions(options),
  } as const;
  let pinned = etag;
  return {
    sourceId: `s3://${input.bucket}/${input.key}`,
    async version(signal) {
      if (input.versionId !== undefined) return input.versionId;
      if (etag !== undefined) return etag;
      pinned = await etagOf(reading, signal);
      return pinned;
    },
    [Symbol.asyncIterator]: () => readObject(reading, pinned),
  };
}

async function etagOf({ s3, place }: Reading, signal: AbortSignal | undefined): Promise<string> {
  const at: Place = { ...place, operation: "HeadObject" };
  const command = new HeadObjectCommand({ Bucket: at.bucket, Key: at.key });
  try {
    const { ETag = "" } = await request(at, signal, (options) => s3.send(command, options));
    return ETag;
  } catch (error) {
    signal?.throwIfAborted();
    throw storageFailure(error, at);
  }
}

function readOptions(options: S3SourceOptions) {
  checkOptionNames("s3Source", options, ["signal", "idleTimeoutMs"]);
  const { signal, idleTimeoutMs = 30_000 } = options;
  if (!Number.isSafeInteger(idleTimeoutMs) || idleTimeoutMs < 1 || idleTimeoutMs > 3_600_000)
    throw new RangeError(
      `s3Source: idleTimeoutMs must be an integer from 1 to 3,600,000, not ${idleTimeoutMs}.`,
    );
  return { signal, idleTimeoutMs };
}

const URI = /^s3:\/\/([^/]+)\/(.+)$/s;

function readInput(object: S3SourceInput | string): S3SourceInput {
  if (typeof object === "string") {
    const [, bucket, key] = URI.exec(object) ?? [];
    if (bucket !== undefined && key !== undefined) return { bucket, key };
    throw new TypeError(
      "s3Source: give { bucket, key }, or the text s3://bucket/key; for a local file use fileSource(path).",
    );
  }
  checkOptionNames("s3Source", object, ["bucket", "key", "versionId", "etag"]);
  if (!object.bucket || !object.key) throw new TypeError("s3Source: bucket and key must be given.");
  const { etag } = object;
  if (etag === undefined || typeof etag === "string")
    return { ...object, etag: etag?.replace(/^"?([^"]*)"?$/, '"$1"') };
  throw new TypeError(`s3Source: etag must be text, not ${typeof etag}.`);
}

/** What is read, and how. */
interface Reading {
  readonly s3: S3Client;
  readonly place: Place;
  readonly signal: AbortSignal | undefined;
  readonly idleTimeoutMs: number;
}

/** How far reading has come. */
interface Progress {
  offset: number;
  length: number;
  etag: string | undefined;
}

async function* readObject(
  reading: Reading,
  pinned: string | undefined,
): AsyncGenerator<Uint8Array> {
  const { place, signal } = reading;
  const progress: Progress = { offset: 0, length: Number.POSITIVE_INFINITY, etag: pinned };
  let resumes = 0;
  while (progress.offset < progress.length) {
    const start = progress.offset;
    try {
      yield* readFrom(reading, progress);
      if (progress.offset < progress.length) throw cutShort(place, progress);
    } catch (error) {
      signal?.throwIfAborted();
      resumes = progress.offset > start ? 1 : resumes + 1;
      if (!isBroken(error, progress) || resumes > MAX_RESUMES) throw failureOf(error, place);
    }
  }
}

async function* readFrom(
  { s3, place, signal, idleTimeoutMs }: Reading,
  progress: Progress,
): AsyncGenerator<Uint8Array> {
  const idle = new AbortController();
  const either = signal === undefined ? idle.signal : AbortSignal.any([signal, idle.signal]);
  const startTimer = () => setTimeout(() => idle.abort(idleFailure(idleTimeoutMs)), idleTimeoutMs);
  let timer = startTimer();
  try {
    const command = new GetObjectCommand(requestOf(place, progress));
    const answer = await request(place, either, (options) => s3.send(command, options));
    progress.etag ??= answer.ETag;
    if (progress.length === Number.POSITIVE_INFINITY)
      progress.length = answer.ContentLength ?? Number.POSITIVE_INFINITY;
    for await (const chunk of abortable(
      answer.Body as unknown as AsyncIterable<Uint8Array>,
      either,
    )) {
      progress.offset += chunk.length;
      // The reader's time is not the connection's.
      clearTimeout(timer);
      yield chunk;
      timer = startTimer();
    }
  } finally {
    clearTimeout(timer);
  }
  if (progress.length === Number.POSITIVE_INFINITY) progress.length = progress.offset;
}

function requestOf({ bucket, key, versionId }: Place, { offset, etag }: Progress) {
  return {
    Bucket: bucket,
    Key: key,
    VersionId: versionId,
    IfMatch: etag,
    ...(offset === 0 ? {} : { Range: `bytes=${offset}-` }),
  };
}

function idleFailure(idleTimeoutMs: number): Error {
  const words = `no byte came for ${idleTimeoutMs} ms`;
  return Object.assign(new Error(words), { code: "ETIMEDOUT" });
}

/** Whether a failure is a broken connection, after which the rest can be asked for: the server gave no answer of its own. */
function isBroken(error: unknown, { offset, length, etag }: Progress): boolean {
  const { httpStatus } = error as { httpStatus?: number };
  const isAnswer = (httpStatus ?? readFailure(error).httpStatus) !== undefined;
  return etag !== undefined && offset < length && !isAnswer;
}

function failureOf(error: unknown, place: Place): StorageError {
  const failure = storageFailure(error, place);
  return failure.code === "PRECONDITION_FAILED" ? objectChanged(place, error) : failure;
}

function cutShort({ bucket, key }: Place, { offset, length }: Progress): StorageError {
  return new StorageError(
    "S3_REQUEST_FAILED",
    `Cannot read s3://${bucket}/${key}: the connection ended after ${offset} of ${length} bytes; run again.`,
    `s3://${bucket}/${key}`,
  );
}
