import type { DeliveryFailure } from "./events/delivery-queue.ts";
import type { EventBridgeEvent } from "./events/event-bridge-event.ts";
import type { ObjectFilter } from "./events/event-hub.ts";
import type { FunctionHandler } from "./events/function-context.ts";
import type { S3Event } from "./events/s3-event.ts";
import type { PublishedMessage } from "./messaging/published-messages.ts";
import type { UnenforcedSetting } from "./s3/store/list-unenforced.ts";
import type { DataDirRepair } from "./s3/store/repair-data-folder.ts";

/** Credentials that the cloud accepts and nobody else does. */
export interface LocalCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** A running embedded cloud. */
export interface LocalCloud {
  /** The address of all services, such as `http://127.0.0.1:40123`. */
  readonly endpoint: string;
  readonly region: string;
  /** Twelve digits. */
  readonly accountId: string;
  readonly credentials: LocalCredentials;
  /** Ready for `new S3Client(cloud.clientConfig)`, and for the clients of the other services. */
  readonly clientConfig: {
    readonly endpoint: string;
    readonly region: string;
    readonly credentials: LocalCredentials;
    readonly forcePathStyle: true;
  };
  /** The environment variables by which AWS SDKs and tools find this cloud by themselves. */
  readonly env: Readonly<Record<string, string>>;

  /**
   * Call a handler for every object that is created in a bucket, under a prefix or suffix if given,
   * with the event Lambda would get; returns how to stop.
   *
   * A handler that throws is tried twice more, then the event is in `failures`.
   */
  onObjectCreated(filter: ObjectFilter, handler: FunctionHandler<S3Event>): () => void;
  /** Make a handler known as a function, for bucket notifications; returns its ARN. */
  addFunction(name: string, handler: FunctionHandler<S3Event>): string;
  /** Call a handler for the events of buckets whose notifications go to EventBridge; returns how to stop. */
  onEventBridge(handler: (event: EventBridgeEvent) => unknown): () => void;
  /** Resolves when every event so far, and every event these caused, is delivered or has failed. */
  idle(): Promise<void>;
  /** Events that did not reach their destination, oldest first. */
  readonly failures: readonly DeliveryFailure[];
  /** Messages published to SNS, oldest first; of one topic if its ARN is given. */
  publishedMessages(topicArn?: string): readonly PublishedMessage[];

  /**
   * What buckets are set to that nothing here acts on: objects do not expire by a lifecycle, and requests are not judged
   * by a policy. A test that relies on neither finds this empty.
   */
  readonly unenforced: readonly UnenforcedSetting[];
  /** What could not be kept of the data folder, when `repairDataDir` was asked for and something was wrong. */
  readonly repaired: DataDirRepair | undefined;

  /** Stop: connections are closed and temporary files removed; deliveries that run are not waited for. */
  close(): Promise<void>;
}
