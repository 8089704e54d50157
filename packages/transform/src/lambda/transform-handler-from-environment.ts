import type { Dataset } from "@cloudapi/core";
import { checkDataset, checkOptionNames } from "@cloudapi/core/internal";
import {
  checkEnvironment,
  clientOf,
  configuredLater,
  type FunctionEnvironment,
  jsonLogger,
} from "@cloudapi/s3/internal";
import { readHandlerEnvironment } from "./handler-environment.ts";
import type { TransformHandlerOptions } from "./handler-options.ts";
import { readHandlerOptions, SERVICE } from "./read-handler-options.ts";
import { type TransformHandler, transformEvents } from "./transform-events.ts";

const WHAT = "transformHandlerFromEnvironment";
const KNOWN = [
  "s3",
  "logger",
  "map",
  "timestamps",
  "format",
  "sink",
  "quarantineTable",
  "dropNullColumns",
  "allowFewerRows",
  "onPublished",
] as const satisfies readonly (keyof TransformHandlerOptions)[];

/** What no variable says; a client is made when left out. */
export type EnvironmentOptions = Partial<Pick<TransformHandlerOptions, (typeof KNOWN)[number]>>;

/**
 * Make the transforming Lambda handler for a dataset whose settings are the function's environment variables, which are read when
 * it is first invoked. See {@link createTransformHandler} for what the handler does.
 *
 * `CLOUDAPI_PROCESSED_BUCKET` (must be set), `CLOUDAPI_PROCESSED_PREFIX` (`tables/`; the dataset's name is added),
 * `CLOUDAPI_RAW_BUCKET`, `CLOUDAPI_RAW_PREFIX` (watched, if set), `CLOUDAPI_KMS_KEY_ARN`, `CLOUDAPI_LOG_LEVEL`, and
 * `CLOUDAPI_LAMBDA_` with `MODE`, `COMPRESSION`, `FORMAT`, `DELIMITER`, `MAX_REJECTED_RATIO`, `MAX_RECORD_BYTES`,
 * `MAX_OBJECT_BYTES`, `BYTES_PER_SECOND`, which mean what the options of these names do.
 *
 * @param environment the variables; pass `process.env`
 * @throws {TypeError} for what is not a dataset, or an unknown option; the handler itself rejects with
 *   `INVALID_CONFIG`, naming every variable at fault
 *
 * @example
 * ```ts
 * import { defineDataset } from "@cloudapi/core";
 * import { transformHandlerFromEnvironment } from "@cloudapi/transform/lambda";
 * import * as z from "zod";
 *
 * const orders = defineDataset({ name: "orders", schema: z.object({ quantity: z.int32().min(1) }) });
 * export const handler = transformHandlerFromEnvironment(orders, { CLOUDAPI_PROCESSED_BUCKET: "my-lake" });
 *
 * const testEvent = { Service: "Amazon S3", Event: "s3:TestEvent", Bucket: "my-raw" };
 * console.log(await handler(testEvent)); // => { objects: [] }
 * ```
 */
export function transformHandlerFromEnvironment(
  dataset: Dataset,
  environment: FunctionEnvironment,
  options: EnvironmentOptions = {},
): TransformHandler {
  checkDataset(WHAT, dataset);
  checkEnvironment(WHAT, environment);
  checkOptionNames(WHAT, options, KNOWN);
  return configuredLater(() => configure(dataset, environment, options));
}

function configure(
  dataset: Dataset,
  environment: FunctionEnvironment,
  options: EnvironmentOptions,
): TransformHandler {
  const { logLevel, ...settings } = readHandlerEnvironment(environment, dataset);
  const { s3 = clientOf(environment), logger = jsonLogger(SERVICE, logLevel) } = options;
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  return transformEvents(
    readHandlerOptions(WHAT, { ...settings, ...Object.fromEntries(given), dataset, s3, logger }),
  );
}
