import type { EventError } from "./event-error.ts";

/** An object that was created, as an event tells of it. */
export interface ObjectEvent {
  readonly bucket: string;
  /** As it is stored, not encoded. */
  readonly key: string;
  readonly versionId: string | undefined;
  /** Without quotes. */
  readonly etag: string | undefined;
  /** Grows with each event of a key; see `compareSequencers`. */
  readonly sequencer: string | undefined;
  readonly sizeBytes: number | undefined;
  /** ISO 8601. */
  readonly eventTime: string | undefined;
}

/** One unit that a queue delivers, or the whole event where there is none, with what it tells of. */
export interface EventMessage {
  /** Id of the SQS message; `undefined` when the event did not come from a queue. */
  readonly messageId: string | undefined;
  /** Messages of one group of a FIFO queue keep their order. */
  readonly groupId: string | undefined;
  readonly objects: readonly ObjectEvent[];
  /** Events that ask for nothing, by kind: `s3:TestEvent`, `ObjectRemoved:Delete`. */
  readonly ignored: readonly string[];
  /** Why the message can't be understood. */
  readonly fault: EventError | undefined;
}
