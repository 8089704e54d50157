import type { AddressInfo } from "node:net";
import { refuseUnknownOptions } from "@cloudapi/core";
import type { CloudIdentity } from "./cloud-identity.ts";
import { createGateway } from "./http/create-gateway.ts";
import type { ServiceEndpoint } from "./http/service-endpoint.ts";
import { createS3Handler } from "./s3/create-s3-handler.ts";
import { S3Store } from "./s3/store/s3-store.ts";

/** How an embedded cloud is to be. */
export interface LocalCloudOptions {
  /** A folder in which buckets and objects outlive the process; without it they end with the cloud. */
  readonly dataDir?: string;
  /** Default `us-east-1`. */
  readonly region?: string;
  /** Default an obviously fake one. */
  readonly accessKeyId?: string;
  /** Default an obviously fake one. */
  readonly secretAccessKey?: string;
}

/** A running embedded cloud. */
export interface LocalCloud {
  /** The address of all services, such as `http://127.0.0.1:40123`. */
  readonly endpoint: string;
  readonly region: string;
  readonly accountId: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  /** Ready for `new S3Client(cloud.clientConfig)` and the other clients. */
  readonly clientConfig: {
    readonly endpoint: string;
    readonly region: string;
    readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
    readonly forcePathStyle: true;
  };
  /** The environment variables with which AWS SDKs and tools find this cloud by themselves. */
  readonly env: Readonly<Record<string, string>>;
  /** Stop: connections are closed, temporary files removed. */
  close(): Promise<void>;
}

const KNOWN_OPTIONS = ["dataDir", "region", "accessKeyId", "secretAccessKey"];

/**
 * Start an embedded cloud on loopback: S3, SNS, SQS and Athena endpoints in this process.
 */
export async function startLocalCloud(options: LocalCloudOptions = {}): Promise<LocalCloud> {
  refuseUnknownOptions("startLocalCloud", options, KNOWN_OPTIONS);
  const identity: CloudIdentity = {
    region: options.region ?? "us-east-1",
    accountId: "000000000000",
    accessKeyId: options.accessKeyId ?? "AKIALOCALCLOUDEXAMPLE",
    secretAccessKey: options.secretAccessKey ?? "local-cloud-secret-not-for-aws",
  };
  const now = () => Date.now();
  const store = await S3Store.open(options.dataDir);
  const events = { emit: () => {}, refuseDestination: async () => undefined, emitTest: () => {} };
  const s3 = createS3Handler({ store, identity, events, now });
  const service = async (_name: string): Promise<ServiceEndpoint | undefined> => undefined;
  const server = createGateway({ identity, now, s3, service });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const credentials = { accessKeyId: identity.accessKeyId, secretAccessKey: identity.secretAccessKey };
  return {
    endpoint,
    region: identity.region,
    accountId: identity.accountId,
    credentials,
    clientConfig: { endpoint, region: identity.region, credentials, forcePathStyle: true },
    env: {
      AWS_ENDPOINT_URL_S3: endpoint,
      AWS_ENDPOINT_URL_ATHENA: endpoint,
      AWS_ENDPOINT_URL_SNS: endpoint,
      AWS_ENDPOINT_URL_SQS: endpoint,
      AWS_ENDPOINT_URL_STS: endpoint,
      AWS_REGION: identity.region,
      AWS_ACCESS_KEY_ID: identity.accessKeyId,
      AWS_SECRET_ACCESS_KEY: identity.secretAccessKey,
    },
    close: async () => {
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
      await store.close();
    },
  };
}
