import { AthenaClient } from "@aws-sdk/client-athena";
import { S3Client } from "@aws-sdk/client-s3";
import { SNSClient } from "@aws-sdk/client-sns";
import { type Config, loadConfig } from "@cloudapi/core";
import { type LocalCloud, startLocalCloud } from "@cloudapi/local";

/** Clients and settings of an example, on the embedded cloud or on AWS. */
export interface Environment {
  readonly config: Config;
  readonly s3: S3Client;
  readonly athena: AthenaClient;
  readonly sns: SNSClient;
  /** The embedded cloud, unless the examples run on AWS. */
  readonly cloud: LocalCloud | undefined;
  close(): Promise<void>;
}

/** The embedded cloud, or AWS when `CLOUDAPI_TARGET=aws`; the examples are the same on both. */
export async function openEnvironment(): Promise<Environment> {
  const config = loadConfig(process.env);
  const cloud = config.target === "local" ? await startLocalCloud() : undefined;
  const clientConfig = cloud?.clientConfig ?? { region: config.region };
  const clients = {
    s3: new S3Client(clientConfig),
    athena: new AthenaClient(clientConfig),
    sns: new SNSClient(clientConfig),
  };
  async function close(): Promise<void> {
    for (const client of Object.values(clients)) client.destroy();
    await cloud?.close();
  }
  return { config, ...clients, cloud, close };
}

/** Run one example by itself, and print an error as its message alone. */
export async function runExample(
  example: (environment: Environment) => Promise<void>,
): Promise<void> {
  let environment: Environment | undefined;
  try {
    environment = await openEnvironment();
    await example(environment);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  } finally {
    await environment?.close();
  }
}
