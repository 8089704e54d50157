import type { S3Client } from "@aws-sdk/client-s3";
import { isCloudApiError } from "@cloudapi/core";
import { delayMs, sleep } from "@cloudapi/core/internal";
import type { ObjectProperties } from "@cloudapi/s3";
import { putObject, s3UploadTarget } from "@cloudapi/s3/internal";
import { storageFailure } from "./storage-failure.ts";

/** How often S3 may say that another conditional write to the key is under way. */
const MOST_ATTEMPTS = 8;
const BACK_OFF = { initialDelayMs: 50, maxDelayMs: 1_000, factor: 2 };

/** The object to write. */
interface NewObject {
  readonly bucket: string;
  readonly key: string;
  readonly bytes: Uint8Array;
  readonly properties: ObjectProperties;
}

/** Write an object if there is none of its key; false when there is one that is not what was to be written. */
export async function putIfAbsent(
  s3: S3Client,
  { bucket, key, bytes, properties }: NewObject,
  { signal }: { readonly signal?: AbortSignal | undefined },
): Promise<boolean> {
  const object = { ...properties, bucket, key, ifNoneMatch: "*" } as const;
  const target = s3UploadTarget(s3, object, signal);
  for (let attempt = 0; ; attempt++) {
    try {
      await putObject(target, bytes);
      return true;
    } catch (error) {
      signal?.throwIfAborted();
      if (isCloudApiError(error, "PRECONDITION_FAILED")) return false;
      const isBusy = isCloudApiError(error, "CONFLICT") && attempt < MOST_ATTEMPTS - 1;
      if (!isBusy) throw storageFailure(error, `s3://${bucket}/${key}`);
      await sleep(delayMs(attempt, BACK_OFF), signal);
    }
  }
}
