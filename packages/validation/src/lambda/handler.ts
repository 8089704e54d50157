import { Logger } from "@aws-lambda-powertools/logger";
import { S3Client } from "@aws-sdk/client-s3";
import { SNSClient } from "@aws-sdk/client-sns";
import { apiLogs } from "@cloudapi/core";
import {
  createValidationHandler,
  type HandlerResult,
  type ValidationHandler,
} from "./create-validation-handler.ts";
import { readHandlerEnvironment } from "./handler-environment.ts";
import type { HandlerLogger } from "./handler-options.ts";
import type { HandlerContext } from "./run/deadline.ts";

let configured: ValidationHandler | undefined;

/**
 * The ready-made Lambda handler: validates API logs, configured by environment variables, which are read when it
 * is first invoked. See `createValidationHandler` for what it does and for another dataset.
 *
 * `CLOUDAPI_RAW_BUCKET`, `CLOUDAPI_RAW_PREFIX` (watched, if set), `CLOUDAPI_PROCESSED_BUCKET` (quarantine; the
 * object's own bucket if not set), `CLOUDAPI_QUARANTINE_PREFIX` (`quarantine/`), `CLOUDAPI_ALERT_TOPIC_ARN`,
 * `CLOUDAPI_KMS_KEY_ARN`, `CLOUDAPI_LOG_LEVEL`, `CLOUDAPI_LAMBDA_MAX_REJECTED_RATIO` (0),
 * `CLOUDAPI_LAMBDA_MAX_RECORD_BYTES`, `CLOUDAPI_LAMBDA_ALERT_ROW_CONTENTS` (`false`).
 *
 * @throws {ConfigError} `INVALID_CONFIG` with every variable at fault
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
  configured ??= configure();
  return configured(event, context);
}

function configure(): ValidationHandler {
  const { logLevel, topicArn, ...options } = readHandlerEnvironment(process.env);
  // An endpoint of one's own has no name for each bucket.
  const forcePathStyle =
    (process.env["AWS_ENDPOINT_URL_S3"] ?? process.env["AWS_ENDPOINT_URL"]) !== undefined;
  return createValidationHandler({
    ...options,
    dataset: apiLogs,
    s3: new S3Client({ forcePathStyle }),
    ...(topicArn === undefined ? {} : { sns: new SNSClient({}), topicArn }),
    logger: new Logger({ serviceName: "cloudapi-validation", logLevel }) as HandlerLogger,
  });
}
