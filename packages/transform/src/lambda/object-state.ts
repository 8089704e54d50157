import type { S3Client } from "@aws-sdk/client-s3";
import { type ObjectEvent, type OpenState, openState } from "@cloudapi/s3/internal";

/** The state of an object that is read. */
export type ObjectState = Omit<OpenState, "body">;

/**
 * What is under an event's key now, or, where each version's rows are kept, the version that the event names.
 *
 * @throws {ObjectError} when it can't be found out
 */
export async function stateOf(
  s3: S3Client,
  { bucket, key, versionId }: Pick<ObjectEvent, "bucket" | "key" | "versionId">,
  signal: AbortSignal,
): Promise<ObjectState | "gone"> {
  const object = { bucket, key, ...(versionId === undefined ? {} : { versionId }) };
  // Read, and not asked for by HEAD, whose answer doesn't tell a bucket that isn't there from an object.
  const opened = await openState(s3, object, signal);
  // Without an ETag to compare nothing is superseded.
  if (typeof opened === "string") return "gone";
  opened.body.destroy();
  const { body: _, ...state } = opened;
  return state;
}

/** Whether an event tells of this state, as far as it says. */
export function isStateOf(event: ObjectEvent, { versionId, etag }: ObjectState): boolean {
  if (event.versionId !== undefined) return event.versionId === versionId;
  return event.etag === undefined || event.etag === etag;
}
