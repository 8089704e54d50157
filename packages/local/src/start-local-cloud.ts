import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
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
import { createServiceRegistry } from "./service-registry.ts";

/**
 * Start an embedded cloud on loopback: S3, SNS, SQS, STS and Athena over their real wire protocols,
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
  const registry = createServiceRegistry({
    identity,
    address: () => endpoint,
    onPublished: (message) => published.push(message),
  });
  const deliveries = new DeliveryQueue(options.onDeliveryFailure);
  const events = new EventHub(identity, () => registry.messaging(), deliveries);
  for (const [name, handler] of Object.entries(options.functions ?? {}))
    events.addFunction(name, handler);
  const now = Date.now;
  const s3 = createS3Handler({ store, identity, events, now });
  const server = createGateway({ identity, now, s3, service: (name) => registry.endpoint(name) });
  endpoint = await listen(server);
  return {
    ...describe(identity, endpoint),
    onObjectCreated: (filter, handler) => events.onObjectCreated(filter, handler),
    addFunction: (name, handler) => events.addFunction(name, handler),
    onEventBridge: (handler) => events.onEventBridge(handler),
    idle: () => deliveries.idle(),
    failures: deliveries.failures,
    get unenforced() {
      return listUnenforced(store.buckets());
    },
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
      AWS_ENDPOINT_URL_ATHENA: endpoint,
      AWS_ENDPOINT_URL_SNS: endpoint,
      AWS_ENDPOINT_URL_SQS: endpoint,
      AWS_ENDPOINT_URL_STS: endpoint,
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
