import { CreateRoleCommand, IAMClient } from "@aws-sdk/client-iam";
import { LambdaClient } from "@aws-sdk/client-lambda";
import { CreateBucketCommand, S3Client } from "@aws-sdk/client-s3";
import { deployFunction } from "@cloudapi/infra";
import { BUCKETS, type ExampleCloud } from "./example-cloud.ts";
import { VALIDATOR_ZIP } from "./sample-files.ts";

const ROLES = { loader: "ec2", "glue-job": "glue", "validate-logs": "lambda" } as const;

/**
 * An account on MiniStack for the examples that need one: 123456789012 in eu-central-1, with the buckets, the roles
 * `loader`, `glue-job` and `validate-logs`, and the function `validate-logs`.
 */
export async function openExampleAccount(endpoint: string): Promise<ExampleCloud> {
  // MiniStack takes an access key of twelve digits for the account's number.
  const credentials = { accessKeyId: "123456789012", secretAccessKey: "test" };
  const config = { endpoint, region: "eu-central-1", credentials };
  const iam = new IAMClient(config);
  const s3 = new S3Client({ ...config, forcePathStyle: true });
  const lambda = new LambdaClient(config);
  for (const bucket of BUCKETS) await createBucket(s3, bucket);
  for (const [name, service] of Object.entries(ROLES)) await createRole(iam, name, service);
  return {
    environment: {
      AWS_ENDPOINT_URL: endpoint,
      AWS_REGION: config.region,
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
      // The names of docs/lambda.md.
      RAW: "cloudapi-logs-raw",
      LAKE: "cloudapi-logs-processed",
      FUNCTION: "validate-logs",
      ACCOUNT: "123456789012",
      TOPIC: "arn:aws:sns:eu-central-1:123456789012:alerts",
    },
    reset: async () => {
      await deployFunction(lambda, {
        functionName: "validate-logs",
        zip: VALIDATOR_ZIP,
        roleArn: "arn:aws:iam::123456789012:role/validate-logs",
      });
    },
    close: async () => {
      for (const client of [iam, s3, lambda]) client.destroy();
    },
  };
}

async function createBucket(s3: S3Client, bucket: string): Promise<void> {
  const configuration = { LocationConstraint: "eu-central-1" } as const;
  await ignoring("BucketAlreadyOwnedByYou", () =>
    s3.send(new CreateBucketCommand({ Bucket: bucket, CreateBucketConfiguration: configuration })),
  );
}

async function createRole(iam: IAMClient, name: string, service: string): Promise<void> {
  const trust = {
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal: { Service: `${service}.amazonaws.com` },
        Action: "sts:AssumeRole",
      },
    ],
  };
  const document = JSON.stringify(trust);
  await ignoring("EntityAlreadyExistsException", () =>
    iam.send(new CreateRoleCommand({ RoleName: name, AssumeRolePolicyDocument: document })),
  );
}

async function ignoring(name: string, send: () => Promise<unknown>): Promise<void> {
  await send().catch((error: unknown) => {
    if (!(error instanceof Error && error.name === name)) throw error;
  });
}
