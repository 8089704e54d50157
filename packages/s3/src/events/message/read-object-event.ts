import { decodeKey } from "./decode-key.ts";
import { EventError } from "./event-error.ts";
import type { ObjectEvent } from "./object-event.ts";

type Json = Readonly<Record<string, unknown>>;

/** What one event of S3 says: an object to read, or a kind of event that asks for nothing. */
export type ObjectOrIgnored = { readonly object: ObjectEvent } | { readonly ignored: string };

/** A record of S3's notifications; its key is URL-encoded. */
export function readS3Record(record: Json): ObjectOrIgnored {
  const name = textAt(record, "eventName");
  if (name === undefined) throw new EventError("a record of S3 without eventName");
  if (!/^(s3:)?ObjectCreated:/.test(name)) return { ignored: name };
  const object = objectAt(objectAt(record, "s3"), "object");
  return {
    object: {
      bucket: needed(textAt(objectAt(objectAt(record, "s3"), "bucket"), "name"), "s3.bucket.name"),
      key: decodeKey(needed(textAt(object, "key"), "s3.object.key")),
      versionId: versionOf(textAt(object, "versionId")),
      etag: unquoted(textAt(object, "eTag")),
      sequencer: textAt(object, "sequencer"),
      sizeBytes: sizeOf(object["size"]),
      eventTime: textAt(record, "eventTime"),
    },
  };
}

/** An event of S3 on EventBridge; its key is as it is stored. */
export function readBridgeEvent(event: Json): ObjectOrIgnored {
  const kind = textAt(event, "detail-type") ?? "an event without detail-type";
  if (kind !== "Object Created") return { ignored: kind };
  const detail = objectAt(event, "detail");
  const object = objectAt(detail, "object");
  return {
    object: {
      bucket: needed(textAt(objectAt(detail, "bucket"), "name"), "detail.bucket.name"),
      key: needed(textAt(object, "key"), "detail.object.key"),
      versionId: versionOf(textAt(object, "version-id")),
      etag: unquoted(textAt(object, "etag")),
      sequencer: textAt(object, "sequencer"),
      sizeBytes: sizeOf(object["size"]),
      eventTime: textAt(event, "time"),
    },
  };
}

function objectAt(owner: Json, name: string): Json {
  const value = owner[name];
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Json;
  throw new EventError(`an event of S3 without ${name}`);
}

function textAt(owner: Json, name: string): string | undefined {
  const value = owner[name];
  return typeof value === "string" && value !== "" ? value : undefined;
}

function needed(value: string | undefined, path: string): string {
  if (value === undefined) throw new EventError(`an event of S3 without ${path}`);
  return value;
}

/** A bucket that keeps no versions has the version "null", which names nothing that stays. */
function versionOf(versionId: string | undefined): string | undefined {
  return versionId === "null" ? undefined : versionId;
}

function unquoted(etag: string | undefined): string | undefined {
  return etag?.replace(/^"(.*)"$/, "$1");
}

function sizeOf(size: unknown): number | undefined {
  return typeof size === "number" && Number.isSafeInteger(size) && size >= 0 ? size : undefined;
}
