import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { Authority } from "./access/authority.ts";
import { CallLog } from "./access/call-log.ts";
import { cloudPrincipals } from "./access/cloud-principals.ts";
import { Principals } from "./access/principals.ts";
import type { CloudIdentity } from "./cloud-identity.ts";
import { type LocalCloudOptions, readIdentity } from "./cloud-options.ts";
import { DeliveryQueue } from "./events/delivery-queue.ts";
import { EventHub } from "./events/event-hub.ts";
import { createGateway } from "./http/create-gateway.ts";
import type { LocalCloud } from "./local-cloud.ts";
import type { PublishedMessage } from "./messaging/published-messages.ts";
import { createS3Handler } from "./s3/create-s3-handler.ts";
import { listUnenforced } from "./s3/store/list-unenforced.ts";
import { S3Store } from "./s3/store/s3-store.ts";
import { Clock } from "./scheduling/clock.ts";
import { createServiceRegistry, type ServiceRegistry } from "./service-registry.ts";
import { localWorkers } from "./states/local-workers.ts";

/**
 * Start an embedded cloud on loopback: S3, SNS, SQS, STS, IAM, Athena and the Glue catalog over their real wire protocols,
 * in this process, on a free port.
 *
 * Several can run at once; each has its own buckets, queues and topics.
 *
 * @throws {TypeError} for an unknown or malformed option
 * @throws {CloudApiError} `LOCAL_DATA_DIR_IN_USE` when another cloud holds the data folder, `LOCAL_DATA_DIR_UNUSABLE`
 *   when it can't be made or written to, `LOCAL_DATA_DIR_CORRUPT` when it is damaged
 *
 * @example
 * ```ts
 * import { CreateBucketCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
 * import { startLocalCloud } from "@cloudapi/local";
 *
 * const cloud = await startLocalCloud();
 * const created: string[] = [];
 * cloud.onObjectCreated({ bucket: "raw", suffix: ".csv" }, (event) => {
 *   created.push(...event.Records.map((record) => record.s3.object.key));
 * });
 *
 * const s3 = new S3Client(cloud.clientConfig);
 * await s3.send(new CreateBucketCommand({ Bucket: "raw" }));
 * await s3.send(new PutObjectCommand({ Bucket: "raw", Key: "2025/01/15/logs.csv", Body: "a,b\n" }));
 * await cloud.idle();
 * console.log(created); // => ["2025/01/15/logs.csv"]
 * await cloud.close();
 * ```
 */
export async function startLocalCloud(options: LocalCloudOptions = {}): Promise<LocalCloud> {
  const identity = readIdentity(options);
  const store = await S3Store.open(options.dataDir, { repair: options.repairDataDir });
  const published: PublishedMessage[] = [];
  let endpoint = "";
  const now = Date.now;
  const principals = new Principals(identity, now);
  const log = new CallLog();
  const authority = options.enforce === true ? new Authority(identity, log, now) : undefined;
  const tasks = localWorkers(() => events);
  const deliveries = new DeliveryQueue(options.onDeliveryFailure);
  const clock = new Clock(options.schedulesFrom);
  const registry = createServiceRegistry({
    clock,
    deliveries,
    states: { ...tasks.used, skipWaits: options.skipWaits === true },
    identity,
    principals,
    authority,
    bucketPolicy: (name) =>
      store.hasBucket(name) ? store.bucket(name).settings.policy : undefined,
    address: () => endpoint,
    onPublished: (message) => published.push(message),
    warehouse: options.warehouse,
  });
  const events = new EventHub(identity, () => registry.messaging(), deliveries);
  events.onEventBridge((event) => registry.receive({ ...event } as never));
  for (const [name, handler] of Object.entries(options.functions ?? {}))
    events.addFunction(name, handler);
  const shared = { identity, now, authority, credential: principals.credential };
  const s3 = createS3Handler({ ...shared, store, events });
  const server = createGateway({ ...shared, s3, service: (name) => registry.endpoint(name) });
  endpoint = await listen(server);
  return {
    ...describe(identity, endpoint),
    ...cloudPrincipals(principals, identity, () => endpoint),
    onObjectCreated: (filter, handler) => events.onObjectCreated(filter, handler),
    addFunction: (name, handler) => events.addFunction(name, handler),
    onEventBridge: (handler) => events.onEventBridge(handler),
    ...tasks.added,
    passTime: (until) => passTime(registry, until),
    idle: () => untilIdle(deliveries, registry),
    failures: deliveries.failures,
    get unenforced() {
      return listUnenforced(store.buckets(), authority !== undefined);
    },
    calls: log.calls,
    repaired: store.repair,
    publishedMessages: (topicArn) =>
      published.filter((message) => topicArn === undefined || message.topicArn === topicArn),
    close: onlyOnce(async () => {
      deliveries.close();
      await stop(server);
      await registry.close();
      await store.close();
    }),
  };
}

async function passTime(registry: ServiceRegistry, until: Date): Promise<void> {
  if (!(until instanceof Date) || Number.isNaN(until.getTime()))
    throw new TypeError("passTime: until must be a valid Date.");
  await registry.passTime(until.getTime());
}

async function untilIdle(deliveries: DeliveryQueue, registry: ServiceRegistry): Promise<void> {
  // A rule's event starts an execution, which may write what is an event again.
  for (let turn = 0; turn < 3; turn++) {
    await deliveries.idle();
    await registry.statesIdle();
  }
  await deliveries.idle();
}

function listen(server: Server): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as AddressInfo;
      resolve(`http://127.0.0.1:${port}`);
    });
  });
}

function describe(identity: CloudIdentity, endpoint: string) {
  const { region, accountId, accessKeyId, secretAccessKey } = identity;
  const credentials = { accessKeyId, secretAccessKey };
  return {
    endpoint,
    region,
    accountId,
    credentials,
    clientConfig: { endpoint, region, credentials, forcePathStyle: true as const },
    env: {
      AWS_ENDPOINT_URL_S3: endpoint,
      AWS_ENDPOINT_URL_SFN: endpoint,
      AWS_ENDPOINT_URL_SCHEDULER: endpoint,
      AWS_ENDPOINT_URL_EVENTBRIDGE: endpoint,
      AWS_ENDPOINT_URL_ATHENA: endpoint,
      AWS_ENDPOINT_URL_GLUE: endpoint,
      AWS_ENDPOINT_URL_REDSHIFT_DATA: endpoint,
      AWS_ENDPOINT_URL_SNS: endpoint,
      AWS_ENDPOINT_URL_SQS: endpoint,
      AWS_ENDPOINT_URL_STS: endpoint,
      AWS_ENDPOINT_URL_IAM: endpoint,
      AWS_REGION: region,
      AWS_DEFAULT_REGION: region,
      AWS_ACCESS_KEY_ID: accessKeyId,
      AWS_SECRET_ACCESS_KEY: secretAccessKey,
    },
  };
}

function stop(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

function onlyOnce(run: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | undefined;
  return () => (done ??= run());
}
