import { HeadObjectCommand } from "@aws-sdk/client-s3";
import type { StoredObject } from "./engine/stored-object.ts";
import type { UploadTarget } from "./engine/upload-target.ts";

/** The object as it was stored. */
export interface UploadedObject extends StoredObject {
  readonly bucket: string;
  readonly key: string;
  readonly contentType: string;
  /**
   * The storage class the object has, where one was asked for: servers without that class store another without a word.
   * `undefined` when none was asked for, or the caller may not read the object (`s3:GetObject`).
   */
  readonly storageClass: string | undefined;
}

/** What was stored, with what only a look at the object tells: answers to writes don't name the storage class. */
export async function uploadedObject(
  { s3, bucket, key, properties }: UploadTarget,
  stored: StoredObject,
): Promise<UploadedObject> {
  const { ContentType: contentType = "application/octet-stream", StorageClass } = properties;
  const facts = { ...stored, bucket, key, contentType };
  if (StorageClass === undefined) return { ...facts, storageClass: undefined };
  const target = { Bucket: bucket, Key: key, VersionId: stored.versionId };
  const head = await s3.send(new HeadObjectCommand(target)).catch(() => undefined);
  if (head?.ETag !== stored.etag) return { ...facts, storageClass: undefined };
  return { ...facts, storageClass: head.StorageClass ?? "STANDARD" };
}
