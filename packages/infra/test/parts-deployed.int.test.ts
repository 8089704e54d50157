import { createHash } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { AthenaClient } from "@aws-sdk/client-athena";
import { CloudFormationClient } from "@aws-sdk/client-cloudformation";
import { LambdaClient } from "@aws-sdk/client-lambda";
import {
  CreateBucketCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { SFNClient, StartExecutionCommand } from "@aws-sdk/client-sfn";
import { query } from "@cloudapi/athena";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { testServer } from "../../../scripts/lib/test-server.ts";
import { askFunction } from "./support/ask-function.ts";
import {
  computesWithMetrics,
  type DeployedStack,
  deployStack,
  uploadFunction,
} from "./support/deployed-stack.ts";
import { endedRun } from "./support/ended-run.ts";
import { serverConfig } from "./support/server-config.ts";

const ENDPOINT = testServer("CLOUDAPI_TEST_MINISTACK");
const ROWS = [200, 404, 500]
  .map((status) =>
    JSON.stringify({ timestamp: "2025-01-15T10:30:45Z", endpoint: "/api/a", status_code: status }),
  )
  .join("\n");

describe.skipIf(ENDPOINT === undefined)(
  "all parts of template.yaml, deployed to MiniStack (CLOUDAPI_TEST_MINISTACK)",
  () => {
    const config = serverConfig(ENDPOINT);
    const s3 = new S3Client({ ...config, forcePathStyle: true });
    const formation = new CloudFormationClient(config);
    const lambda = new LambdaClient(config);
    const states = new SFNClient(config);
    const id = crypto.randomUUID().slice(0, 8);
    const key = crypto.randomUUID();
    const artifacts = `artifacts-${id}`;
    let folder = "";
    let stack: DeployedStack = { outputs: {}, ids: {}, refused: [] };
    let parameters: Record<string, string> = {};

    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), "parts-"));
      await s3.send(new CreateBucketCommand({ Bucket: artifacts }));
      const place = { bucket: artifacts, folder };
      parameters = {
        NamePrefix: `parts-${id}`,
        // A database is of its stage alone: dev is that of the other test.
        Stage: "prod",
        CodeBucket: artifacts,
        ValidatorCodeKey: await uploadFunction(s3, "validate", place),
        TransformCodeKey: await uploadFunction(s3, "transform", place),
        ApiCodeKey: await uploadFunction(s3, "api", place),
        ApiKeys: `ana:${createHash("sha256").update(key).digest("hex")}`,
      };
      stack = await deployStack(formation, {
        stackName: `parts-${id}`,
        file: "template.yaml",
        parameters,
        leaveOut: computesWithMetrics,
      });
    }, 300_000);
    afterAll(async () => {
      for (const client of [s3, formation, lambda, states]) client.destroy();
      await rm(folder, { recursive: true, force: true });
    });

    async function keysUnder(Prefix: string, count: number): Promise<string[]> {
      const Bucket = stack.outputs["ProcessedBucketName"];
      for (let tries = 0; tries < 600; tries++) {
        const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket, Prefix }));
        if (Contents.length >= count) return Contents.map(({ Key = "" }) => Key);
        await sleep(250);
      }
      throw new Error(`not ${count} objects under ${Prefix}`);
    }

    it("takes an upload to a verdict and to a table, each by its own function", async () => {
      const Bucket = stack.outputs["RawBucketName"] ?? "";
      const Key = "raw/2025/01/15/a.ndjson";
      await s3.send(new PutObjectCommand({ Bucket, Key, Body: ROWS }));
      expect(await keysUnder(`quarantine/verdicts/${Bucket}/${Key}/`, 1)).toHaveLength(1);
      expect(await keysUnder("tables/api_logs/_manifests/", 1)).toHaveLength(1);
      const data = await keysUnder("tables/api_logs/year=2025/month=01/day=15/", 1);
      expect(data[0]).toMatch(/\.parquet$/);
    }, 240_000);

    it("counts the rows in the work group", async () => {
      const athena = new AthenaClient(config);
      const { DatabaseName: database = "", WorkGroupName: workGroup = "" } = stack.outputs;
      const sql = "SELECT count(*) AS n FROM api_logs WHERE year = 2025 AND month = 1 AND day = 15";
      const rows = [];
      for await (const row of query(athena, { sql, database, workGroup })) rows.push(row);
      athena.destroy();
      expect(rows).toEqual([{ n: 3n }]);
    }, 120_000);

    it("answers by the API's function who has the key, and nobody else", async () => {
      const path = "/api/api_logs?limit=10&from=2025-01-15&to=2025-01-16";
      expect(await ask(path, {})).toMatchObject({ statusCode: 401 });
      expect(await ask(path, { "x-api-key": "wrong" })).toMatchObject({ statusCode: 401 });
      // MiniStack's Athena can't answer the API's query, which the embedded cloud can, in the API's own tests.
      const ana = await ask(path, { "x-api-key": key });
      expect(ana).toMatchObject({
        statusCode: 502,
        body: expect.stringContaining("ENGINE_FAILED") as unknown,
      });
      const page = await ask("/dashboard", { authorization: `Basic ${btoa(`ana:${key}`)}` });
      expect(page).toMatchObject({
        statusCode: 200,
        body: expect.stringContaining("<html") as unknown,
      });
    }, 240_000);

    function ask(path: string, headers: Readonly<Record<string, string>>): Promise<unknown> {
      return askFunction(lambda, `parts-${id}-api-prod`, { path, headers });
    }

    it("has requests of the API's address at its function, under a host of MiniStack's that no URL can have", async () => {
      const api = `${ENDPOINT}/_aws/execute-api/${stack.ids["ApiHttp"]}/$default`;
      const response = await fetch(`${api}/openapi.json`);
      expect([response.status, await response.text()]).toEqual([400, "Invalid request"]);
      expect(URL.canParse(stack.outputs["ApiUrl"] ?? "")).toBe(false);
    }, 120_000);

    it("can't be given a budget, of which MiniStack's CloudFormation knows nothing", async () => {
      const deployed = deployStack(formation, {
        stackName: `budget-${id}`,
        file: "template.yaml",
        parameters: { ...parameters, NamePrefix: `budget-${id}`, MonthlyBudgetUsd: "50" },
        leaveOut: computesWithMetrics,
      });
      await expect(deployed).rejects.toThrow("AWS::Budgets::Budget");
    }, 240_000);

    it("has nightly.yaml beside it, as a whole, whose machines begin a day", async () => {
      const { NamePrefix = "", Stage = "" } = parameters;
      const { ids, refused } = await deployStack(formation, {
        stackName: `nightly-${id}`,
        file: "nightly.yaml",
        parameters: { NamePrefix, Stage },
        bucket: { s3, name: artifacts },
      });
      expect(refused).toEqual([]);
      const Bucket = stack.outputs["RawBucketName"] ?? "";
      await s3.send(new PutObjectCommand({ Bucket, Key: "raw/2025/01/16/a.ndjson", Body: ROWS }));
      const input = JSON.stringify({ day: "2025-01-16" });
      const stateMachineArn = ids["BatchMachinestart"];
      await states.send(new StartExecutionCommand({ stateMachineArn, input }));
      const run = await endedRun(states, ids["BatchMachinerun"] ?? "");
      // MiniStack lists no bucket for a Map, so that there is nothing to count: the whole night runs on the embedded cloud.
      expect(run).toMatchObject({
        entered: ["Prepare", "Transform", "FilesDone"],
        status: "FAILED",
        error: "States.QueryEvaluationError",
      });
    }, 240_000);
  },
);
