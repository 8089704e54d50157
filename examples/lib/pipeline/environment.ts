import { AthenaClient } from "@aws-sdk/client-athena";
import { S3Client } from "@aws-sdk/client-s3";
import { type Config, loadConfig } from "@cloudapi/core";
import { type LocalCloud, startLocalCloud } from "@cloudapi/local";

/** Clients and settings of the demo, on the embedded cloud or on AWS. */
export interface Environment {
  readonly config: Config;
  readonly s3: S3Client;
  readonly athena: AthenaClient;
  /** The embedded cloud, unless the demo runs on AWS. */
  readonly cloud: LocalCloud | undefined;
  close(): Promise<void>;
}

/** The embedded cloud, or AWS when `CLOUDAPI_TARGET=aws`. */
export async function openEnvironment(): Promise<Environment> {
  const config = loadConfig(process.env);
  const cloud = config.target === "local" ? await startLocalCloud() : undefined;
  const clientConfig = cloud?.clientConfig ?? { region: config.region };
  const clients = {
    s3: new S3Client(clientConfig),
    athena: new AthenaClient(clientConfig),
  };
  async function close(): Promise<void> {
    for (const client of Object.values(clients)) client.destroy();
    await cloud?.close();
  }
  return { config, ...clients, cloud, close };
}
