import type { CloudIdentity } from "../cloud-identity.ts";
import { encodeKey } from "../s3/listing/encoding.ts";
import type { ObjectEvent } from "./event-sink.ts";

/** The event S3 sends to Lambda, SQS and SNS. */
export interface S3Event {
  readonly Records: readonly S3EventRecord[];
}

/** What happened to one object. */
export interface S3EventRecord {
  readonly eventVersion: string;
  readonly eventSource: "aws:s3";
  readonly awsRegion: string;
  /** ISO 8601, UTC. */
  readonly eventTime: string;
  /** Such as `ObjectCreated:Put`. */
  readonly eventName: string;
  readonly userIdentity: { readonly principalId: string };
  readonly requestParameters: { readonly sourceIPAddress: string };
  readonly responseElements: { readonly "x-amz-request-id": string; readonly "x-amz-id-2": string };
  readonly s3: {
    readonly s3SchemaVersion: "1.0";
    readonly configurationId: string;
    readonly bucket: {
      readonly name: string;
      readonly ownerIdentity: { readonly principalId: string };
      readonly arn: string;
    };
    readonly object: {
      /** URL-encoded, a space as `+`. */
      readonly key: string;
      readonly size?: number;
      readonly eTag?: string;
      readonly versionId?: string;
      /** Grows with each event of a key; compare as text. Events of tags have none. */
      readonly sequencer?: string;
    };
  };
}

/** Write an event as S3 sends it to Lambda, SQS and SNS. */
export function writeS3Event(
  event: ObjectEvent,
  identity: CloudIdentity,
  configurationId: string,
  sequencer: string,
): S3Event {
  const tagging = event.eventName.startsWith("ObjectTagging:");
  const principal = { principalId: `A${identity.accountId}` };
  return {
    Records: [
      {
        eventVersion: tagging ? "2.3" : "2.1",
        eventSource: "aws:s3",
        awsRegion: identity.region,
        eventTime: new Date(event.time).toISOString(),
        eventName: event.eventName,
        userIdentity: { principalId: `AWS:${identity.accessKeyId}` },
        requestParameters: { sourceIPAddress: event.sourceAddress },
        responseElements: { "x-amz-request-id": event.requestId, "x-amz-id-2": "cloudapi-local" },
        s3: {
          s3SchemaVersion: "1.0",
          configurationId,
          bucket: {
            name: event.bucket,
            ownerIdentity: principal,
            arn: `arn:aws:s3:::${event.bucket}`,
          },
          object: {
            key: encodeKey(event.key),
            ...(event.size === undefined || tagging ? {} : { size: event.size }),
            ...(event.etag === undefined ? {} : { eTag: event.etag }),
            ...(event.versionId === undefined ? {} : { versionId: event.versionId }),
            ...(tagging ? {} : { sequencer }),
          },
        },
      },
    ],
  };
}
