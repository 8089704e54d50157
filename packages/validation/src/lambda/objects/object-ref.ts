/** One state of an object: a version, or content under an ETag where versions are not kept. */
export interface ObjectRef {
  readonly bucket: string;
  readonly key: string;
  readonly versionId?: string | undefined;
  readonly etag?: string | undefined;
}

/** `s3://bucket/key`, with what could break a line of a log escaped. */
export function objectUri({ bucket, key }: Pick<ObjectRef, "bucket" | "key">): string {
  return `s3://${escapeControls(`${bucket}/${key}`)}`;
}

/** Control characters written as `\u0001`, so that a hostile key cannot forge a line. */
export function escapeControls(text: string): string {
  return text.replace(
    /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
