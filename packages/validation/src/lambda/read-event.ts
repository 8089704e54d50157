import type { EventMessage, IgnoredEvent, ObjectEvent } from "./object-event.ts";

type Json = Readonly<Record<string, unknown>>;

/**
 * The objects an event is about: an S3 notification or an EventBridge event, by itself or wrapped in
 * SNS, SQS, or SNS inside SQS. What is not understood becomes the fault of its message, and does not hide the others.
 *
 * Source: Amazon S3 User Guide, "Event message structure" and "EventBridge event message structure".
 */
export function readEvent(event: unknown): EventMessage[] {
  const records = recordsOf(event);
  if (records?.some((record) => record["eventSource"] === "aws:sqs") === true) return records.map(readSqsRecord);
  return [readMessage(undefined, event)];
}

function readSqsRecord(record: Json): EventMessage {
  const messageId = typeof record["messageId"] === "string" ? record["messageId"] : undefined;
  const body = parseJson(record["body"]);
  if (body === undefined) return { messageId, events: [], fault: "the SQS message's body is not JSON" };
  return readMessage(messageId, body);
}

function readMessage(messageId: string | undefined, body: unknown): EventMessage {
  try {
    return { messageId, events: eventsOf(body), fault: undefined };
  } catch (error) {
    if (!(error instanceof EventFault)) throw error;
    return { messageId, events: [], fault: error.message };
  }
}

class EventFault extends Error {}

function eventsOf(body: unknown): (ObjectEvent | IgnoredEvent)[] {
  if (!isObject(body)) throw new EventFault("it is not an object");
  if (body["Event"] === "s3:TestEvent") return [{ ignored: "test-event", detail: String(body["Bucket"] ?? "") }];
  if (body["Type"] === "Notification" && "Message" in body) return eventsOf(envelope(body["Message"]));
  if (body["source"] === "aws.s3" || "detail-type" in body) return [eventBridgeEvent(body)];
  const records = recordsOf(body);
  if (records === undefined) throw new EventFault(`it has neither Records nor detail; its fields: ${Object.keys(body).slice(0, 10).join(", ") || "none"}`);
  return records.flatMap(recordEvents);
}

function recordEvents(record: Json): (ObjectEvent | IgnoredEvent)[] {
  const sns = record["Sns"];
  if (isObject(sns)) return eventsOf(envelope(sns["Message"]));
  if (record["eventSource"] !== "aws:s3") throw new EventFault(`it comes from ${String(record["eventSource"] ?? record["EventSource"])}, not from S3`);
  return [s3Event(record)];
}

function envelope(message: unknown): unknown {
  const body = parseJson(message);
  if (body === undefined) throw new EventFault("the SNS message is not JSON");
  return body;
}

function s3Event(record: Json): ObjectEvent | IgnoredEvent {
  const name = String(record["eventName"]);
  if (!/^(s3:)?ObjectCreated:/.test(name)) return { ignored: "not-created", detail: name };
  const s3 = record["s3"];
  const bucket = isObject(s3) ? s3["bucket"] : undefined;
  const object = isObject(s3) ? s3["object"] : undefined;
  if (!isObject(bucket) || !isObject(object)) throw new EventFault("an S3 record lacks s3.bucket or s3.object");
  return {
    bucket: text(bucket["name"], "s3.bucket.name"),
    key: decodeKey(text(object["key"], "s3.object.key")),
    ...properties(object, "eTag", "versionId"),
  };
}

function eventBridgeEvent(body: Json): ObjectEvent | IgnoredEvent {
  const name = String(body["detail-type"]);
  if (name !== "Object Created") return { ignored: "not-created", detail: name };
  const detail = body["detail"];
  const bucket = isObject(detail) ? detail["bucket"] : undefined;
  const object = isObject(detail) ? detail["object"] : undefined;
  if (!isObject(bucket) || !isObject(object)) throw new EventFault("an EventBridge event lacks detail.bucket or detail.object");
  // EventBridge sends keys as they are; only S3's own notifications encode them.
  return { bucket: text(bucket["name"], "detail.bucket.name"), key: text(object["key"], "detail.object.key"), ...properties(object, "etag", "version-id") };
}

function properties(object: Json, etagName: string, versionName: string) {
  const etag = optionalText(object[etagName]);
  return {
    sizeBytes: typeof object["size"] === "number" ? object["size"] : undefined,
    etag: etag?.replaceAll('"', ""),
    versionId: optionalText(object[versionName]),
    sequencer: optionalText(object["sequencer"]),
  };
}

/** S3 encodes keys as HTML forms do: a plus is a space, the rest is percent-encoded UTF-8. */
function decodeKey(encoded: string): string {
  try {
    return decodeURIComponent(encoded.replaceAll("+", " "));
  } catch {
    throw new EventFault("s3.object.key is not URL-encoded text");
  }
}

function text(value: unknown, name: string): string {
  if (typeof value !== "string" || value === "") throw new EventFault(`${name} is not a text`);
  return value;
}

function optionalText(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

function recordsOf(event: unknown): Json[] | undefined {
  const records = isObject(event) ? event["Records"] : undefined;
  return Array.isArray(records) && records.every(isObject) ? records : undefined;
}

function parseJson(value: unknown): unknown {
  if (typeof value !== "string") return undefined;
  try {
    return JSON.parse(value);
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
