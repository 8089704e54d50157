import type { NotificationConfiguration } from "../s3/store/records.ts";

/** Something that happened to an object. */
export interface ObjectEvent {
  /** Without the `s3:` prefix, such as `ObjectCreated:Put`. */
  readonly eventName: string;
  readonly bucket: string;
  readonly key: string;
  readonly size: number | undefined;
  /** Without quotes. */
  readonly etag: string | undefined;
  /** Only in buckets with versioning. */
  readonly versionId: string | undefined;
  /** Milliseconds since the epoch. */
  readonly time: number;
  readonly requestId: string;
  readonly sourceAddress: string;
}

/** Where S3 reports what happened, and asks whether a destination exists. */
export interface EventSink {
  emit(event: ObjectEvent, notifications: NotificationConfiguration | undefined): void;
  /** A reason why a bucket's events can't go to a queue or topic, or `undefined` when they can. */
  refuseDestination(
    bucket: string,
    target: "queue" | "topic",
    arn: string,
  ): Promise<string | undefined>;
  /** Tell queues and topics that a bucket's events now come to them. */
  emitTest(
    bucket: string,
    destinations: readonly { target: "queue" | "topic"; arn: string }[],
    requestId: string,
  ): void;
}
