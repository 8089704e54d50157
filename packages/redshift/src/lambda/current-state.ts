import type { S3Client } from "@aws-sdk/client-s3";
import { isCloudApiError } from "@cloudapi/core";
import { headObject } from "@cloudapi/s3";
import type { ObjectEvent, ObjectRef } from "@cloudapi/s3/internal";

/** What is under an event's key now, if that is what the event tells of. COPY reads what is there, and no version before. */
export async function currentState(
  s3: S3Client,
  event: ObjectEvent,
  signal: AbortSignal,
): Promise<ObjectRef | "gone" | "superseded"> {
  const { bucket, key } = event;
  const facts = await headObject(s3, { bucket, key }, { signal }).catch((error: unknown) => {
    if (isCloudApiError(error) && error.code === "NO_SUCH_KEY") return undefined;
    throw error;
  });
  if (facts === undefined) return "gone";
  const etag = facts.etag.replaceAll('"', "");
  const { versionId = "null" } = facts;
  const isSame =
    event.versionId === undefined
      ? event.etag === undefined || event.etag === etag
      : event.versionId === versionId;
  if (!isSame) return "superseded";
  return { bucket, key, etag, versionId: versionId === "null" ? undefined : versionId };
}
