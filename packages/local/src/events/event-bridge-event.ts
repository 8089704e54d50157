import { randomUUID } from "node:crypto";
import type { CloudIdentity } from "../cloud-identity.ts";
import type { ObjectEvent } from "./event-sink.ts";

/** The event S3 sends to EventBridge; its key is not encoded. */
export interface EventBridgeEvent {
  readonly version: "0";
  readonly id: string;
  /** Such as `Object Created`. */
  readonly "detail-type": string;
  readonly source: "aws.s3";
  readonly account: string;
  /** ISO 8601, whole seconds. */
  readonly time: string;
  readonly region: string;
  readonly resources: readonly string[];
  readonly detail: Readonly<Record<string, unknown>>;
}

/** Names and reasons by the beginning of an S3 event's name. */
const KINDS: readonly (readonly [
  start: string,
  detailType: string,
  detail: Readonly<Record<string, string>>,
])[] = [
  ["ObjectCreated:Put", "Object Created", { reason: "PutObject" }],
  ["ObjectCreated:Copy", "Object Created", { reason: "CopyObject" }],
  [
    "ObjectCreated:CompleteMultipartUpload",
    "Object Created",
    { reason: "CompleteMultipartUpload" },
  ],
  [
    "ObjectRemoved:DeleteMarkerCreated",
    "Object Deleted",
    { reason: "DeleteObject", "deletion-type": "Delete Marker Created" },
  ],
  [
    "ObjectRemoved:Delete",
    "Object Deleted",
    { reason: "DeleteObject", "deletion-type": "Permanently Deleted" },
  ],
  ["ObjectTagging:Put", "Object Tags Added", {}],
  ["ObjectTagging:Delete", "Object Tags Deleted", {}],
];

/** Write an event as S3 sends it to EventBridge. */
export function writeEventBridgeEvent(
  event: ObjectEvent,
  identity: CloudIdentity,
  sequencer: string,
): EventBridgeEvent {
  const tagging = event.eventName.startsWith("ObjectTagging:");
  const [, detailType, more] = KINDS.find(([start]) => event.eventName === start) ?? [
    "",
    event.eventName,
    {},
  ];
  return {
    version: "0",
    id: randomUUID(),
    "detail-type": detailType,
    source: "aws.s3",
    account: identity.accountId,
    time: new Date(event.time).toISOString().replace(/\.\d{3}Z$/, "Z"),
    region: identity.region,
    resources: [`arn:aws:s3:::${event.bucket}`],
    detail: {
      version: "0",
      bucket: { name: event.bucket },
      object: {
        key: event.key,
        ...(event.size === undefined || tagging ? {} : { size: event.size }),
        ...(event.etag === undefined ? {} : { etag: event.etag }),
        ...(event.versionId === undefined ? {} : { "version-id": event.versionId }),
        ...(tagging ? {} : { sequencer }),
      },
      "request-id": event.requestId,
      requester: identity.accountId,
      "source-ip-address": event.sourceAddress,
      ...more,
    },
  };
}
