import { SNSClient } from "@aws-sdk/client-sns";
import type { Dataset } from "@cloudapi/core";
import {
  clientOf,
  configuredLater,
  type FunctionEnvironment,
  jsonLogger,
} from "@cloudapi/s3/internal";
import { readHandlerEnvironment } from "./handler-environment.ts";
import type { ValidationHandlerOptions } from "./handler-options.ts";
import { handlerSettings, SERVICE } from "./handler-settings.ts";
import { type ValidationHandler, validateEvents } from "./validate-events.ts";

/** What names the handler in errors. */
export const WHAT = "handlerFromEnvironment";

/** What no variable says; clients are made when left out. */
export type EnvironmentHandlerOptions = Partial<
  Pick<ValidationHandlerOptions, "s3" | "sns" | "logger">
>;

/** The handler of `handlerFromEnvironment`, whose arguments are checked already: the ready-made one needs no check. */
export function environmentHandler(
  dataset: Dataset,
  environment: FunctionEnvironment,
  options: EnvironmentHandlerOptions = {},
): ValidationHandler {
  return configuredLater(() => {
    const { logLevel, topicArn, ...settings } = readHandlerEnvironment(environment);
    const { s3 = clientOf(environment), sns, logger = jsonLogger(SERVICE, logLevel) } = options;
    const alert = topicArn === undefined ? {} : { sns: sns ?? new SNSClient({}), topicArn };
    return validateEvents(handlerSettings(WHAT, { ...settings, ...alert, dataset, s3, logger }));
  });
}
