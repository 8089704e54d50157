import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { AthenaClient } from "@aws-sdk/client-athena";
import {
  CloudFormationClient,
  DeleteStackCommand,
  DescribeStacksCommand,
} from "@aws-sdk/client-cloudformation";
import { GetRolePolicyCommand, IAMClient, ListRolesCommand } from "@aws-sdk/client-iam";
import {
  CreateBucketCommand,
  GetObjectCommand,
  HeadBucketCommand,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { query } from "@cloudapi/athena";
import { apiLogs } from "@cloudapi/core";
import type { PolicyDocument } from "@cloudapi/iam";
import { startLocalCloud } from "@cloudapi/local";
import { transform } from "@cloudapi/transform";
import { s3Sink } from "@cloudapi/transform/s3";
import { createValidationHandler, type Verdict, verdictKey } from "@cloudapi/validation/lambda";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { testServer } from "../../../scripts/lib/test-server.ts";
import { computesWithMetrics, deployStack, uploadFunction } from "./support/deployed-stack.ts";
import { serverConfig } from "./support/server-config.ts";

const ENDPOINT = testServer("CLOUDAPI_TEST_MINISTACK");
const GOOD = '{"timestamp":"2025-01-15T10:30:45Z","endpoint":"/api/users","status_code":200}\n';

describe.skipIf(ENDPOINT === undefined)(
  "the template, deployed to MiniStack (CLOUDAPI_TEST_MINISTACK)",
  () => {
    const config = serverConfig(ENDPOINT);
    const s3 = new S3Client({ ...config, forcePathStyle: true });
    const [formation, iam] = [new CloudFormationClient(config), new IAMClient(config)];
    const id = crypto.randomUUID().slice(0, 8);
    const StackName = `pipeline-${id}`;
    const refused: string[] = [];
    let outputs: Readonly<Record<string, string>> = {};
    let folder = "";

    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), "stack-"));
      const bucket = `artifacts-${id}`;
      await s3.send(new CreateBucketCommand({ Bucket: bucket }));
      const stack = await deployStack(formation, {
        stackName: StackName,
        file: "template.yaml",
        parameters: {
          NamePrefix: `logs-${id}`,
          Stage: "dev",
          CodeBucket: bucket,
          ValidatorCodeKey: await uploadFunction(s3, "validate", { bucket, folder }),
        },
        leaveOut: computesWithMetrics,
      });
      outputs = stack.outputs;
      refused.push(...stack.refused);
    }, 300_000);
    afterAll(async () => {
      for (const client of [s3, formation, iam]) client.destroy();
      await rm(folder, { recursive: true, force: true });
    });

    /** The policy as the stack has it, in another account. */
    async function validatorPolicy(accountId: string): Promise<PolicyDocument> {
      const { Roles = [] } = await iam.send(new ListRolesCommand({}));
      const { RoleName } =
        Roles.find((each) => each.RoleName?.startsWith(`${StackName}-ValidatorRole`)) ?? {};
      const { PolicyDocument: text = "" } = await iam.send(
        new GetRolePolicyCommand({ RoleName, PolicyName: "needs" }),
      );
      const moved = decodeURIComponent(text).replaceAll("000000000000", accountId);
      return JSON.parse(moved) as PolicyDocument;
    }

    it("is taken as a whole, but for the alarm that computes with metrics", () => {
      expect(refused).toHaveLength(1);
      expect(refused[0]).toContain("RejectedShare");
      expect(Object.keys(outputs).toSorted()).toEqual([
        "AlertTopicArn",
        "DatabaseName",
        "ProcessedBucketName",
        "RawBucketName",
        "ValidatorArn",
        "WorkGroupName",
      ]);
    });

    it("validates what is uploaded, and says so where the smoke test looks", async () => {
      const { RawBucketName: bucket = "", ProcessedBucketName: lake = "" } = outputs;
      const object = { bucket, key: "raw/2025/01/15/a.ndjson" };
      const { VersionId } = await s3.send(
        new PutObjectCommand({ Bucket: bucket, Key: object.key, Body: `${GOOD}{"no":1}\n` }),
      );
      const key = verdictKey("quarantine/", { ...object, versionId: VersionId });
      const verdict = await verdictAt(lake, key);
      expect(verdict).toMatchObject({ passed: false, rowsIn: 2, rowsRejected: 1 });
    }, 180_000);

    async function verdictAt(Bucket: string, Key: string): Promise<Verdict> {
      for (let tries = 0; tries < 600; tries++) {
        const found = await s3.send(new GetObjectCommand({ Bucket, Key })).catch(() => undefined);
        if (found !== undefined)
          return JSON.parse((await found.Body?.transformToString()) ?? "") as Verdict;
        await sleep(250);
      }
      throw new Error(`no verdict at ${Key}`);
    }

    it("has a table and a work group, by which rows are counted", async () => {
      const { ProcessedBucketName: bucket = "" } = outputs;
      const { DatabaseName: database = "", WorkGroupName: workGroup = "" } = outputs;
      const sink = s3Sink(s3, { bucket, prefix: "tables/api_logs/" });
      await transform(apiLogs, GOOD, sink);
      const athena = new AthenaClient(config);
      const sql = "SELECT count(*) AS n FROM api_logs WHERE year = 2025 AND month = 1 AND day = 15";
      const rows = [];
      for await (const row of query(athena, { sql, database, workGroup })) rows.push(row);
      athena.destroy();
      expect(rows).toEqual([{ n: 1n }]);
    }, 120_000);

    it("gives the function a role that does its work on a cloud that enforces it, and denies each neighbour", async () => {
      const { RawBucketName: raw = "", ProcessedBucketName: lake = "" } = outputs;
      const cloud = await startLocalCloud({ enforce: true });
      const policy = await validatorPolicy(cloud.accountId);
      const owner = new S3Client(cloud.clientConfig);
      const role = cloud.putUser("validator", { policies: { needs: policy } });
      const own = new S3Client(role.clientConfig);
      try {
        for (const Bucket of [raw, lake, `other-${id}`])
          await owner.send(new CreateBucketCommand({ Bucket }));
        const put = (Bucket: string, Key: string) =>
          owner.send(new PutObjectCommand({ Bucket, Key, Body: GOOD }));
        const { ETag: eTag } = await put(raw, "raw/a.ndjson");
        const quarantine = { bucket: lake, prefix: "quarantine/" };
        const handler = createValidationHandler({
          dataset: apiLogs,
          bucket: raw,
          prefix: "raw/",
          quarantine,
          s3: own,
          logger: false,
        });
        const object = { key: "raw/a.ndjson", eTag, sequencer: "1" };
        const record = { eventName: "ObjectCreated:Put", s3: { bucket: { name: raw }, object } };
        expect(await handler({ Records: [record] })).toMatchObject({
          objects: [{ outcome: "validated" }],
        });
        for (const [Bucket, Key] of [
          [raw, "raw-of-others/a.ndjson"],
          [lake, "tables/api_logs/a.parquet"],
          [`other-${id}`, "raw/a.ndjson"],
        ] as const) {
          await put(Bucket, Key);
          const read = own.send(new GetObjectCommand({ Bucket, Key }));
          await expect(read, `read ${Key}`).rejects.toMatchObject({ name: "AccessDenied" });
          const write = own.send(new PutObjectCommand({ Bucket, Key, Body: "" }));
          await expect(write, `write ${Key}`).rejects.toMatchObject({ name: "AccessDenied" });
        }
        const write = new PutObjectCommand({ Bucket: raw, Key: "raw/a.ndjson", Body: "" });
        await expect(own.send(write)).rejects.toMatchObject({ name: "AccessDenied" });
      } finally {
        for (const client of [owner, own]) client.destroy();
        await cloud.close();
      }
    }, 120_000);

    it("leaves the buckets with what is in them when it is removed", async () => {
      await formation.send(new DeleteStackCommand({ StackName }));
      const { RawBucketName: raw = "", ProcessedBucketName: lake = "" } = outputs;
      await expect
        .poll(
          async () => {
            const found = await formation
              .send(new DescribeStacksCommand({ StackName }))
              .catch(() => undefined);
            return found?.Stacks?.[0]?.StackStatus ?? "DELETE_COMPLETE";
          },
          { timeout: 120_000 },
        )
        .toBe("DELETE_COMPLETE");
      for (const Bucket of [raw, lake])
        expect((await s3.send(new HeadBucketCommand({ Bucket }))).$metadata.httpStatusCode).toBe(
          200,
        );
    }, 150_000);
  },
);
