import type { JsonObject } from "@cloudapi/orchestration";
import type { Authority } from "./access/authority.ts";
import type { Principals } from "./access/principals.ts";
import type { BridgeEndpoint } from "./bridge/bridge-endpoint.ts";
import type { TargetSurroundings } from "./bridge/targets.ts";
import type { CloudIdentity } from "./cloud-identity.ts";
import type { DeliveryQueue } from "./events/delivery-queue.ts";
import type { ServiceEndpoint } from "./http/service-endpoint.ts";
import type { MessagingBackend } from "./messaging/messaging-backend.ts";
import type { PublishedMessage } from "./messaging/published-messages.ts";
import type { PostgresPool } from "./redshift/engine/postgres-engine.ts";
import type { Clock } from "./scheduling/clock.ts";
import type { SchedulerEndpoint } from "./scheduling/scheduler-endpoint.ts";
import type { StatesEndpoint, StatesSurroundings } from "./states/states-endpoint.ts";
import { createStsEndpoint } from "./sts/sts-endpoint.ts";

/** The services beside S3; each is loaded when it is first called, so that starting stays quick. */
export interface ServiceRegistry {
  /** An endpoint by its signing name; `undefined` for a service this cloud does not have. */
  endpoint(name: string): Promise<ServiceEndpoint | undefined>;
  /** The store behind SNS and SQS. */
  messaging(): Promise<MessagingBackend>;
  /** Let the clock of schedules go on until then. */
  passTime(untilMs: number): Promise<void>;
  /** Have the rules of EventBridge see an event. */
  receive(event: JsonObject): Promise<void>;
  /** Resolves when no execution of Step Functions runs. */
  statesIdle(): Promise<void>;
  close(): Promise<void>;
}

/** What the services need to know. */
export interface RegistryOptions {
  readonly identity: CloudIdentity;
  /** The address of the cloud, known once it listens. */
  readonly address: () => string;
  readonly principals: Principals;
  /** Where the cloud enforces policies. */
  readonly authority: Authority | undefined;
  readonly bucketPolicy: (bucket: string) => string | undefined;
  readonly onPublished: (message: PublishedMessage) => void;
  /** What Step Functions works with beside the other services. */
  readonly states: Pick<StatesSurroundings, "workers" | "listeners" | "skipWaits">;
  /** By which schedules fire. */
  readonly clock: Clock;
  /** What carries out what schedules and rules start. */
  readonly deliveries: DeliveryQueue;
  /** A PostgreSQL of the user's that stands in for Redshift. */
  readonly warehouse: PostgresPool | undefined;
}

/** Make the registry; nothing is loaded yet. */
export function createServiceRegistry(options: RegistryOptions): ServiceRegistry {
  const { identity, address, onPublished, principals } = options;
  const messaging = once(async () => {
    const { openMessagingBackend } = await import("./messaging/messaging-backend.ts");
    return openMessagingBackend(identity, onPublished);
  });
  const athena = once(async () => {
    const { openAthenaEndpoint } = await import("./athena/open-athena-endpoint.ts");
    return openAthenaEndpoint({ ...options, endpoint: address() });
  });
  const endpoint = async (name: string) => loaders[name]?.();
  const states = once<StatesEndpoint>(async () => {
    const { createStatesEndpoint } = await import("./states/states-endpoint.ts");
    return createStatesEndpoint({ ...options, ...options.states, endpoint });
  });
  const { scheduler, bridge, passTime } = triggers(options, endpoint);
  const loaders: Readonly<Record<string, Loader>> = {
    // First, so that on closing nothing is running any more that calls the others.
    scheduler,
    events: bridge,
    states,
    sqs: once(async () => {
      const { createSqsEndpoint } = await import("./messaging/sqs-endpoint.ts");
      return createSqsEndpoint(await messaging(), identity, address());
    }),
    sns: once(async () => {
      const { createSnsEndpoint } = await import("./messaging/sns-endpoint.ts");
      return createSnsEndpoint(await messaging(), identity);
    }),
    sts: once(async () => createStsEndpoint({ accountId: identity.accountId, principals })),
    iam: once(async () => {
      const { createIamEndpoint } = await import("./iam/iam-endpoint.ts");
      return createIamEndpoint(principals);
    }),
    "redshift-data": once(async () => {
      const { openRedshiftEndpoint } = await import("./redshift/open-redshift-endpoint.ts");
      return openRedshiftEndpoint({ identity, endpoint: address(), pool: options.warehouse });
    }),
    athena,
    // The catalog that Athena's statements read and write, over its own API.
    glue: once(async () => ({
      accessOf: async (request) => (await athena()).accessOf(request),
      handle: async (request) => (await athena()).handle(request),
      close: async () => {},
    })),
  };
  return {
    endpoint,
    messaging,
    passTime,
    receive: async (event) => (await bridge.loaded)?.receive(event),
    statesIdle: async () => (await states.loaded)?.idle(),
    close: async () => {
      for (const loader of Object.values(loaders)) await closeLoaded(loader);
      await closeLoaded(messaging);
    },
  };
}

/** What starts things by time and by event. */
function triggers(options: RegistryOptions, endpoint: Endpoint) {
  const { identity, clock, deliveries } = options;
  const targets = once<TargetSurroundings>(async () => {
    const { ServiceCalls } = await import("./states/integrations/service-calls.ts");
    const calls = new ServiceCalls({ ...options, endpoint });
    return { calls, functionOf: options.states.workers.functionOf, deliveries };
  });
  const scheduler = once<SchedulerEndpoint>(async () => {
    const { createSchedulerEndpoint } = await import("./scheduling/scheduler-endpoint.ts");
    return createSchedulerEndpoint(identity, clock, await targets());
  });
  const bridge = once<BridgeEndpoint>(async () => {
    const { createBridgeEndpoint } = await import("./bridge/bridge-endpoint.ts");
    return createBridgeEndpoint(identity, await targets());
  });
  const passTime = async (untilMs: number) => {
    clock.moveTo(untilMs);
    (await scheduler.loaded)?.passTime(untilMs);
  };
  return { scheduler, bridge, passTime };
}

type Endpoint = ServiceRegistry["endpoint"];
type Loader = Once<ServiceEndpoint>;

interface Once<T> {
  (): Promise<T>;
  /** What was loaded, if anything was. */
  loaded?: Promise<T>;
}

function once<T>(load: () => Promise<T>): Once<T> {
  const get: Once<T> = () => (get.loaded ??= load());
  return get;
}

/** What failed to load has nothing to close. */
async function closeLoaded({ loaded }: Once<{ close(): Promise<void> }>): Promise<void> {
  const service = await loaded?.catch(() => undefined);
  await service?.close();
}
