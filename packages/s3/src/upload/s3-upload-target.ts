import { HeadBucketCommand, type S3Client } from "@aws-sdk/client-s3";
import { readFailure } from "@cloudapi/core/internal";
import { answerFault } from "../errors/answer-fault.ts";
import { failureCode } from "../errors/failure-code.ts";
import { S3Error } from "../errors/s3-error.ts";
import { toS3Error } from "../errors/to-s3-error.ts";
import type { WriteConditions } from "../internal/conditions.ts";
import type { LeftParts, UploadTarget } from "./engine/upload-target.ts";
import { type ObjectProperties, toPutProperties } from "./object-properties.ts";

/** The object to write, and the local file that it is made of, if it is. */
interface ObjectToWrite extends ObjectProperties, WriteConditions {
  readonly bucket: string;
  readonly key: string;
  readonly path?: string | undefined;
}

/** A target whose failures are {@link S3Error}s. */
export function s3UploadTarget(
  s3: S3Client,
  object: ObjectToWrite,
  signal: AbortSignal | undefined,
): UploadTarget {
  const { bucket, key, path, ifNoneMatch, ifMatch } = object;
  return {
    s3,
    bucket,
    key,
    properties: toPutProperties(object),
    conditions: { ifNoneMatch, ifMatch },
    signal,
    toError: async (error, step) =>
      toS3Error(await refusedEarly(s3, bucket, error), { ...step, bucket, key, path }),
    withLeftParts,
  };
}

const BROKEN = ["EPIPE", "ECONNRESET"];

/**
 * What a connection that broke in the middle of a body means, if it can be found out.
 *
 * A server may refuse a request before it has read the body, and hang up; the client is still writing then and never
 * sees the answer. That the bucket is missing can be asked in a request without a body.
 */
async function refusedEarly(s3: S3Client, bucket: string, error: unknown): Promise<unknown> {
  if (!BROKEN.includes(readFailure(error).systemCode ?? "")) return error;
  try {
    await s3.send(new HeadBucketCommand({ Bucket: bucket }));
    return error;
  } catch (reason) {
    const isMissing = failureCode(readFailure(reason), true) === "NO_SUCH_BUCKET";
    return isMissing ? answerFault("NoSuchBucket", "", error) : error;
  }
}

function withLeftParts(error: unknown, { uploadId, reason }: LeftParts): unknown {
  if (!(error instanceof S3Error)) return error;
  const words = reason instanceof Error ? reason.message : String(reason);
  const note =
    `The parts sent so far could not be removed (${words}) and cost storage until they are: abort the multipart ` +
    `upload ${uploadId}, which needs s3:AbortMultipartUpload, or let a lifecycle rule do it.`;
  const { code, message, bucket, key, path, operation, httpStatus, requestId, partNumber } = error;
  const details = { bucket, key, path, operation, httpStatus, requestId, partNumber, uploadId };
  return new S3Error(code, `${message} ${note}`, details, { cause: error });
}
