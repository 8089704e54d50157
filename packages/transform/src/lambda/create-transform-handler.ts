import type { TransformHandlerOptions } from "./handler-options.ts";
import { readHandlerOptions } from "./read-handler-options.ts";
import { type TransformHandler, transformEvents } from "./transform-events.ts";

/**
 * Make a Lambda handler that transforms each object an S3 event announces: its valid rows to the table as partitioned Parquet, the
 * rejected ones to the quarantine, then the manifest.
 *
 * Events come from S3 directly, or inside SQS, SNS or EventBridge; they may come twice and in any order. The rows are those of the
 * object as it is now; with the mode `append` those of each version. Nothing is published until the object was read to its end: what
 * would not be done in the time that is left is refused before it is read, and what runs out of time leaves nothing. What
 * can't be done is thrown, so that Lambda tries again; of a queue's messages only those that failed come again
 * (`ReportBatchItemFailures` must be on). Logs hold no contents of rows.
 *
 * IAM: what `s3Source` (with versions) needs of the raw files and `s3Sink` of the table: `buildTransformPolicy` of `@cloudapi/iam`
 * writes that policy.
 *
 * @throws {TypeError} for options that can't be right, such as a table inside the watched prefix
 * @throws {RangeError} for a number that is out of range
 *
 * @example
 * ```ts
 * import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
 * import { apiLogs } from "@cloudapi/core";
 * import { createTransformHandler } from "@cloudapi/transform/lambda";
 *
 * const s3 = new S3Client({});
 * const destination = { bucket: "cloudapi-logs-processed", prefix: "tables/api_logs/" };
 * const handler = createTransformHandler({ dataset: apiLogs, s3, destination, logger: false });
 *
 * const object = { Bucket: "cloudapi-logs-raw", Key: "2025/01/15/late.csv" };
 * await s3.send(new PutObjectCommand({ ...object, Body: "timestamp,endpoint,status_code\n2025-01-15T10:30:45Z,/,200\n" }));
 * const event = { bucket: { name: object.Bucket }, object: { key: object.Key } };
 * const result = await handler({ source: "aws.s3", "detail-type": "Object Created", detail: event });
 * const [outcome] = "objects" in result ? result.objects : [];
 * console.log(outcome?.outcome === "transformed" && outcome.figures.rowsWritten); // => 1
 * ```
 */
export function createTransformHandler(options: TransformHandlerOptions): TransformHandler {
  return transformEvents(readHandlerOptions("createTransformHandler", options));
}
