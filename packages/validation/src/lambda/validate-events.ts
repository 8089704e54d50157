import { CloudApiError } from "@cloudapi/core";
import type { EventMessage, ObjectEvent } from "./events/object-event.ts";
import { readEvent } from "./events/read-event.ts";
import type { HandlerSettings } from "./handler-settings.ts";
import { type Deadline, type HandlerContext, startDeadline } from "./run/deadline.ts";
import { forRequest, logFailure, logMessage, logOutcome } from "./run/log-outcome.ts";
import type { ObjectOutcome } from "./run/object-outcome.ts";
import { processObject } from "./run/process-object.ts";

/** What a handler resolves to: for a queue the messages to deliver again, otherwise the outcome of each object. */
export type HandlerResult =
  | { readonly batchItemFailures: readonly { readonly itemIdentifier: string }[] }
  | { readonly objects: readonly ObjectOutcome[] };

/** A Lambda function that validates the objects its events tell of. */
export type ValidationHandler = (
  event: unknown,
  context?: HandlerContext,
) => Promise<HandlerResult>;

/** The handler that works by these settings. */
export function validateEvents(settings: HandlerSettings): ValidationHandler {
  return async (event, context) => {
    const deadline = startDeadline(context);
    const logger = forRequest(settings.logger, context?.awsRequestId);
    try {
      const results = await processMessages({ ...settings, logger }, readEvent(event), deadline);
      return answer(results);
    } finally {
      deadline.clear();
    }
  };
}

/** What became of one message. */
interface MessageResult {
  readonly message: EventMessage;
  readonly outcomes: readonly ObjectOutcome[];
  readonly failures: readonly Error[];
}

/** One after the other: memory stays that of one object, and of a FIFO group nothing overtakes a failure. */
async function processMessages(
  settings: HandlerSettings,
  messages: readonly EventMessage[],
  deadline: Deadline,
): Promise<MessageResult[]> {
  const results: MessageResult[] = [];
  const blocked = new Set<string>();
  for (const message of messages) {
    const { groupId } = message;
    const result =
      groupId !== undefined && blocked.has(groupId)
        ? {
            message,
            outcomes: [],
            failures: [
              new CloudApiError(
                "EARLIER_MESSAGE_FAILED",
                "An earlier message of the group failed; this one waits for it.",
              ),
            ],
          }
        : await processMessage(settings, message, deadline);
    if (groupId !== undefined && result.failures.length > 0) blocked.add(groupId);
    results.push(result);
  }
  return results;
}

async function processMessage(
  settings: HandlerSettings,
  message: EventMessage,
  deadline: Deadline,
): Promise<MessageResult> {
  logMessage(settings.logger, message);
  const outcomes: ObjectOutcome[] = [];
  const failures: Error[] = message.fault === undefined ? [] : [message.fault];
  for (const object of message.objects) {
    try {
      outcomes.push(await processLogged(settings, object, deadline));
    } catch (error) {
      failures.push(logFailure(settings.logger, object, error));
    }
  }
  return { message, outcomes, failures };
}

async function processLogged(
  settings: HandlerSettings,
  object: ObjectEvent,
  deadline: Deadline,
): Promise<ObjectOutcome> {
  const started = Date.now();
  const outcome = await processObject(settings, object, deadline.signalFor(object));
  logOutcome(settings.logger, outcome, Date.now() - started);
  return outcome;
}

/** A queue is answered with what failed; all others, and a queue of which everything failed, with an error. */
function answer(results: readonly MessageResult[]): HandlerResult {
  const failed = results.filter(({ failures }) => failures.length > 0);
  if (failed.length > 0 && failed.length === results.length)
    throw failureOf(failed.flatMap(({ failures }) => failures));
  if (results.every(({ message }) => message.messageId === undefined))
    return { objects: results.flatMap(({ outcomes }) => outcomes) };
  return {
    batchItemFailures: failed.map(({ message }) => ({ itemIdentifier: message.messageId ?? "" })),
  };
}

const MAX_SHOWN = 5;

/** The one failure itself; of several, an error that names the first. */
function failureOf(failures: readonly Error[]): Error {
  const [first] = failures;
  if (first !== undefined && failures.length === 1) return first;
  const shown = failures
    .slice(0, MAX_SHOWN)
    .map(({ message }) => `\n- ${message}`)
    .join("");
  const more =
    failures.length > MAX_SHOWN ? `\n- and ${failures.length - MAX_SHOWN} more, see the log` : "";
  return new CloudApiError(
    "OBJECTS_FAILED",
    `${failures.length} objects could not be validated:${shown}${more}`,
    { cause: new AggregateError(failures) },
  );
}
