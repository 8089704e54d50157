import { escapeControls } from "@cloudapi/core/internal";

/** One state of an object: a version, or content under an ETag where versions are not kept. */
export interface ObjectRef {
  readonly bucket: string;
  readonly key: string;
  readonly versionId?: string | undefined;
  readonly etag?: string | undefined;
}

/** The URL `s3://bucket/key`, with what could break a line of a log escaped. */
export function objectUri({ bucket, key }: Pick<ObjectRef, "bucket" | "key">): string {
  return `s3://${escapeControls(`${bucket}/${key}`)}`;
}

/** The state of an object that an event tells of. */
export function refOf({ bucket, key, versionId, etag }: ObjectRef): ObjectRef {
  return { bucket, key, versionId, etag };
}
