import { EventError } from "./event-error.ts";
import type { EventMessage, ObjectEvent } from "./object-event.ts";
import { readBridgeEvent, readS3Record } from "./read-object-event.ts";

type Json = Readonly<Record<string, unknown>>;
type Found = { readonly object: ObjectEvent } | { readonly ignored: string };

/** S3 in SNS in SQS are three; nothing sensible is deeper. */
const MAX_DEPTH = 5;

/**
 * What an event tells of, message by message: one for each message of a queue, else one in all. A message
 * that can't be understood has its fault; the others are not lost with it.
 */
export function readEvent(event: unknown): EventMessage[] {
  const queued =
    isObject(event) && Array.isArray(event["Records"])
      ? event["Records"].filter(isQueueRecord)
      : [];
  if (queued.length === 0) return [readMessage(event, undefined, undefined)];
  return queued.map((record) => {
    const { messageId, body, attributes } = record;
    const group = isObject(attributes) ? attributes["MessageGroupId"] : undefined;
    return readMessage(body, String(messageId), typeof group === "string" ? group : undefined);
  });
}

function readMessage(
  content: unknown,
  messageId: string | undefined,
  groupId: string | undefined,
): EventMessage {
  const envelope = { messageId, groupId };
  try {
    const found = unwrap(content, 0);
    return {
      ...envelope,
      objects: found.flatMap((each) => ("object" in each ? [each.object] : [])),
      ignored: found.flatMap((each) => ("ignored" in each ? [each.ignored] : [])),
      fault: undefined,
    };
  } catch (error) {
    if (!(error instanceof EventError)) throw error;
    return { ...envelope, objects: [], ignored: [], fault: error };
  }
}

/** Take off one wrapping after the other until S3's own events are there. */
function unwrap(content: unknown, depth: number): Found[] {
  if (depth > MAX_DEPTH) throw new EventError(`more than ${MAX_DEPTH} wrappings`);
  if (typeof content === "string") return unwrap(parseJson(content), depth + 1);
  if (!isObject(content)) throw new EventError(content === null ? "null" : `a ${typeof content}`);
  if (content["Event"] === "s3:TestEvent") return [{ ignored: "s3:TestEvent" }];
  if (Array.isArray(content["Records"]))
    return content["Records"].flatMap((record) => unwrapRecord(record, depth));
  if (content["source"] === "aws.s3") return [readBridgeEvent(content)];
  if (content["Type"] === "Notification" && "Message" in content)
    return unwrap(content["Message"], depth + 1);
  throw new EventError(describe(content));
}

function unwrapRecord(record: unknown, depth: number): Found[] {
  if (!isObject(record)) throw new EventError("a record that is not an object");
  if (isObject(record["s3"])) return [readS3Record(record)];
  if (isObject(record["Sns"])) return unwrap(record["Sns"]["Message"], depth + 1);
  if (isQueueRecord(record)) return unwrap(record["body"], depth + 1);
  throw new EventError(
    `a record of ${text(record["eventSource"]) ?? text(record["EventSource"]) ?? "an unknown source"}`,
  );
}

function isQueueRecord(
  record: unknown,
): record is Json & { messageId: unknown; body: unknown; attributes?: unknown } {
  return (
    isObject(record) &&
    record["eventSource"] === "aws:sqs" &&
    "body" in record &&
    typeof record["messageId"] === "string"
  );
}

function parseJson(content: string): unknown {
  try {
    return JSON.parse(content);
  } catch {
    // The parser's message quotes the content, which does not belong in logs.
    throw new EventError("text that is not JSON");
  }
}

function describe(content: Json): string {
  const source = text(content["source"]);
  if (source !== undefined) return `an event of ${source}`;
  const names = Object.keys(content).slice(0, 5);
  return names.length === 0
    ? "an empty object"
    : `an object with ${names.map((name) => name.slice(0, 40)).join(", ")}`;
}

function text(value: unknown): string | undefined {
  return typeof value === "string" ? value.slice(0, 60) : undefined;
}

function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
