import { createHash } from "node:crypto";
import { CreateRoleCommand, IAMClient } from "@aws-sdk/client-iam";
import {
  GetFunctionConfigurationCommand,
  GetPolicyCommand,
  LambdaClient,
} from "@aws-sdk/client-lambda";
import {
  CreateBucketCommand,
  GetBucketNotificationConfigurationCommand,
  PutBucketNotificationConfigurationCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { CreateQueueCommand, GetQueueAttributesCommand, SQSClient } from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { testServer } from "../../../scripts/lib/test-server.ts";
import { zipOf } from "../../../scripts/lib/zip-of.ts";
import { allowBucket, deployFunction, deployValidator, notifyFunction } from "../src/index.ts";
import { serverConfig } from "./support/server-config.ts";

const SERVERS = [
  ["moto", testServer("CLOUDAPI_TEST_MOTO")],
  ["MiniStack", testServer("CLOUDAPI_TEST_MINISTACK")],
] as const;

describe.each(SERVERS)("deployment on %s", (_name, endpoint) => {
  describe.skipIf(endpoint === undefined)("over the wire", () => {
    const config = serverConfig(endpoint);
    const lambda = new LambdaClient(config);
    const s3 = new S3Client({ ...config, forcePathStyle: true });
    const suffix = crypto.randomUUID().slice(0, 8);
    const bucket = `raw-${suffix}`;
    const functionName = `validate-${suffix}`;
    let roleArn = "";
    let queueArn = "";
    const wanted = (code: string) => ({
      functionName,
      zip: zipOf("index.mjs", code),
      roleArn,
      environment: { CLOUDAPI_PROCESSED_BUCKET: "lake" },
    });
    const code = "export const handler = async () => ({ ok: true });";

    beforeAll(async () => {
      await s3.send(new CreateBucketCommand({ Bucket: bucket }));
      const trust = {
        Version: "2012-10-17",
        Statement: [
          {
            Effect: "Allow",
            Principal: { Service: "lambda.amazonaws.com" },
            Action: "sts:AssumeRole",
          },
        ],
      };
      const iam = new IAMClient(config);
      const { Role } = await iam.send(
        new CreateRoleCommand({
          RoleName: functionName,
          AssumeRolePolicyDocument: JSON.stringify(trust),
        }),
      );
      roleArn = Role?.Arn ?? "";
      const sqs = new SQSClient(config);
      const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: `queue-${suffix}` }));
      const { Attributes } = await sqs.send(
        new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["QueueArn"] }),
      );
      queueArn = Attributes?.["QueueArn"] ?? "";
      for (const client of [iam, sqs]) client.destroy();
    });
    afterAll(() => {
      for (const client of [lambda, s3]) client.destroy();
    });

    it("creates the function, leaves it as it is, and updates what differs", async () => {
      const created = await deployFunction(lambda, wanted(code));
      expect(created).toMatchObject({
        change: "created",
        codeSha256: createHash("sha256").update(zipOf("index.mjs", code)).digest("base64"),
      });
      expect(await deployFunction(lambda, wanted(code))).toMatchObject({
        change: "unchanged",
        functionArn: created.functionArn,
      });
      expect(await deployFunction(lambda, wanted(`${code}\n`))).toMatchObject({
        change: "updated",
      });
      expect(
        await deployFunction(lambda, {
          ...wanted(`${code}\n`),
          memoryMb: 1024,
          environment: { A: "1" },
        }),
      ).toMatchObject({ change: "updated" });
      const configuration = await lambda.send(
        new GetFunctionConfigurationCommand({ FunctionName: functionName }),
      );
      expect(configuration).toMatchObject({
        MemorySize: 1024,
        Runtime: "nodejs22.x",
        Environment: { Variables: { A: "1" } },
      });
    });

    it("lets the bucket invoke it, once", async () => {
      const input = { functionName, bucket, accountId: "123456789012" };
      expect(await allowBucket(lambda, input)).toMatchObject({ change: "created" });
      expect(await allowBucket(lambda, input)).toMatchObject({ change: "unchanged" });
      expect(await allowBucket(lambda, { ...input, accountId: "210987654321" })).toMatchObject({
        change: "updated",
      });
      const { Policy = "" } = await lambda.send(
        new GetPolicyCommand({ FunctionName: functionName }),
      );
      const { Statement } = JSON.parse(Policy) as { Statement: unknown[] };
      expect(Statement).toHaveLength(1);
      expect(JSON.stringify(Statement)).toContain(`arn:aws:s3:::${bucket}`);
    });

    it("merges the bucket's notification with those that are there", async () => {
      const existing = {
        Id: "existing",
        QueueArn: queueArn,
        Events: ["s3:ObjectCreated:*" as const],
        Filter: { Key: { FilterRules: [{ Name: "prefix" as const, Value: "images/" }] } },
      };
      await s3.send(
        new PutBucketNotificationConfigurationCommand({
          Bucket: bucket,
          NotificationConfiguration: { QueueConfigurations: [existing] },
        }),
      );
      const { FunctionArn: functionArn = "" } = await lambda.send(
        new GetFunctionConfigurationCommand({ FunctionName: functionName }),
      );
      expect(await notifyFunction(s3, { bucket, functionArn, prefix: "raw/" })).toMatchObject({
        change: "updated",
      });
      expect(await notifyFunction(s3, { bucket, functionArn, prefix: "raw/" })).toMatchObject({
        change: "unchanged",
      });
      const merged = await s3.send(
        new GetBucketNotificationConfigurationCommand({ Bucket: bucket }),
      );
      expect(merged).toMatchObject({
        QueueConfigurations: [{ Id: "existing" }],
        LambdaFunctionConfigurations: [
          { Id: `cloudapi-${functionName}`, LambdaFunctionArn: functionArn },
        ],
      });
      await expect(
        notifyFunction(s3, { bucket, functionArn, prefix: "images/2025/" }),
      ).rejects.toMatchObject({ code: "NOTIFICATION_CONFLICT" });
    });

    it("does all of it, again and again", async () => {
      const input = { ...wanted(code), bucket, prefix: "raw/" };
      await deployValidator({ lambda, s3 }, input);
      expect(await deployValidator({ lambda, s3 }, input)).toMatchObject({
        change: "unchanged",
        permission: "unchanged",
        notification: "unchanged",
      });
    });

    it("says what is missing", async () => {
      await expect(
        notifyFunction(s3, {
          bucket: `none-${suffix}`,
          functionArn: "arn:aws:lambda:us-east-1:123456789012:function:x",
        }),
      ).rejects.toMatchObject({ code: "NO_SUCH_BUCKET" });
      await expect(
        allowBucket(lambda, { functionName: "none", bucket, accountId: "123456789012" }),
      ).rejects.toMatchObject({ code: "NO_SUCH_FUNCTION" });
    });
  });
});
