import {
  type EventHandler,
  type EventResult,
  type HandlerLogger,
  handleEvents,
} from "@cloudapi/s3/internal";
import { loadObject } from "./load-object.ts";
import type { LoadOutcome } from "./load-outcome.ts";
import type { LoadSettings } from "./read-load-options.ts";

/** What a handler resolves to: for a queue the messages to deliver again, otherwise the outcome of each object. */
export type LoadResult = EventResult<LoadOutcome>;

/** A Lambda function that loads the objects its events tell of. */
export type LoadHandler = EventHandler<LoadOutcome>;

/** The handler that works by these settings. */
export function loadEvents(settings: LoadSettings): LoadHandler {
  return handleEvents<LoadOutcome>({
    logger: settings.logger,
    process: (event, signal) => loadObject({ settings, event, signal }),
    log: logOutcome,
  });
}

/** Nothing of what is logged is from inside a row. */
function logOutcome(logger: HandlerLogger, result: LoadOutcome, elapsedMs: number): void {
  const { outcome, object } = result;
  if (outcome === "skipped")
    logger.info("object skipped", { ...object, reason: result.reason, elapsedMs });
  else if (outcome === "already") logger.info("object loaded before", { ...object, elapsedMs });
  else logger.info("object loaded", { ...object, ...result.figures, elapsedMs });
}
