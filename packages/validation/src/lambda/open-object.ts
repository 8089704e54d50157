import { GetObjectCommand, HeadObjectCommand, type S3Client } from "@aws-sdk/client-s3";
import type { ObjectEvent } from "./object-event.ts";
import { answerOf, explain, isMissingObject } from "./s3-answers.ts";
import type { ValidatedObject } from "./verdict.ts";

/** Why an object of an event is not there to be read any more. */
export type Absence = "gone" | "superseded";

/** Which state of the object the event is about; asks S3 only when the event names neither version nor ETag. */
export async function pinObject(s3: S3Client, event: ObjectEvent, signal: AbortSignal): Promise<ValidatedObject | Absence> {
  const { bucket, key, versionId, etag } = event;
  if (versionId !== undefined || etag !== undefined) return { bucket, key, versionId, etag };
  try {
    const head = await s3.send(new HeadObjectCommand({ Bucket: bucket, Key: key }), { abortSignal: signal });
    return { bucket, key, versionId: head.VersionId, etag: head.ETag?.replaceAll('"', "") };
  } catch (error) {
    if (isMissingObject(error)) return "gone";
    throw explain("read", event, "s3:GetObject on it", error);
  }
}

/** The object's bytes, in exactly the state that was pinned. */
export async function openObject(s3: S3Client, object: ValidatedObject, signal: AbortSignal): Promise<AsyncIterable<Uint8Array> | Absence> {
  const { bucket, key, versionId, etag } = object;
  const pin = versionId !== undefined ? { VersionId: versionId } : { IfMatch: `"${etag}"` };
  try {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key, ...pin }), { abortSignal: signal });
    return Body as unknown as AsyncIterable<Uint8Array>;
  } catch (error) {
    if (isMissingObject(error) || answerOf(error).name === "MethodNotAllowed") return "gone";
    if (answerOf(error).status === 412) return "superseded";
    throw explain("read", object, versionId === undefined ? "s3:GetObject on it" : "s3:GetObjectVersion on it", error);
  }
}
