import { AthenaClient, StartQueryExecutionCommand } from "@aws-sdk/client-athena";
import { GetTableCommand, GlueClient } from "@aws-sdk/client-glue";
import {
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { loadConfig } from "@cloudapi/core";
import { evaluatePolicies, readPolicy } from "@cloudapi/iam";
import { type LocalCloud, startLocalCloud } from "@cloudapi/local";
import { ensureBucket } from "@cloudapi/s3";
import { afterAll, beforeAll, expect, it } from "vitest";
import { apiPolicy } from "../lib/api/api-policy.ts";
import { LAKE } from "../lib/lake/load-lake.ts";

const config = loadConfig({});
const Bucket = config.processedBucket;
const TABLES = [
  { table: "api_logs", location: `s3://${Bucket}/lake/api_logs/` },
  { table: "ms1_orders", location: `s3://${config.rawBucket}-ms1/orders/` },
];
const ACCOUNT = { region: "us-east-1", accountId: "000000000000" };
const policy = apiPolicy(config, TABLES, ACCOUNT);
let cloud: LocalCloud;
let s3: S3Client;
let athena: AthenaClient;
let glue: GlueClient;

beforeAll(async () => {
  cloud = await startLocalCloud({ enforce: true });
  const owner = new S3Client(cloud.clientConfig);
  await ensureBucket(owner, { bucket: Bucket });
  owner.destroy();
  const { clientConfig } = cloud.putUser("api", { policies: { api: policy } });
  s3 = new S3Client(clientConfig);
  athena = new AthenaClient(clientConfig);
  glue = new GlueClient(clientConfig);
});

afterAll(async () => {
  for (const client of [s3, athena, glue]) client.destroy();
  await cloud.close();
});

function query(more: object = {}) {
  const input = {
    QueryString: "SELECT 1",
    QueryExecutionContext: { Database: LAKE },
    ResultConfiguration: { OutputLocation: config.athenaOutputLocation },
    ...more,
  };
  return athena.send(new StartQueryExecutionCommand(input));
}

const NEIGHBOURS: Readonly<Record<string, () => Promise<unknown>>> = {
  "query in another work group": () => query({ WorkGroup: "others" }),
  "look at another table": () =>
    glue.send(new GetTableCommand({ DatabaseName: LAKE, Name: "ms1_payroll" })),
  "read what is nobody's table": () =>
    s3.send(new GetObjectCommand({ Bucket, Key: "payroll/a.parquet" })),
  "list the whole bucket": () => s3.send(new ListObjectsV2Command({ Bucket })),
  "write into a table": () =>
    s3.send(new PutObjectCommand({ Bucket, Key: "lake/api_logs/x.parquet", Body: "x" })),
  "write results elsewhere": () =>
    s3.send(new PutObjectCommand({ Bucket, Key: "athena-results-of-others/x.csv", Body: "x" })),
  "delete a table's object": () =>
    s3.send(new DeleteObjectCommand({ Bucket, Key: "lake/api_logs/x.parquet" })),
  "delete a result": () =>
    s3.send(new DeleteObjectCommand({ Bucket, Key: "athena-results/x.csv" })),
};

it.each(Object.keys(NEIGHBOURS))("is not let to %s", async (name) => {
  await expect(NEIGHBOURS[name]?.()).rejects.toMatchObject({
    name: expect.stringMatching(/^AccessDenied/) as string,
  });
});

it("may do what is its own", async () => {
  expect((await query()).QueryExecutionId).toMatch(/^[0-9a-f-]{36}$/);
  const { KeyCount } = await s3.send(
    new ListObjectsV2Command({ Bucket, Prefix: "lake/api_logs/" }),
  );
  expect(KeyCount).toBe(0);
});

it.each([
  ["glue:GetTable", "arn:aws:glue:us-east-1:000000000000:table/datalake_db/ms1_payroll"],
  ["glue:UpdateTable", "arn:aws:glue:us-east-1:000000000000:table/datalake_db/ms1_orders"],
  ["glue:DeleteTable", "arn:aws:glue:us-east-1:000000000000:table/datalake_db/ms1_orders"],
  ["athena:StartQueryExecution", "arn:aws:athena:us-east-1:000000000000:workgroup/others"],
  ["athena:ListQueryExecutions", "arn:aws:athena:us-east-1:000000000000:workgroup/others"],
  ["s3:GetObject", "arn:aws:s3:::cloudapi-logs-raw-ms1/payroll/a.parquet"],
  ["s3:PutObject", "arn:aws:s3:::cloudapi-logs-raw-ms1/orders/a.parquet"],
  ["s3:DeleteObject", "arn:aws:s3:::cloudapi-logs-processed/athena-results/a.csv"],
])("its policy doesn't allow %s on %s", (action, resource) => {
  const { policy: read } = readPolicy(policy);
  if (read === undefined) throw new Error("The policy can't be read.");
  const principal = `arn:aws:iam::${ACCOUNT.accountId}:user/api`;
  const request = { principal, action, resource, context: {} };
  expect(evaluatePolicies({ identity: [read], request }).decision).toBe("implicitDeny");
});
