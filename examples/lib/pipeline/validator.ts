import { setTimeout as sleep } from "node:timers/promises";
import { GetObjectCommand, type S3Client } from "@aws-sdk/client-s3";
import { apiLogs, isCloudApiError } from "@cloudapi/core";
import { ensureBucket, headObject, type UploadedObject } from "@cloudapi/s3";
import { createValidationHandler, type Verdict, verdictKey } from "@cloudapi/validation/lambda";
import type { Environment } from "./environment.ts";

/** Let the validator run on every upload: here in process; on AWS it is deployed as docs/lambda.md says. */
export async function startValidator(
  { cloud, s3, validatorS3, config }: Environment,
  format: "auto" | "json" | "csv" = "auto",
): Promise<void> {
  await ensureBucket(s3, { bucket: config.processedBucket });
  if (cloud === undefined) return;
  const quarantine = { bucket: config.processedBucket, prefix: config.quarantinePrefix };
  const handler = createValidationHandler({
    dataset: apiLogs,
    s3: validatorS3,
    quarantine,
    format,
    logger: false,
  });
  cloud.onObjectCreated({ bucket: config.rawBucket, prefix: config.rawPrefix }, handler);
}

/** The validator's verdict on an uploaded object, as soon as it is there. */
export async function waitForVerdict(
  { s3, config }: Pick<Environment, "s3" | "config">,
  object: UploadedObject,
  { timeoutMs = 600_000, onWait }: { timeoutMs?: number; onWait?: (waitedMs: number) => void } = {},
): Promise<Verdict> {
  const { bucket, key, versionId } = object;
  const etag = object.etag.replaceAll('"', "");
  const place = verdictKey(config.quarantinePrefix, { bucket, key, versionId, etag });
  const startedMs = performance.now();
  for (let waitedMs = 0; waitedMs < timeoutMs; waitedMs = performance.now() - startedMs) {
    const text = await readText(s3, config.processedBucket, place);
    if (text !== undefined) return JSON.parse(text) as Verdict;
    onWait?.(waitedMs);
    await sleep(50);
  }
  throw new Error(
    `No verdict on s3://${bucket}/${key} after ${timeoutMs / 1000} s at s3://${config.processedBucket}/${place}. Is the validator deployed? See docs/lambda.md.`,
  );
}

async function readText(s3: S3Client, bucket: string, key: string): Promise<string | undefined> {
  try {
    await headObject(s3, { bucket, key });
  } catch (error) {
    if (isCloudApiError(error, "NO_SUCH_KEY")) return undefined;
    throw error;
  }
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
  return Body?.transformToString();
}
