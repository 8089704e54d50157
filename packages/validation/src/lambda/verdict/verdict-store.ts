import { GetObjectCommand, PutObjectCommand, type S3Client } from "@aws-sdk/client-s3";
import { isCloudApiError } from "@cloudapi/core";
import { contractHeaders } from "@cloudapi/core/internal";
import {
  isContested,
  isMissing,
  patiently,
  toObjectError,
  toPutProperties,
} from "@cloudapi/s3/internal";
import type { Verdict } from "./verdict.ts";

/** Where a verdict lies. */
export interface VerdictPlace {
  readonly bucket: string;
  readonly key: string;
  readonly kmsKeyArn: string | undefined;
}

/** A verdict as it was found, with the ETag that a conditional write names. */
export interface StoredVerdict {
  /** `undefined` when the object is not a verdict of this version; it is then overwritten. */
  readonly verdict: Verdict | undefined;
  readonly etag: string;
}

/** Read a verdict; `undefined` when there is none. */
export async function readVerdict(
  s3: S3Client,
  place: VerdictPlace,
  signal: AbortSignal,
): Promise<StoredVerdict | undefined> {
  const { bucket, key } = place;
  try {
    const found = await patiently(signal, (options) =>
      s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }), options),
    );
    return {
      verdict: parseVerdict((await found.Body?.transformToString()) ?? ""),
      etag: found.ETag ?? "",
    };
  } catch (error) {
    signal.throwIfAborted();
    if (isMissing(error)) return undefined;
    throw toObjectError(error, { operation: "GetObject", bucket, key });
  }
}

/**
 * Read a verdict that may not be there. S3 says "denied" of a missing object where the role's right to list does not
 * cover it; then the conditional write decides, and is refused where there is one.
 */
export async function lookForVerdict(
  s3: S3Client,
  place: VerdictPlace,
  signal: AbortSignal,
): Promise<StoredVerdict | undefined> {
  try {
    return await readVerdict(s3, place, signal);
  } catch (error) {
    if (isCloudApiError(error, "ACCESS_DENIED")) return undefined;
    throw error;
  }
}

/**
 * Write a verdict if nobody else wrote since it was read: over the one with the ETag, or where there was none.
 * Resolves to the new ETag, or to `undefined` when somebody did.
 */
export async function writeVerdict(
  s3: S3Client,
  place: VerdictPlace,
  verdict: Verdict,
  { over, signal }: { over: string | undefined; signal: AbortSignal },
): Promise<string | undefined> {
  const { bucket, key, kmsKeyArn } = place;
  const { dataset, contractHash } = verdict;
  const command = new PutObjectCommand({
    Bucket: bucket,
    Key: key,
    Body: `${JSON.stringify(verdict)}\n`,
    ...toPutProperties({
      contentType: "application/json",
      metadata: contractHeaders({ name: dataset, contractHash }),
      encryption: kmsKeyArn === undefined ? undefined : { kmsKeyId: kmsKeyArn },
    }),
    ...(over === undefined ? { IfNoneMatch: "*" } : { IfMatch: over }),
  });
  try {
    const stored = await patiently(signal, (options) => s3.send(command, options));
    return stored.ETag ?? "";
  } catch (error) {
    signal.throwIfAborted();
    if (isContested(error)) return undefined;
    // Deleted between reading and writing over it: the next try finds none.
    if (over !== undefined && isMissing(error)) return undefined;
    throw toObjectError(error, { operation: "PutObject", bucket, key });
  }
}

function parseVerdict(text: string): Verdict | undefined {
  try {
    const parsed = JSON.parse(text) as Verdict | null;
    return parsed?.version === 1 && typeof parsed.object === "object" ? parsed : undefined;
  } catch {
    return undefined;
  }
}
