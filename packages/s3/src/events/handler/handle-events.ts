import { CloudApiError } from "@cloudapi/core";
import type { EventMessage, ObjectEvent } from "../message/object-event.ts";
import { readEvent } from "../message/read-event.ts";
import { type Deadline, type HandlerContext, startDeadline } from "./deadline.ts";
import type { HandlerLogger } from "./json-logger.ts";
import { forRequest, logFailure, logMessage } from "./log-events.ts";

/** What a handler resolves to: for a queue the messages to deliver again, otherwise the outcome of each object. */
export type EventResult<O> =
  | { readonly batchItemFailures: readonly { readonly itemIdentifier: string }[] }
  | { readonly objects: readonly O[] };

/** A Lambda function that does its work for each of the objects that its events tell of. */
export type EventHandler<O> = (event: unknown, context?: HandlerContext) => Promise<EventResult<O>>;

/** What is done for an object, and how it is told. */
export interface EventWork<O> {
  readonly logger: HandlerLogger;
  /** The logger's lines name the request. */
  process(object: ObjectEvent, signal: AbortSignal, logger: HandlerLogger): Promise<O>;
  log(logger: HandlerLogger, outcome: O, elapsedMs: number): void;
}

/** The handler that does this work. */
export function handleEvents<O>(work: EventWork<O>): EventHandler<O> {
  return async (event, context) => {
    const deadline = startDeadline(context);
    const logger = forRequest(work.logger, context?.awsRequestId);
    try {
      const results = await processMessages({ ...work, logger }, readEvent(event), deadline);
      return answer(results);
    } finally {
      deadline.clear();
    }
  };
}

/** What became of one message. */
interface MessageResult<O> {
  readonly message: EventMessage;
  readonly outcomes: readonly O[];
  readonly failures: readonly Error[];
}

/** One after the other: memory stays that of one object, and of a FIFO group nothing overtakes a failure. */
async function processMessages<O>(
  work: EventWork<O>,
  messages: readonly EventMessage[],
  deadline: Deadline,
): Promise<MessageResult<O>[]> {
  const results: MessageResult<O>[] = [];
  const blocked = new Set<string | undefined>();
  for (const message of messages) {
    const { groupId } = message;
    const result = blocked.has(groupId)
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
      : await processMessage(work, message, deadline);
    if (groupId !== undefined && result.failures.length > 0) blocked.add(groupId);
    results.push(result);
  }
  return results;
}

async function processMessage<O>(
  work: EventWork<O>,
  message: EventMessage,
  deadline: Deadline,
): Promise<MessageResult<O>> {
  const { logger } = work;
  logMessage(logger, message);
  const outcomes: O[] = [];
  const failures: Error[] = message.fault === undefined ? [] : [message.fault];
  for (const object of message.objects) {
    try {
      const started = Date.now();
      const outcome = await work.process(object, deadline.signalFor(object), logger);
      work.log(logger, outcome, Date.now() - started);
      outcomes.push(outcome);
    } catch (error) {
      failures.push(logFailure(logger, object, error));
    }
  }
  return { message, outcomes, failures };
}

/** A queue is answered with what failed; all others, which are one message, and a queue of which everything failed, with an error. */
function answer<O>(results: readonly MessageResult<O>[]): EventResult<O> {
  const failed = results.filter(({ failures }) => failures.length > 0);
  if (failed.length === results.length) throw failureOf(failed.flatMap(({ failures }) => failures));
  if (results[0]?.message.messageId === undefined)
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
    `${failures.length} objects could not be processed:${shown}${more}`,
    { cause: new AggregateError(failures) },
  );
}
