import { AbortMultipartUploadCommand, ListPartsCommand, type S3Client } from "@aws-sdk/client-s3";
import { readFailure, sleep } from "@cloudapi/core/internal";
import type { UploadTarget } from "./upload-target.ts";

const CLEANUP_TIMEOUT_MS = 30_000;
const ROUNDS = 3;

/** Which multipart upload. */
interface UploadName {
  readonly bucket: string;
  readonly key: string;
  readonly uploadId: string;
}

/** Remove the parts of an upload that failed, whatever the caller's signal says; gives what prevented it, if anything. */
export async function removeParts(
  { s3, bucket, key }: UploadTarget,
  uploadId: string,
): Promise<unknown> {
  const timeout = AbortSignal.timeout(CLEANUP_TIMEOUT_MS);
  return abortUntilGone(s3, { bucket, key, uploadId }, timeout).catch((error: unknown) => error);
}

/** Abort an upload. A part that was on its way at that moment may still land; then it is aborted again. */
export async function abortUntilGone(
  s3: S3Client,
  { bucket, key, uploadId }: UploadName,
  abortSignal: AbortSignal,
): Promise<void> {
  const target = { Bucket: bucket, Key: key, UploadId: uploadId };
  for (let round = 1; round <= ROUNDS; round++) {
    await s3.send(new AbortMultipartUploadCommand(target), { abortSignal }).catch(ignoreGone);
    const left = await s3
      .send(new ListPartsCommand({ ...target, MaxParts: 1 }), { abortSignal })
      .catch(() => undefined);
    if (left === undefined || (left.Parts ?? []).length === 0) return;
    await sleep(200 * round);
  }
  throw new Error(`parts are still listed after ${ROUNDS} aborts`);
}

function ignoreGone(error: unknown): void {
  if (readFailure(error).name !== "NoSuchUpload") throw error;
}
