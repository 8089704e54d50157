import { isCloudApiError } from "@cloudapi/core";
import type { EventMessage, ObjectEvent } from "../message/object-event.ts";
import { ObjectError } from "../object/object-error.ts";
import { objectUri } from "../object/object-ref.ts";
import type { HandlerLogger } from "./json-logger.ts";

/** A logger whose every line names the request it belongs to. */
export function forRequest(logger: HandlerLogger, requestId: string | undefined): HandlerLogger {
  if (requestId === undefined) return logger;
  const at =
    (level: keyof HandlerLogger) =>
    (message: string, fields: Record<string, unknown>): void =>
      logger[level](message, { requestId, ...fields });
  return { info: at("info"), warn: at("warn"), error: at("error") };
}

/** Log what a message tells of that asks for nothing, and what in it can't be understood. */
export function logMessage(
  logger: HandlerLogger,
  { messageId, ignored, fault }: EventMessage,
): void {
  if (ignored.length > 0)
    logger.info("event ignored", {
      messageId,
      kinds: [...new Set(ignored)].slice(0, 10),
      count: ignored.length,
    });
  if (fault !== undefined)
    logger.error("event not understood", { messageId, code: fault.code, reason: fault.message });
}

/** Log a failure and give it as an error whose message is ours: those of others may quote content. */
export function logFailure(logger: HandlerLogger, object: ObjectEvent, error: unknown): Error {
  const failure = isCloudApiError(error) ? error : unexpected(object, error);
  const { bucket, key, versionId, etag } = object;
  const { code, message: reason } = failure;
  const permanent = failure instanceof ObjectError ? failure.permanent : undefined;
  logger.error("object not processed", {
    bucket,
    key,
    versionId,
    etag,
    code,
    permanent,
    reason,
    frames: framesOf(error),
  });
  return failure;
}

function unexpected({ bucket, key }: ObjectEvent, cause: unknown): ObjectError {
  const name = cause instanceof Error ? cause.name : typeof cause;
  const message = `Processing ${objectUri({ bucket, key })} failed unexpectedly (${name}).`;
  return new ObjectError("UNEXPECTED_ERROR", message, { bucket, key, permanent: false, cause });
}

/** Where it happened: the stack of an error that is not ours, without its message. */
function framesOf(error: unknown): string[] | undefined {
  const origin = isCloudApiError(error) ? error.cause : error;
  if (isCloudApiError(origin) || !(origin instanceof Error)) return undefined;
  const lines = origin.stack?.split("\n").map((line) => line.trim()) ?? [];
  return lines.filter((line) => line.startsWith("at ")).slice(0, 10);
}
