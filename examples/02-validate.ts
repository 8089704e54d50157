import { setTimeout as sleep } from "node:timers/promises";
import { GetObjectCommand, type S3Client } from "@aws-sdk/client-s3";
import { apiLogs, isCloudApiError } from "@cloudapi/core";
import { ensureBucket, headObject, type UploadedFile } from "@cloudapi/s3";
import { createValidationHandler, type Verdict, verdictKey } from "@cloudapi/validation/lambda";
import { upload } from "./01-upload.ts";
import { type Environment, runExample } from "./lib/environment.ts";
import { sampleFile } from "./lib/sample-file.ts";

/** Let the validator run on every upload: here in process; on AWS it is deployed as docs/lambda.md says. */
export async function startValidator(
  { cloud, s3, config }: Environment,
  format: "auto" | "json" | "csv" = "auto",
): Promise<void> {
  await ensureBucket(s3, { bucket: config.processedBucket });
  if (cloud === undefined) return;
  const quarantine = { bucket: config.processedBucket, prefix: config.quarantinePrefix };
  const silent = { info() {}, warn() {}, error() {} };
  const options = { dataset: apiLogs, s3, quarantine, format, logger: silent };
  const handler = createValidationHandler(options);
  cloud.onObjectCreated({ bucket: config.rawBucket, prefix: config.rawPrefix }, handler);
}

/** The validator's verdict on an uploaded object, as soon as it is there. */
export async function waitForVerdict(
  { s3, config }: Environment,
  object: UploadedFile,
  timeoutMs = 60_000,
): Promise<Verdict> {
  const { bucket, key, versionId, etag } = object;
  const verdict = verdictKey(config.quarantinePrefix, {
    bucket,
    key,
    versionId,
    etag: etag.replaceAll('"', ""),
  });
  for (const deadline = Date.now() + timeoutMs; Date.now() < deadline; await sleep(50)) {
    const text = await readText(s3, config.processedBucket, verdict);
    if (text !== undefined) return JSON.parse(text) as Verdict;
  }
  throw new Error(
    `No verdict on s3://${bucket}/${key} after ${timeoutMs / 1000} s at s3://${config.processedBucket}/${verdict}. Is the validator deployed? See docs/lambda.md.`,
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

if (import.meta.main) {
  await runExample(async (environment) => {
    await startValidator(environment);
    const sample = await sampleFile();
    const object = await upload(environment, sample.path);
    await sample.remove();
    const verdict = await waitForVerdict(environment, object);
    console.log(
      `${verdict.rowsIn} rows in = ${verdict.rowsValid} valid + ${verdict.rowsRejected} rejected`,
      verdict.rejectedByCode,
    );
    console.log(
      `Rejected rows: s3://${environment.config.processedBucket}/${verdict.quarantineKey}`,
    );
  });
}
