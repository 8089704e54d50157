import { type EventResult, type HandlerLogger, handleEvents } from "@cloudapi/s3/internal";
import type { RoomContext } from "./check-room.ts";
import type { HandlerSettings } from "./read-handler-options.ts";
import { transformObject } from "./transform-object.ts";
import type { TransformOutcome } from "./transform-outcome.ts";

/** What a handler resolves to: for a queue the messages to deliver again, otherwise the outcome of each object. */
export type TransformResult = EventResult<TransformOutcome>;

/** A Lambda function that transforms the objects its events tell of. */
export type TransformHandler = (event: unknown, context?: RoomContext) => Promise<TransformResult>;

/** The handler that works by these settings. */
export function transformEvents(settings: HandlerSettings): TransformHandler {
  return (event, context) => {
    const room = { context, grantedMs: context?.getRemainingTimeInMillis?.() };
    const handle = handleEvents<TransformOutcome>({
      logger: settings.logger,
      process: (object, signal) => transformObject({ settings, event: object, room, signal }),
      log: logOutcome,
    });
    return handle(event, context);
  };
}

/** Nothing of what is logged is from inside a row. */
function logOutcome(logger: HandlerLogger, result: TransformOutcome, elapsedMs: number): void {
  const { outcome, object } = result;
  if (outcome === "skipped")
    logger.info("object skipped", { ...object, reason: result.reason, elapsedMs });
  else if (result.figures.rowsRejected > 0)
    logger.warn("object transformed, rows rejected", { ...object, ...result.figures, elapsedMs });
  else logger.info("object transformed", { ...object, ...result.figures, elapsedMs });
}
