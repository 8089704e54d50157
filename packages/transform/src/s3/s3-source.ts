import { GetObjectCommand, type S3Client } from "@aws-sdk/client-s3";
import { refuseUnknownOptions } from "@cloudapi/core/internal";
import type { IdentifiedSource } from "../read/identified-source.ts";
import { StorageError } from "../storage-error.ts";
import { s3Failure } from "./s3-failure.ts";

/** The object that is read. */
export interface S3SourceInput {
  readonly bucket: string;
  readonly key: string;
  /** A version of it; default the current one. */
  readonly versionId?: string;
}

/** Times that a broken connection is taken up again without a byte having come. */
const MAX_RESUMES = 3;

/**
 * An S3 object as a source, fetched when it is read, and pinned to one ETag: when the connection breaks
 * it is taken up where it was, and when the object was replaced meanwhile reading fails.
 *
 * It is identified by bucket and key, so that a later run over the same key replaces what an earlier one
 * wrote. Reading fails with a `StorageError`: `NO_SUCH_BUCKET`, `NO_SUCH_KEY`, `ACCESS_DENIED`,
 * `OBJECT_CHANGED` and the other codes of `@cloudapi/s3`.
 *
 * IAM: `s3:GetObject`, with a version `s3:GetObjectVersion`, on the object.
 *
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
 * ```
 */
export function s3Source(
  s3: S3Client,
  input: S3SourceInput,
  options: { readonly signal?: AbortSignal } = {},
): IdentifiedSource {
  refuseUnknownOptions("s3Source", input, ["bucket", "key", "versionId"]);
  refuseUnknownOptions("s3Source", options, ["signal"]);
  if (!input.bucket || !input.key) throw new TypeError("s3Source: bucket and key must be given.");
  return {
    sourceId: `s3://${input.bucket}/${input.key}`,
    [Symbol.asyncIterator]: () => readObject(s3, input, options.signal),
  };
}

/** How far reading has come. */
interface Progress {
  offset: number;
  length: number;
  etag: string | undefined;
}

async function* readObject(
  s3: S3Client,
  input: S3SourceInput,
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array> {
  const progress: Progress = { offset: 0, length: Number.POSITIVE_INFINITY, etag: undefined };
  let resumes = 0;
  while (progress.offset < progress.length) {
    const start = progress.offset;
    try {
      yield* readFrom(s3, input, progress, signal);
      if (progress.offset < progress.length) throw cutShort(input, progress);
    } catch (error) {
      signal?.throwIfAborted();
      resumes = progress.offset > start ? 1 : resumes + 1;
      if (!isBroken(error, progress) || resumes > MAX_RESUMES)
        throw s3Failure(attemptOf(input), error);
    }
  }
}

async function* readFrom(
  s3: S3Client,
  { bucket, key, versionId }: S3SourceInput,
  progress: Progress,
  abortSignal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array> {
  const command = new GetObjectCommand({
    Bucket: bucket,
    Key: key,
    VersionId: versionId,
    IfMatch: progress.etag,
    ...(progress.offset === 0 ? {} : { Range: `bytes=${progress.offset}-` }),
  });
  const { Body, ETag, ContentLength } = await s3.send(
    command,
    abortSignal === undefined ? {} : { abortSignal },
  );
  progress.etag ??= ETag;
  if (progress.length === Number.POSITIVE_INFINITY)
    progress.length = ContentLength ?? Number.POSITIVE_INFINITY;
  for await (const chunk of Body as unknown as AsyncIterable<Uint8Array>) {
    progress.offset += chunk.length;
    yield chunk;
  }
  if (progress.length === Number.POSITIVE_INFINITY) progress.length = progress.offset;
}

/** Whether a failure is a broken connection, after which the rest can be asked for: the server gave no answer of its own. */
function isBroken(error: unknown, { offset, length, etag }: Progress): boolean {
  const isAnswer =
    (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode !== undefined;
  return etag !== undefined && offset < length && !isAnswer;
}

function cutShort(input: S3SourceInput, { offset, length }: Progress): StorageError {
  const place = attemptOf(input);
  return new StorageError(
    "S3_REQUEST_FAILED",
    `Cannot read s3://${place.bucket}/${place.key}: the connection ended after ${offset} of ${length} bytes; run again.`,
    `s3://${place.bucket}/${place.key}`,
  );
}

function attemptOf({ bucket, key, versionId }: S3SourceInput) {
  return {
    doing: "read",
    bucket,
    key,
    actions: versionId === undefined ? "s3:GetObject" : "s3:GetObjectVersion",
  } as const;
}
