/** An object that an event says was created. */
export interface ObjectEvent {
  readonly bucket: string;
  /** As it is in S3: decoded. */
  readonly key: string;
  readonly sizeBytes: number | undefined;
  /** Without quotes. */
  readonly etag: string | undefined;
  readonly versionId: string | undefined;
  /** Orders events of the same key, as a hexadecimal number. */
  readonly sequencer: string | undefined;
}

/** Something an event holds that there is nothing to do for. */
export interface IgnoredEvent {
  readonly ignored: "test-event" | "not-created";
  readonly detail: string;
}

/** The events of one message: of one SQS message, or of an invocation that is none. */
export interface EventMessage {
  /** The SQS message to report as failed, if it is one. */
  readonly messageId: string | undefined;
  readonly events: readonly (ObjectEvent | IgnoredEvent)[];
  /** Why the message could not be understood. */
  readonly fault: string | undefined;
}
