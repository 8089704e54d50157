import { RedshiftDataClient } from "@aws-sdk/client-redshift-data";
import type { Dataset } from "@cloudapi/core";
import { checkDataset, checkOptionNames } from "@cloudapi/core/internal";
import {
  checkEnvironment,
  clientOf,
  configuredLater,
  type FunctionEnvironment,
  jsonLogger,
} from "@cloudapi/s3/internal";
import { dataApiWarehouse } from "../data-api/data-api-warehouse.ts";
import { readLoadEnvironment } from "./load-environment.ts";
import { type LoadHandler, loadEvents } from "./load-events.ts";
import type { LoadHandlerOptions } from "./load-handler-options.ts";
import { readLoadOptions, SERVICE } from "./read-load-options.ts";

const WHAT = "loadHandlerFromEnvironment";
const KNOWN = ["s3", "warehouse", "logger", "months"] as const;

/** What no variable says; clients are made when left out. */
export type LoadEnvironmentOptions = Partial<Pick<LoadHandlerOptions, (typeof KNOWN)[number]>>;

/**
 * Make the loading Lambda handler for a dataset whose settings are the function's environment variables, which are read when it is first
 * invoked. See {@link createLoadHandler} for what the handler does.
 *
 * `CLOUDAPI_RAW_BUCKET`, `CLOUDAPI_RAW_PREFIX` (watched, if set), `CLOUDAPI_LOG_LEVEL`, and `CLOUDAPI_LAMBDA_` with `WORKGROUP` or `CLUSTER`,
 * `DATABASE` and `MANIFESTS` (must be set), `SECRET_ARN`, `DB_USER`, `COPY_ROLE` (`default`), `SCHEMA` (`public`), `TABLE` (the dataset's name), `MODE`
 * (`append`), `KEYS`, `LATEST_BY`, `VALID_FROM` and `ACCEPT_CONTRACTS`, which mean what the options of these names do.
 *
 * @param environment the variables; pass `process.env`
 * @throws {TypeError} for what is not a dataset, or an unknown option; the handler itself rejects with
 *   `INVALID_CONFIG`, naming every variable at fault
 *
 * @example
 * ```ts
 * import { apiLogs } from "@cloudapi/core";
 * import { loadHandlerFromEnvironment } from "@cloudapi/redshift/lambda";
 *
 * export const handler = loadHandlerFromEnvironment(apiLogs, {
 *   CLOUDAPI_LAMBDA_WORKGROUP: "analytics",
 *   CLOUDAPI_LAMBDA_DATABASE: "dev",
 *   CLOUDAPI_LAMBDA_MANIFESTS: "s3://lake/_redshift/",
 * });
 *
 * const testEvent = { Service: "Amazon S3", Event: "s3:TestEvent", Bucket: "lake" };
 * console.log(await handler(testEvent)); // => { objects: [] }
 * ```
 */
export function loadHandlerFromEnvironment(
  dataset: Dataset,
  environment: FunctionEnvironment,
  options: LoadEnvironmentOptions = {},
): LoadHandler {
  checkDataset(WHAT, dataset);
  checkEnvironment(WHAT, environment);
  checkOptionNames(WHAT, options, KNOWN);
  return configuredLater(() => configure(dataset, environment, options));
}

function configure(
  dataset: Dataset,
  environment: FunctionEnvironment,
  given: LoadEnvironmentOptions,
): LoadHandler {
  const { options, connection, logLevel } = readLoadEnvironment(environment);
  const {
    s3 = clientOf(environment),
    warehouse = dataApiWarehouse(new RedshiftDataClient(), connection),
    logger = jsonLogger(SERVICE, logLevel),
    months,
  } = given;
  return loadEvents(readLoadOptions(WHAT, { ...options, dataset, s3, warehouse, logger, months }));
}
