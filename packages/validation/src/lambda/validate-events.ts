import { type EventHandler, type EventResult, handleEvents } from "@cloudapi/s3/internal";
import type { HandlerSettings } from "./handler-settings.ts";
import { logOutcome } from "./run/log-outcome.ts";
import type { ObjectOutcome } from "./run/object-outcome.ts";
import { processObject } from "./run/process-object.ts";

/** What a handler resolves to: for a queue the messages to deliver again, otherwise the outcome of each object. */
export type HandlerResult = EventResult<ObjectOutcome>;

/** A Lambda function that validates the objects its events tell of. */
export type ValidationHandler = EventHandler<ObjectOutcome>;

/** The handler that works by these settings. */
export function validateEvents(settings: HandlerSettings): ValidationHandler {
  return handleEvents({
    logger: settings.logger,
    process: (object, signal, logger) => processObject({ ...settings, logger }, object, signal),
    log: logOutcome,
  });
}
