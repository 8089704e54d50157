import type { S3Client } from "@aws-sdk/client-s3";
import type { Operation } from "../../errors/operations.ts";
import { quoteEtag, type WriteConditions } from "../../internal/conditions.ts";
import type { PutProperties } from "../object-properties.ts";

/** Where an upload goes, how it is stored, and what its failures are made into. */
export interface UploadTarget {
  readonly s3: S3Client;
  readonly bucket: string;
  readonly key: string;
  readonly properties: PutProperties;
  readonly conditions: WriteConditions;
  /** Aborts the upload; what it then throws is the signal's reason. */
  readonly signal: AbortSignal | undefined;
  /** The error to throw for what a request threw. */
  readonly toError: (error: unknown, step: UploadStep) => unknown;
  /** The error to throw when, after it, the parts that were sent could not be removed; default the same one. */
  readonly withLeftParts?: (error: unknown, left: LeftParts) => unknown;
}

/** Parts that stay on the server, and why. */
export interface LeftParts {
  readonly uploadId: string;
  readonly reason: unknown;
}

/** The request of an upload that failed. */
export interface UploadStep {
  readonly operation: Operation;
  readonly uploadId?: string | undefined;
  readonly partNumber?: number | undefined;
}

/** The object, as every request names it. */
export function objectOf({ bucket, key }: UploadTarget): { Bucket: string; Key: string } {
  return { Bucket: bucket, Key: key };
}

/** The conditions, as the request that makes the object appear has them. */
export function conditionsOf({ conditions: { ifNoneMatch, ifMatch } }: UploadTarget) {
  return { IfNoneMatch: ifNoneMatch, IfMatch: quoteEtag(ifMatch) };
}

/** The error to throw: the signal's reason after an abort, else what the target makes of it. */
export async function failureOf(
  target: UploadTarget,
  error: unknown,
  step: UploadStep,
): Promise<unknown> {
  return target.signal?.aborted ? target.signal.reason : target.toError(error, step);
}
