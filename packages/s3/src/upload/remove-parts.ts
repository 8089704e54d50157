import { setTimeout as sleep } from "node:timers/promises";
import { AbortMultipartUploadCommand, ListPartsCommand } from "@aws-sdk/client-s3";
import { S3Error } from "../errors/s3-error.ts";
import type { UploadJob } from "./upload-job.ts";

const CLEANUP_TIMEOUT_MS = 30_000;
const ROUNDS = 3;

/**
 * Remove the parts of an upload that failed, whatever the caller's signal says, and give back the error to throw:
 * the same one, with a note when parts had to be left.
 */
export async function removeParts(
  job: UploadJob,
  uploadId: string,
  error: unknown,
): Promise<unknown> {
  try {
    await abortUntilGone(job, uploadId, AbortSignal.timeout(CLEANUP_TIMEOUT_MS));
    return error;
  } catch (cleanupError) {
    if (!(error instanceof S3Error)) return error;
    return withLeftParts(job, error, uploadId, cleanupError);
  }
}

/** A part that was on its way when the upload was aborted may still land; then it is aborted again. */
async function abortUntilGone(
  job: UploadJob,
  uploadId: string,
  abortSignal: AbortSignal,
): Promise<void> {
  const target = { Bucket: job.target.bucket, Key: job.target.key, UploadId: uploadId };
  for (let round = 1; round <= ROUNDS; round++) {
    await job.s3.send(new AbortMultipartUploadCommand(target), { abortSignal }).catch(ignoreGone);
    const left = await job.s3
      .send(new ListPartsCommand({ ...target, MaxParts: 1 }), { abortSignal })
      .catch(() => undefined);
    if (left === undefined || (left.Parts ?? []).length === 0) return;
    await sleep(200 * round);
  }
  throw new Error(`parts are still listed after ${ROUNDS} aborts`);
}

function ignoreGone(error: unknown): void {
  if ((error as { name?: string }).name !== "NoSuchUpload") throw error;
}

function withLeftParts(
  job: UploadJob,
  error: S3Error,
  uploadId: string,
  cleanupError: unknown,
): S3Error {
  const reason = cleanupError instanceof Error ? cleanupError.message : String(cleanupError);
  const note =
    `The parts sent so far could not be removed (${reason}) and cost storage until they are: abort the multipart ` +
    `upload ${uploadId}, which needs s3:AbortMultipartUpload, or let a lifecycle rule do it.`;
  return new S3Error(
    error.code,
    `${error.message} ${note}`,
    {
      ...job.target,
      operation: error.operation,
      httpStatus: error.httpStatus,
      requestId: error.requestId,
      uploadId,
    },
    { cause: error },
  );
}
