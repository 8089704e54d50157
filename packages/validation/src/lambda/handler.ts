import { S3Client } from "@aws-sdk/client-s3";
import { SNSClient } from "@aws-sdk/client-sns";
import { apiLogs, loadConfig } from "@cloudapi/core";
import { createValidationHandler, type HandlerContext, type HandlerResult, type ValidationHandler } from "./create-validation-handler.ts";

let configured: ValidationHandler | undefined;

/**
 * The validator of API logs, configured from the environment at its first event: quarantine in
 * `CLOUDAPI_PROCESSED_BUCKET` under `CLOUDAPI_QUARANTINE_PREFIX`, alerts to `CLOUDAPI_ALERT_TOPIC_ARN` if it is set.
 *
 * For another dataset make a handler of your own with `createValidationHandler`.
 *
 * @throws {ConfigError} `INVALID_CONFIG`, naming every variable at fault
 *
 * @example
 * ```ts
 * import { handler } from "@cloudapi/validation/lambda";
 *
 * const result = await handler({ Service: "Amazon S3", Event: "s3:TestEvent", Bucket: "cloudapi-logs-raw" });
 * console.log(result); // => { objects: [] }
 * ```
 */
export async function handler(event: unknown, context?: HandlerContext): Promise<HandlerResult> {
  configured ??= fromEnvironment();
  return configured(event, context);
}

function fromEnvironment(): ValidationHandler {
  const { processedBucket, quarantinePrefix, alertTopicArn } = loadConfig(process.env);
  const alerts = alertTopicArn === undefined ? {} : { sns: new SNSClient({}), topicArn: alertTopicArn };
  return createValidationHandler({
    dataset: apiLogs,
    s3: new S3Client({}),
    quarantine: { bucket: processedBucket, prefix: quarantinePrefix },
    ...alerts,
  });
}
