import { escapeControls } from "@cloudapi/core/internal";
import type { Operation } from "./operations.ts";

/** Where a request goes; every error message and {@link S3Error} is built from it. */
export interface Place {
  readonly operation: Operation;
  readonly bucket: string;
  readonly key?: string | undefined;
  readonly versionId?: string | undefined;
  readonly path?: string | undefined;
  readonly uploadId?: string | undefined;
  readonly partNumber?: number | undefined;
  /** Where the server says the bucket is. */
  readonly region?: string | undefined;
}

/** `s3://bucket/key`, with what could break a log line escaped. */
export function describePlace(place: { bucket: string; key?: string | undefined }): string {
  const name = place.key === undefined ? place.bucket : `${place.bucket}/${place.key}`;
  return `s3://${escapeControls(name)}`;
}
