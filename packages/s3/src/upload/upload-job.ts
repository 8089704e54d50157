import type { S3Client } from "@aws-sdk/client-s3";
import { crcToBase64 } from "../checksum/crc.ts";
import { fullObjectChecksum, type ObjectChecksum } from "../checksum/object-checksum.ts";
import { explainS3Failure } from "../errors/explain-s3-failure.ts";
import type { FilePlace } from "../errors/file-error.ts";
import type { Operation } from "../errors/operations.ts";
import type { Place } from "../errors/place.ts";
import { S3Error } from "../errors/s3-error.ts";
import type { WriteConditions } from "../internal/conditions.ts";
import type { ProgressCounter } from "../internal/progress.ts";
import type { toPutProperties } from "./object-properties.ts";
import type { SourceFile } from "./source-file.ts";

/** Everything an upload needs once its arguments are checked. */
export interface UploadJob {
  readonly s3: S3Client;
  readonly file: SourceFile;
  readonly target: FilePlace;
  readonly properties: ReturnType<typeof toPutProperties>;
  readonly conditions: WriteConditions;
  readonly progress: ProgressCounter;
  readonly concurrency: number;
  readonly signal: AbortSignal | undefined;
}

/** What the server made of it. */
export interface StoredObject {
  readonly etag: string;
  readonly checksum: ObjectChecksum;
  readonly versionId: string | undefined;
}

export function crc32Checksum(value: bigint): ObjectChecksum {
  return { algorithm: "CRC32", value: crcToBase64("CRC32", value) };
}

/** What an answer to a write says, held against what was sent. */
export function storedObject(
  output: { ETag?: string | undefined; VersionId?: string | undefined } & Parameters<
    typeof fullObjectChecksum
  >[0],
  checksum: ObjectChecksum,
  place: Place,
): StoredObject {
  const stored = fullObjectChecksum(output);
  if (
    stored !== undefined &&
    stored.algorithm === checksum.algorithm &&
    stored.value !== checksum.value
  ) {
    const words = `it stored ${stored.algorithm} ${stored.value}, the file has ${checksum.value}.`;
    throw new S3Error(
      "CHECKSUM_MISMATCH",
      explainS3Failure("CHECKSUM_MISMATCH", place, words),
      place,
    );
  }
  return { etag: requireEtag(output.ETag, place), checksum, versionId: output.VersionId };
}

export function requireEtag(etag: string | undefined, place: Place): string {
  if (etag !== undefined) return etag;
  throw new S3Error(
    "INVALID_RESPONSE",
    explainS3Failure("INVALID_RESPONSE", place, "(an answer without an ETag)"),
    place,
  );
}

export function placeOf(job: UploadJob, operation: Operation): Place {
  return { operation, ...job.target };
}
