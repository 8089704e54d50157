import type { LoggedCall } from "./access/call-log.ts";
import type { CloudPrincipals } from "./access/cloud-principals.ts";
import type { LocalClientConfig, LocalCredentials } from "./client-config.ts";
import type { DeliveryFailure } from "./events/delivery-queue.ts";
import type { EventBridgeEvent } from "./events/event-bridge-event.ts";
import type { ObjectFilter } from "./events/event-hub.ts";
import type { FunctionHandler } from "./events/function-context.ts";
import type { S3Event } from "./events/s3-event.ts";
import type { PublishedMessage } from "./messaging/published-messages.ts";
import type { UnenforcedSetting } from "./s3/store/list-unenforced.ts";
import type { DataDirRepair } from "./s3/store/repair-data-folder.ts";
import type { TaskListener } from "./states/integrations/perform.ts";
import type { JobHandler } from "./states/integrations/workers.ts";

/** A running embedded cloud. */
export interface LocalCloud extends CloudPrincipals {
  /** The address of all services, such as `http://127.0.0.1:40123`. */
  readonly endpoint: string;
  readonly region: string;
  /** Twelve digits. */
  readonly accountId: string;
  readonly credentials: LocalCredentials;
  readonly clientConfig: LocalClientConfig;
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
  /** Make a handler known as a Glue job, for Step Functions: it is called with the arguments of a run. */
  addJob(name: string, handler: JobHandler): void;
  /**
   * See the Tasks of Step Functions before they are done, and do them instead: what the handler returns is the result, `undefined`
   * leaves the Task to the cloud, an error fails it under its `name`. Returns how to stop.
   */
  onTask(handler: TaskListener): () => void;
  /**
   * Let the time by which schedules of EventBridge Scheduler fire go on until then: what is due fires, the earlier first. From there on
   * it stands still. A time that has passed changes nothing.
   */
  passTime(until: Date): Promise<void>;
  /** Call a handler for the events of buckets whose notifications go to EventBridge; returns how to stop. */
  onEventBridge(handler: (event: EventBridgeEvent) => unknown): () => void;
  /** Resolves when every event so far, and every event these caused, is delivered or has failed, and no execution runs. */
  idle(): Promise<void>;
  /** Events that did not reach their destination, oldest first. */
  readonly failures: readonly DeliveryFailure[];
  /** Messages published to SNS, oldest first; of one topic if its ARN is given. */
  publishedMessages(topicArn?: string): readonly PublishedMessage[];

  /**
   * What buckets are set to that nothing here acts on: objects do not expire by a lifecycle, and without `enforce` requests
   * are not judged by a policy. A test that relies on neither finds this empty.
   */
  readonly unenforced: readonly UnenforcedSetting[];
  /**
   * With `enforce`, the last 10,000 decisions about calls, oldest first: one for each action on each resource that a call
   * needs, with the statement that decided. What Athena does on a caller's behalf is among them.
   */
  readonly calls: readonly LoggedCall[];
  /** What could not be kept of the data folder, when `repairDataDir` was asked for and something was wrong. */
  readonly repaired: DataDirRepair | undefined;

  /** Stop: connections are closed and temporary files removed; deliveries that run are not waited for. */
  close(): Promise<void>;
}
