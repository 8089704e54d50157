import { S3Client } from "@aws-sdk/client-s3";
import { SNSClient } from "@aws-sdk/client-sns";
import type { Dataset } from "@cloudapi/core";
import { checkDataset, checkOptionNames } from "@cloudapi/core/internal";
import { readHandlerEnvironment } from "./handler-environment.ts";
import type { ValidationHandlerOptions } from "./handler-options.ts";
import { handlerSettings } from "./handler-settings.ts";
import { jsonLogger } from "./log/json-logger.ts";
import { type ValidationHandler, validateEvents } from "./validate-events.ts";

const WHAT = "handlerFromEnvironment";

/** What no variable says; clients are made when left out. */
export type EnvironmentHandlerOptions = Partial<
  Pick<ValidationHandlerOptions, "s3" | "sns" | "logger">
>;

/**
 * Make the Lambda handler for a dataset whose settings are the function's environment variables, which are read when
 * it is first invoked. See {@link createValidationHandler} for what the handler does.
 *
 * `CLOUDAPI_RAW_BUCKET`, `CLOUDAPI_RAW_PREFIX` (watched, if set), `CLOUDAPI_PROCESSED_BUCKET` (quarantine; the
 * object's own bucket if not set), `CLOUDAPI_QUARANTINE_PREFIX` (`quarantine/`), `CLOUDAPI_ALERT_TOPIC_ARN`,
 * `CLOUDAPI_KMS_KEY_ARN`, `CLOUDAPI_LOG_LEVEL`, `CLOUDAPI_LAMBDA_MAX_REJECTED_RATIO` (0),
 * `CLOUDAPI_LAMBDA_MAX_RECORD_BYTES`, `CLOUDAPI_LAMBDA_ALERT_ROW_CONTENTS` (`false`),
 * `CLOUDAPI_LAMBDA_FORCE` (`false`), `CLOUDAPI_LAMBDA_FORMAT`, `CLOUDAPI_LAMBDA_DELIMITER` (by the end of the key).
 *
 * @param environment the variables; pass `process.env`
 * @throws {TypeError} for what is not a dataset, or an unknown option; the handler itself rejects with
 *   `INVALID_CONFIG`, naming every variable at fault
 *
 * @example
 * ```ts
 * import { defineDataset } from "@cloudapi/core";
 * import { handlerFromEnvironment } from "@cloudapi/validation/lambda";
 * import * as z from "zod";
 *
 * const orders = defineDataset({ name: "orders", schema: z.object({ quantity: z.int32().min(1) }) });
 * export const handler = handlerFromEnvironment(orders, process.env);
 *
 * const testEvent = { Service: "Amazon S3", Event: "s3:TestEvent", Bucket: "cloudapi-logs-raw" };
 * console.log(await handler(testEvent)); // => { objects: [] }
 * ```
 */
export function handlerFromEnvironment(
  dataset: Dataset,
  environment: Readonly<Record<string, string | undefined>>,
  options: EnvironmentHandlerOptions = {},
): ValidationHandler {
  checkDataset(WHAT, dataset);
  if (typeof environment !== "object" || environment === null)
    throw new TypeError(`${WHAT}: pass the environment, such as process.env.`);
  checkOptionNames(WHAT, options, ["s3", "sns", "logger"]);
  let configured: ValidationHandler | undefined;
  return async (event, context) => {
    configured ??= configure(dataset, environment, options);
    return configured(event, context);
  };
}

function configure(
  dataset: Dataset,
  environment: Readonly<Record<string, string | undefined>>,
  options: EnvironmentHandlerOptions,
): ValidationHandler {
  const { logLevel, topicArn, ...settings } = readHandlerEnvironment(environment);
  // An endpoint of one's own has no name for each bucket.
  const forcePathStyle =
    (environment["AWS_ENDPOINT_URL_S3"] ?? environment["AWS_ENDPOINT_URL"]) !== undefined;
  const { s3 = new S3Client({ forcePathStyle }), sns, logger = jsonLogger(logLevel) } = options;
  const alert = topicArn === undefined ? {} : { sns: sns ?? new SNSClient({}), topicArn };
  return validateEvents(handlerSettings(WHAT, { ...settings, ...alert, dataset, s3, logger }));
}
