import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { CloudFormationClient } from "@aws-sdk/client-cloudformation";
import {
  GetFunctionConfigurationCommand,
  LambdaClient,
  UpdateFunctionConfigurationCommand,
} from "@aws-sdk/client-lambda";
import { RedshiftDataClient } from "@aws-sdk/client-redshift-data";
import {
  CreateBucketCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutBucketNotificationConfigurationCommand,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { apiLogs } from "@cloudapi/core";
import { startLocalCloud } from "@cloudapi/local";
import { buildCreateTable, queryRows, type Warehouse } from "@cloudapi/redshift";
import { dataApiWarehouse } from "@cloudapi/redshift/data-api";
import { transform } from "@cloudapi/transform";
import { s3Sink } from "@cloudapi/transform/s3";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { testServer } from "../../../scripts/lib/test-server.ts";
import { deployStack, uploadFunction } from "./support/deployed-stack.ts";
import { serverConfig } from "./support/server-config.ts";

const ENDPOINT = testServer("CLOUDAPI_TEST_MINISTACK");
const ROW = '{"timestamp":"2025-01-15T10:30:45Z","endpoint":"/api/a","status_code":200}\n';
const ACCOUNT = "000000000000";

describe.skipIf(ENDPOINT === undefined)(
  "warehouse.yaml and ingest.yaml, deployed to MiniStack (CLOUDAPI_TEST_MINISTACK)",
  () => {
    const config = serverConfig(ENDPOINT);
    const s3 = new S3Client({ ...config, forcePathStyle: true });
    const [formation, lambda] = [new CloudFormationClient(config), new LambdaClient(config)];
    const id = crypto.randomUUID().slice(0, 8);
    const [artifacts, NamePrefix] = [`artifacts-${id}`, `house-${id}`];
    const raw = `${NamePrefix}-raw-dev-${ACCOUNT}`;
    let folder = "";
    let parameters: Record<string, string> = {};

    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), "warehouse-"));
      for (const Bucket of [artifacts, raw]) await s3.send(new CreateBucketCommand({ Bucket }));
      await s3.send(
        new PutBucketNotificationConfigurationCommand({
          Bucket: raw,
          NotificationConfiguration: { EventBridgeConfiguration: {} },
        }),
      );
      const LoadCodeKey = await uploadFunction(s3, "load", {
        bucket: artifacts,
        folder,
        // The embedded cloud knows no credentials of MiniStack's.
        added: `
          delete process.env.AWS_SESSION_TOKEN;
          Object.assign(process.env, { AWS_ACCESS_KEY_ID: "test", AWS_SECRET_ACCESS_KEY: "test" });
        `,
      });
      parameters = { NamePrefix, CodeBucket: artifacts, LoadCodeKey };
    }, 120_000);
    afterAll(async () => {
      for (const client of [s3, formation, lambda]) client.destroy();
      await rm(folder, { recursive: true, force: true });
    });

    it("can't have the warehouse itself, of which MiniStack knows nothing", async () => {
      const deployed = deployStack(formation, {
        stackName: `none-${id}`,
        file: "warehouse.yaml",
        parameters: { ...parameters, NamePrefix: `none-${id}` },
      });
      await expect(deployed).rejects.toThrow("AWS::RedshiftServerless::Namespace");
    }, 300_000);

    it("loads a file of Parquet that arrives, by the Data API of the embedded cloud", async () => {
      const cloud = await startLocalCloud({ accessKeyId: "test", secretAccessKey: "test" });
      const own = new S3Client(cloud.clientConfig);
      const data = new RedshiftDataClient(cloud.clientConfig);
      const database = { workgroupName: `${NamePrefix}-dev`, database: "dev" };
      const warehouse = dataApiWarehouse(data, database);
      try {
        const { refused } = await deployStack(formation, {
          stackName: NamePrefix,
          file: "warehouse.yaml",
          parameters,
          leaveOut: (_, { Type }) => Type.startsWith("AWS::RedshiftServerless::"),
          attributes: {
            "HouseWorkgroup.Workgroup.WorkgroupArn": `arn:aws:redshift-serverless:us-east-1:${ACCOUNT}:workgroup/w`,
          },
        });
        expect(refused).toHaveLength(2);
        await pointAt(cloud.clientConfig.endpoint);
        for (const Bucket of [raw, "lake"]) await own.send(new CreateBucketCommand({ Bucket }));
        await warehouse.transaction({ statements: buildCreateTable(apiLogs) });
        const Body = await parquetOf(own);
        const file = { Bucket: raw, Key: "parquet/2025/01/15/a.parquet", Body };
        await own.send(new PutObjectCommand(file));
        await s3.send(new PutObjectCommand({ ...file, Key: "parquet/2025/01/15/b.csv" }));
        await s3.send(new PutObjectCommand(file));
        expect(await rowsWhenLoaded(warehouse)).toEqual(["/api/a"]);
      } finally {
        for (const client of [own, data]) client.destroy();
        await cloud.close();
      }
    }, 300_000);

    /** Have the function find the Data API, and what COPY reads, elsewhere. */
    async function pointAt(endpoint: string): Promise<void> {
      const FunctionName = `${NamePrefix}-load-dev`;
      const { Environment } = await lambda.send(
        new GetFunctionConfigurationCommand({ FunctionName }),
      );
      const Variables = {
        ...Environment?.Variables,
        AWS_ENDPOINT_URL_S3: endpoint,
        AWS_ENDPOINT_URL_REDSHIFT_DATA: endpoint,
      };
      await lambda.send(
        new UpdateFunctionConfigurationCommand({ FunctionName, Environment: { Variables } }),
      );
    }

    async function parquetOf(own: S3Client): Promise<Uint8Array> {
      await transform(apiLogs, ROW, s3Sink(own, { bucket: "lake", prefix: "api_logs/" }));
      const { Contents = [] } = await own.send(new ListObjectsV2Command({ Bucket: "lake" }));
      const Key = Contents.find((each) => each.Key?.endsWith(".parquet"))?.Key;
      const { Body } = await own.send(new GetObjectCommand({ Bucket: "lake", Key }));
      return (await Body?.transformToByteArray()) ?? new Uint8Array();
    }

    async function rowsWhenLoaded(warehouse: Warehouse): Promise<unknown[]> {
      for (let tries = 0; tries < 600; tries++) {
        const rows = [];
        const sql = "SELECT endpoint FROM api_logs";
        for await (const row of queryRows(warehouse, { sql })) rows.push(row["endpoint"]);
        if (rows.length > 0) return rows;
        await sleep(250);
      }
      throw new Error("nothing was loaded");
    }

    it("has the ingester's task and its schedule, as a whole", async () => {
      const { refused, ids } = await deployStack(formation, {
        stackName: `ingest-${id}`,
        file: "ingest.yaml",
        parameters: {
          NamePrefix,
          ImageTag: "1",
          DatabaseType: "postgres",
          DatabaseHost: "db.internal",
          DatabaseName: "shop",
          SecretArn: `arn:aws:secretsmanager:us-east-1:${ACCOUNT}:secret:shop-Ab12Cd`,
          SubnetIds: "subnet-0123456789abcdef0,subnet-0123456789abcdef1",
          SecurityGroupIds: "sg-0123456789abcdef0",
        },
      });
      expect(refused).toEqual([]);
      expect(Object.keys(ids)).toEqual(
        expect.arrayContaining(["IngestTask", "IngestCluster", "IngestSchedule", "IngestFailures"]),
      );
    }, 300_000);
  },
);
