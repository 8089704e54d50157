import type { CloudIdentity } from "../cloud-identity.ts";
import type { MessagingBackend } from "../messaging/messaging-backend.ts";
import { coversEvent } from "../s3/notifications/event-types.ts";
import type { NotificationConfiguration, NotificationRule } from "../s3/store/records.ts";
import { allowsService } from "./allows-service.ts";
import type { DeliveryQueue } from "./delivery-queue.ts";
import { type EventBridgeEvent, writeEventBridgeEvent } from "./event-bridge-event.ts";
import type { EventSink, ObjectEvent } from "./event-sink.ts";
import { type FunctionHandler, functionArn, makeContext } from "./function-context.ts";
import { type S3Event, writeS3Event } from "./s3-event.ts";

/** Which created objects a handler is told of. */
export interface ObjectFilter {
  readonly bucket: string;
  readonly prefix?: string;
  readonly suffix?: string;
}

const LAMBDA_ATTEMPTS = 3;

/** Sends S3's events where a bucket's configuration and this process's handlers want them. */
export class EventHub implements EventSink {
  readonly deliveries: DeliveryQueue;
  readonly #identity: CloudIdentity;
  readonly #backend: () => Promise<MessagingBackend>;
  readonly #functions = new Map<string, FunctionHandler<S3Event>>();
  readonly #listeners = new Set<{
    readonly filter: ObjectFilter;
    readonly handler: FunctionHandler<S3Event>;
  }>();
  readonly #bridgeListeners = new Set<(event: EventBridgeEvent) => unknown>();
  #sequence = BigInt(Date.now()) << 20n;

  constructor(
    identity: CloudIdentity,
    backend: () => Promise<MessagingBackend>,
    deliveries: DeliveryQueue,
  ) {
    this.#identity = identity;
    this.#backend = backend;
    this.deliveries = deliveries;
  }

  /** Make a handler known as a function; returns its ARN. */
  addFunction(name: string, handler: FunctionHandler<S3Event>): string {
    const arn = functionArn(this.#identity, name);
    this.#functions.set(arn, handler);
    return arn;
  }

  /** The handler of a function. */
  functionOf(arn: string): FunctionHandler<S3Event> | undefined {
    return this.#functions.get(arn);
  }

  /** Tell a handler of every object that is created; returns how to stop. */
  onObjectCreated(filter: ObjectFilter, handler: FunctionHandler<S3Event>): () => void {
    const listener = { filter, handler };
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Tell a handler of the events of buckets that have EventBridge switched on; returns how to stop. */
  onEventBridge(handler: (event: EventBridgeEvent) => unknown): () => void {
    this.#bridgeListeners.add(handler);
    return () => this.#bridgeListeners.delete(handler);
  }

  emit(event: ObjectEvent, notifications: NotificationConfiguration | undefined): void {
    const sequencer = this.#nextSequencer();
    for (const rule of notifications?.rules ?? []) {
      if (ruleCovers(rule, event)) this.#deliverByRule(rule, event, sequencer);
    }
    if (notifications?.eventBridge) {
      const bridged = writeEventBridgeEvent(event, this.#identity, sequencer);
      for (const handler of this.#bridgeListeners)
        this.#deliver("EventBridge", event, 1, () => handler(bridged));
    }
    if (!event.eventName.startsWith("ObjectCreated:")) return;
    for (const { filter, handler } of this.#listeners) {
      if (filterCovers(filter, event)) {
        const name = handler.name || "onObjectCreated";
        this.#deliver(name, event, LAMBDA_ATTEMPTS, () =>
          this.#invoke(name, handler, event, "onObjectCreated", sequencer),
        );
      }
    }
  }

  async refuseDestination(
    bucket: string,
    target: "queue" | "topic",
    arn: string,
  ): Promise<string | undefined> {
    const policy = await this.#policyOf(target, arn);
    if (policy === undefined) return `The destination ${target} ${arn} does not exist`;
    const allowed = allowsService(policy, {
      action: target === "queue" ? "sqs:SendMessage" : "sns:Publish",
      resource: arn,
      sourceArn: `arn:aws:s3:::${bucket}`,
      sourceAccount: this.#identity.accountId,
    });
    return allowed
      ? undefined
      : `Permissions on the destination ${target} do not allow S3 to publish notifications from this bucket`;
  }

  emitTest(
    bucket: string,
    destinations: readonly { target: "queue" | "topic"; arn: string }[],
    requestId: string,
  ): void {
    const body = JSON.stringify({
      Service: "Amazon S3",
      Event: "s3:TestEvent",
      Time: new Date().toISOString(),
      Bucket: bucket,
      RequestId: requestId,
      HostId: "cloudapi-local",
    });
    for (const { target, arn } of destinations) {
      this.deliveries.add({
        destination: arn,
        bucket,
        key: "",
        attempts: 1,
        deliver: () => this.#send(target, arn, body),
      });
    }
  }

  #deliverByRule(rule: NotificationRule, event: ObjectEvent, sequencer: string): void {
    const { target, arn, id } = rule;
    if (target === "lambda") {
      const handler = this.#functions.get(arn);
      const name = arn.split(":")[6] ?? arn;
      this.#deliver(arn, event, handler === undefined ? 1 : LAMBDA_ATTEMPTS, () => {
        if (handler === undefined)
          throw new Error(
            `No function ${arn} is known to the embedded cloud; add it with addFunction("${name}", handler).`,
          );
        return this.#invoke(name, handler, event, id, sequencer);
      });
      return;
    }
    const body = JSON.stringify(writeS3Event(event, this.#identity, id, sequencer));
    this.#deliver(arn, event, 1, () => this.#send(target, arn, body));
  }

  #invoke(
    name: string,
    handler: FunctionHandler<S3Event>,
    event: ObjectEvent,
    id: string,
    sequencer: string,
  ): unknown {
    return handler(
      writeS3Event(event, this.#identity, id, sequencer),
      makeContext(this.#identity, name),
    );
  }

  #deliver(
    destination: string,
    { bucket, key }: ObjectEvent,
    attempts: number,
    run: () => unknown,
  ): void {
    this.deliveries.add({ destination, bucket, key, attempts, deliver: async () => run() });
  }

  async #send(target: "queue" | "topic", arn: string, body: string): Promise<void> {
    const backend = await this.#backend();
    const answer =
      target === "queue"
        ? await backend.sqs("SendMessage", { QueueUrl: queueUrl(arn), MessageBody: body })
        : await backend.sns(
            new Map([
              ["Action", "Publish"],
              ["TopicArn", arn],
              ["Subject", "Amazon S3 Notification"],
              ["Message", body],
            ]),
          );
    if (answer.status !== 200) throw new Error(`${arn} refused the event: ${answer.body}`);
  }

  /** The policy of a queue or topic, empty if it has none; `undefined` if it does not exist. */
  async #policyOf(target: "queue" | "topic", arn: string): Promise<string | undefined> {
    const backend = await this.#backend();
    if (target === "queue") {
      const answer = await backend.sqs("GetQueueAttributes", {
        QueueUrl: queueUrl(arn),
        AttributeNames: ["QueueArn", "Policy"],
      });
      if (answer.status !== 200) return undefined;
      const { Attributes } = JSON.parse(answer.body) as {
        Attributes: { QueueArn: string; Policy?: string };
      };
      return Attributes.QueueArn === arn ? (Attributes.Policy ?? "") : undefined;
    }
    const answer = await backend.sns(
      new Map([
        ["Action", "GetTopicAttributes"],
        ["TopicArn", arn],
      ]),
    );
    if (answer.status !== 200) return undefined;
    const [, policy = ""] = /<key>Policy<\/key><value>([^<]*)</.exec(answer.body) ?? [];
    return unescapeXml(policy);
  }

  #nextSequencer(): string {
    this.#sequence += 1n;
    return this.#sequence.toString(16).toUpperCase().padStart(18, "0");
  }
}

function ruleCovers(
  { events, prefix, suffix }: NotificationRule,
  { eventName, key }: ObjectEvent,
): boolean {
  return (
    key.startsWith(prefix) &&
    key.endsWith(suffix) &&
    events.some((configured) => coversEvent(configured, `s3:${eventName}`))
  );
}

function filterCovers(
  { bucket, prefix = "", suffix = "" }: ObjectFilter,
  event: ObjectEvent,
): boolean {
  return event.bucket === bucket && event.key.startsWith(prefix) && event.key.endsWith(suffix);
}

function queueUrl(arn: string): string {
  const [, , , , account, name] = arn.split(":");
  return `http://local/${account}/${name}`;
}

function unescapeXml(text: string): string {
  return text
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&quot;", '"')
    .replaceAll("&apos;", "'")
    .replaceAll("&amp;", "&");
}
