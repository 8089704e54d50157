import type { Dataset } from "@cloudapi/core";
import { checkDataset, checkOptionNames } from "@cloudapi/core/internal";
import { checkEnvironment } from "@cloudapi/s3/internal";
import { type EnvironmentHandlerOptions, environmentHandler, WHAT } from "./environment-handler.ts";
import type { ValidationHandler } from "./validate-events.ts";

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
  checkEnvironment(WHAT, environment);
  checkOptionNames(WHAT, options, ["s3", "sns", "logger"]);
  return environmentHandler(dataset, environment, options);
}
