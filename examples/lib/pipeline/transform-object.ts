import { apiLogs } from "@cloudapi/core";
import { ensureBucket } from "@cloudapi/s3";
import { type TransformOptions, type TransformReport, transform } from "@cloudapi/transform";
import { s3Sink, s3Source } from "@cloudapi/transform/s3";
import type { Environment } from "./environment.ts";

/** Turn a raw object into partitioned Parquet in the processed bucket, with the rejected rows in quarantine. */
export async function transformObject(
  { s3, config }: Pick<Environment, "s3" | "config">,
  object: { readonly bucket: string; readonly key: string },
  options: Pick<TransformOptions, "format" | "onProgress"> = {},
): Promise<TransformReport> {
  const bucket = config.processedBucket;
  await ensureBucket(s3, { bucket });
  const source = s3Source(s3, { bucket: object.bucket, key: object.key });
  // The embedded cloud has no keys of KMS.
  const kmsKeyId = config.target === "aws" ? config.kmsKeyArn : undefined;
  const encryption = kmsKeyId === undefined ? undefined : { kmsKeyId };
  const prefix = `${config.processedPrefix}${apiLogs.name}/`;
  const sink = s3Sink(s3, { bucket, prefix, encryption });
  const quarantine = s3Sink(s3, { bucket, prefix: config.quarantinePrefix, encryption });
  return transform(apiLogs, source, sink, { ...options, quarantine });
}
