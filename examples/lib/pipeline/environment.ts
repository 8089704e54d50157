import { AthenaClient } from "@aws-sdk/client-athena";
import { GlueClient } from "@aws-sdk/client-glue";
import { S3Client } from "@aws-sdk/client-s3";
import { type Config, loadConfig } from "@cloudapi/core";
import { lambdaTrustPolicy } from "@cloudapi/iam";
import { type LocalCloud, startLocalCloud } from "@cloudapi/local";
import { runnerPolicies, validatorPolicy } from "./demo-policies.ts";

/** Clients and settings of the demo, on the embedded cloud or on AWS. */
export interface Environment {
  readonly config: Config;
  readonly s3: S3Client;
  readonly athena: AthenaClient;
  readonly glue: GlueClient;
  /** With what the validation Lambda works, on the embedded cloud. */
  readonly validatorS3: S3Client;
  /** The embedded cloud, unless the demo runs on AWS. */
  readonly cloud: LocalCloud | undefined;
  close(): Promise<void>;
}

/**
 * The embedded cloud, or AWS when `CLOUDAPI_TARGET=aws`. The embedded cloud enforces: the demo may do what its own policies
 * say, and the validator what the policy of its role says.
 */
export async function openEnvironment(): Promise<Environment> {
  const config = loadConfig(process.env);
  const cloud = config.target === "local" ? await startLocalCloud({ enforce: true }) : undefined;
  try {
    return open(config, cloud);
  } catch (error) {
    await cloud?.close();
    throw error;
  }
}

function open(config: Config, cloud: LocalCloud | undefined): Environment {
  const clientConfig = cloud === undefined ? { region: config.region } : runner(cloud, config);
  const clients = {
    s3: new S3Client(clientConfig),
    athena: new AthenaClient(clientConfig),
    glue: new GlueClient(clientConfig),
    validatorS3: new S3Client(cloud === undefined ? clientConfig : validator(cloud, config)),
  };
  async function close(): Promise<void> {
    for (const client of Object.values(clients)) client.destroy();
    await cloud?.close();
  }
  return { config, ...clients, cloud, close };
}

/** Whoever runs the demo, with policies that are written for it. */
function runner(cloud: LocalCloud, config: Config) {
  const policies = runnerPolicies(config, cloud).map(
    (policy, at) => [`demo${at + 1}`, policy] as const,
  );
  return cloud.putUser("demo", { policies: Object.fromEntries(policies) }).clientConfig;
}

/** What Lambda hands to the validator: a session of its role. */
function validator(cloud: LocalCloud, config: Config) {
  const { arn } = cloud.putRole("validator", {
    trust: lambdaTrustPolicy({ accountId: cloud.accountId }),
    policies: { validator: validatorPolicy(config, cloud) },
  });
  return cloud.serviceSession({ roleArn: arn, service: "lambda.amazonaws.com" }).clientConfig;
}
