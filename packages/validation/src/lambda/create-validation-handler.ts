import type { ValidationHandlerOptions } from "./handler-options.ts";
import { readHandlerOptions } from "./read-handler-options.ts";
import { type ValidationHandler, validateEvents } from "./validate-events.ts";

/**
 * Make a Lambda handler that validates each object an S3 event announces, writes a verdict and the rejected rows
 * to the quarantine, and sends one alert for each object that fails.
 *
 * Events come from S3 directly, or inside SQS, SNS or EventBridge. The object is read in exactly the state the
 * event tells of; events may come twice and in any order. Order of effects: rejected rows, verdict, alert. What can't be
 * done is thrown, so that Lambda tries again; of a queue's messages only those that failed come again
 * (`ReportBatchItemFailures` must be on). Logs hold no contents of rows.
 *
 * The role needs `s3:GetObject`, `s3:GetObjectVersion` on the raw objects, `s3:ListBucket`, `s3:ListBucketVersions` for
 * their prefix, `s3:GetObject`, `s3:PutObject`, `s3:AbortMultipartUpload`, `s3:ListMultipartUploadParts` in the quarantine,
 * `sns:Publish`, and with KMS keys `kms:Decrypt` and `kms:GenerateDataKey`: `buildLambdaPolicy` of `@cloudapi/iam` writes that policy.
 *
 * @throws {TypeError} for options that can't be right, such as a quarantine inside the watched prefix
 *
 * @example
 * ```ts
 * import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
 * import { apiLogs } from "@cloudapi/core";
 * import { createValidationHandler } from "@cloudapi/validation/lambda";
 *
 * const s3 = new S3Client({});
 * const handler = createValidationHandler({
 *   dataset: apiLogs,
 *   s3,
 *   quarantine: { bucket: "cloudapi-logs-processed", prefix: "quarantine/" },
 *   logger: false,
 * });
 *
 * const object = { Bucket: "cloudapi-logs-raw", Key: "2025/01/15/late.csv" };
 * const { ETag } = await s3.send(new PutObjectCommand({ ...object, Body: "timestamp,endpoint,status_code\nyesterday,/,200\n" }));
 * const event = { bucket: { name: object.Bucket }, object: { key: object.Key, etag: ETag } };
 * const result = await handler({ source: "aws.s3", "detail-type": "Object Created", detail: event });
 * const [outcome] = "objects" in result ? result.objects : [];
 * console.log(outcome?.outcome === "validated" && outcome.verdict.rowsRejected); // => 1
 * ```
 */
export function createValidationHandler(options: ValidationHandlerOptions): ValidationHandler {
  return validateEvents(readHandlerOptions(options));
}
