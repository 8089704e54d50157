import { GetObjectCommand, PutObjectCommand, type S3Client } from "@aws-sdk/client-s3";
import { CONTRACT_METADATA } from "@cloudapi/core";
import { answerOf, explain, isMissingObject } from "./s3-answers.ts";
import type { Verdict } from "./verdict.ts";

/** Where a verdict lies. */
export interface VerdictPlace {
  readonly bucket: string;
  readonly key: string;
}

/** A verdict that is stored, and the ETag it is stored under. */
export interface StoredVerdict {
  readonly verdict: Verdict;
  readonly etag: string | undefined;
}

/** The verdict that is there, or `undefined`. */
export async function readVerdict(s3: S3Client, place: VerdictPlace, signal: AbortSignal): Promise<StoredVerdict | undefined> {
  try {
    const { Body, ETag } = await s3.send(new GetObjectCommand({ Bucket: place.bucket, Key: place.key }), { abortSignal: signal });
    const text = (await Body?.transformToString()) ?? "";
    return { verdict: JSON.parse(text) as Verdict, etag: ETag };
  } catch (error) {
    if (isMissingObject(error) || error instanceof SyntaxError) return undefined;
    throw explain("read", place, "s3:GetObject on it", error);
  }
}

/**
 * Store a verdict if the place is still as it was found: empty, or with the verdict of that ETag.
 * False when another invocation was first.
 */
export async function writeVerdict(s3: S3Client, place: VerdictPlace, verdict: Verdict, found: StoredVerdict | undefined, signal: AbortSignal): Promise<boolean> {
  const condition = found?.etag === undefined ? { IfNoneMatch: "*" } : { IfMatch: found.etag };
  try {
    await s3.send(
      new PutObjectCommand({
        Bucket: place.bucket, Key: place.key, ...condition,
        Body: `${JSON.stringify(verdict, null, 2)}\n`,
        ContentType: "application/json",
        Metadata: { [CONTRACT_METADATA.datasetHeader]: verdict.dataset, [CONTRACT_METADATA.hashHeader]: verdict.contractHash },
      }),
      { abortSignal: signal },
    );
    return true;
  } catch (error) {
    const { status } = answerOf(error);
    if (status === 412 || status === 409) return false;
    throw explain("write", place, "s3:PutObject on it", error);
  }
}
