import { HeadObjectCommand } from "@aws-sdk/client-s3";
import { isCloudApiError } from "@cloudapi/core";
import { fullObjectChecksum, type ObjectChecksum } from "../checksum/object-checksum.ts";
import { attemptsOf } from "../errors/to-s3-error.ts";
import { placeOf, requireEtag, type StoredObject, type UploadJob } from "./upload-job.ts";

/**
 * The object, if a write that failed had in fact worked.
 *
 * When an answer is lost the SDK sends the request again, and the server refuses the second one: the condition no
 * longer holds, or the upload is gone. It was our own write then, if the key holds exactly our bytes.
 */
export async function findOwnWrite(
  job: UploadJob,
  error: unknown,
  checksum: ObjectChecksum,
): Promise<StoredObject | undefined> {
  if (!mayHaveWorked(error)) return undefined;
  const { bucket, key } = job.target;
  const command = new HeadObjectCommand({ Bucket: bucket, Key: key, ChecksumMode: "ENABLED" });
  const head = await job.s3.send(command).catch(() => undefined);
  if (head === undefined || head.ContentLength !== job.file.sizeBytes) return undefined;
  const found = fullObjectChecksum(head);
  if (found?.algorithm !== checksum.algorithm || found.value !== checksum.value) return undefined;
  return {
    etag: requireEtag(head.ETag, placeOf(job, "HeadObject")),
    checksum,
    versionId: head.VersionId,
  };
}

function mayHaveWorked(error: unknown): boolean {
  if (isCloudApiError(error, "NO_SUCH_UPLOAD")) return true;
  return isCloudApiError(error, "PRECONDITION_FAILED") && attemptsOf(error) > 1;
}
