import type { Operation } from "./operations.ts";

/** Where a request goes; every error message and {@link S3Error} is built from it. */
export interface Place {
  readonly operation: Operation;
  readonly bucket: string;
  readonly key?: string | undefined;
  readonly versionId?: string | undefined;
  readonly path?: string | undefined;
}

/** `s3://bucket/key`, with what could break a log line escaped. */
export function describePlace(place: { bucket: string; key?: string | undefined }): string {
  const name = place.key === undefined ? place.bucket : `${place.bucket}/${place.key}`;
  return `s3://${escapeControls(name)}`;
}

/** Control characters written as `\u0001`, so that a hostile key cannot forge a line of a log. */
export function escapeControls(text: string): string {
  return text.replace(
    /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
