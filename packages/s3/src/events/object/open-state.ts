import type { Readable } from "node:stream";
import { GetObjectCommand, type S3Client } from "@aws-sdk/client-s3";
import { CONTRACT_METADATA } from "@cloudapi/core";
import { patiently } from "../../request/patiently.ts";
import { isStateListed } from "./is-state-listed.ts";
import { isMissing } from "./missing.ts";
import type { ObjectRef } from "./object-ref.ts";
import { toObjectError } from "./to-object-error.ts";

/** An object's content and what S3 says of it. */
export interface OpenState {
  readonly body: Readable;
  readonly sizeBytes: number | undefined;
  readonly versionId: string | undefined;
  readonly etag: string | undefined;
  /** Whether CloudAPI wrote it: a verdict, rejected rows, a table's file, whichever handler or prefix it is of. */
  readonly isOwnOutput: boolean;
}

/**
 * Open exactly the state of an object that an event tells of: its version, or the content of its ETag.
 * What was deleted meanwhile is `gone`, what was overwritten is `superseded`.
 */
export async function openState(
  s3: S3Client,
  object: ObjectRef,
  signal: AbortSignal,
): Promise<OpenState | "gone" | "superseded"> {
  const { bucket, key, versionId, etag } = object;
  const pin =
    versionId !== undefined
      ? { VersionId: versionId }
      : etag !== undefined
        ? { IfMatch: `"${etag}"` }
        : {};
  try {
    const found = await patiently(signal, (options) =>
      s3.send(new GetObjectCommand({ Bucket: bucket, Key: key, ...pin }), options),
    );
    return {
      body: found.Body as Readable,
      sizeBytes: found.ContentLength,
      versionId: versionId ?? realVersion(found.VersionId),
      etag: found.ETag?.replaceAll('"', "") ?? etag,
      isOwnOutput: found.Metadata?.[CONTRACT_METADATA.hashHeader] !== undefined,
    };
  } catch (error) {
    signal.throwIfAborted();
    if (isMissing(error)) return "gone";
    const failure = toObjectError(error, { operation: "GetObject", bucket, key, versionId });
    if (failure.code === "PRECONDITION_FAILED") return "superseded";
    const isGone = failure.code === "ACCESS_DENIED" && !(await isStateListed(s3, object, signal));
    if (isGone) return "gone";
    throw failure;
  }
}

function realVersion(versionId: string | undefined): string | undefined {
  return versionId === "null" ? undefined : versionId;
}
