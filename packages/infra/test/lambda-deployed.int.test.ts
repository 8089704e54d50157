import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import {
  CreateBucketCommand,
  GetObjectCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { CreateTopicCommand, SNSClient, SubscribeCommand } from "@aws-sdk/client-sns";
import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import { buildLambdaPolicy, lambdaTrustPolicy } from "@cloudapi/iam";
import { type Verdict, verdictKey } from "@cloudapi/validation/lambda";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bundleHandler } from "../../../scripts/lib/bundle-handler.ts";
import { testServer } from "../../../scripts/lib/test-server.ts";
import { zipOf } from "../../../scripts/lib/zip-of.ts";
import { deployValidator, undeployValidator } from "../src/index.ts";
import { serverConfig } from "./support/server-config.ts";

/** MiniStack runs the code of functions, in a process of their own. */
const ENDPOINT = testServer("CLOUDAPI_TEST_MINISTACK");

describe.skipIf(ENDPOINT === undefined)(
  "the validator, bundled and deployed to MiniStack (CLOUDAPI_TEST_MINISTACK)",
  () => {
    const config = serverConfig(ENDPOINT);
    const [s3, lambda, iam, sns, sqs] = [
      new S3Client({ ...config, forcePathStyle: true }),
      new LambdaClient(config),
      new IAMClient(config),
      new SNSClient(config),
      new SQSClient(config),
    ];
    const id = crypto.randomUUID().slice(0, 8);
    const [bucket, lake, functionName] = [`raw-${id}`, `lake-${id}`, `validate-${id}`];
    const quarantine = { bucket: lake, prefix: "quarantine/" };
    let topicArn = "";
    let queueUrl = "";
    let folder = "";

    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), "deployed-"));
      for (const Bucket of [bucket, lake]) await s3.send(new CreateBucketCommand({ Bucket }));
      await s3.send(
        new PutBucketVersioningCommand({
          Bucket: bucket,
          VersioningConfiguration: { Status: "Enabled" },
        }),
      );
      topicArn = (await sns.send(new CreateTopicCommand({ Name: `alerts-${id}` }))).TopicArn ?? "";
      queueUrl =
        (await sqs.send(new CreateQueueCommand({ QueueName: `alerts-${id}` }))).QueueUrl ?? "";
      const { Attributes } = await sqs.send(
        new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames: ["QueueArn"] }),
      );
      await sns.send(
        new SubscribeCommand({
          TopicArn: topicArn,
          Protocol: "sqs",
          Endpoint: Attributes?.["QueueArn"],
        }),
      );
    });
    afterAll(async () => {
      for (const client of [s3, lambda, iam, sns, sqs]) client.destroy();
      await rm(folder, { recursive: true, force: true });
    });

    it("validates what is uploaded, writes verdict and rows, and sends the alert", async () => {
      const bundle = join(folder, "index.mjs");
      await bundleHandler(bundle);
      const policy = buildLambdaPolicy({
        bucket,
        prefix: "raw/",
        quarantine,
        topicArn,
        attachment: "inline",
      });
      const { Role } = await iam.send(
        new CreateRoleCommand({
          RoleName: functionName,
          AssumeRolePolicyDocument: JSON.stringify(lambdaTrustPolicy()),
        }),
      );
      await iam.send(
        new PutRolePolicyCommand({
          RoleName: functionName,
          PolicyName: "validator",
          PolicyDocument: JSON.stringify(policy),
        }),
      );
      const deployed = await deployValidator(
        { lambda, s3 },
        {
          functionName,
          bucket,
          prefix: "raw/",
          zip: zipOf("index.mjs", await readFile(bundle)),
          roleArn: Role?.Arn ?? "",
          environment: { CLOUDAPI_PROCESSED_BUCKET: lake, CLOUDAPI_ALERT_TOPIC_ARN: topicArn },
        },
      );
      expect(deployed).toMatchObject({
        change: "created",
        permission: "created",
        notification: "updated",
      });

      const object = { bucket, key: "raw/2025/01/15/a b+ü.csv" };
      const Body =
        "timestamp,endpoint,status_code\n2025-01-15T10:30:45Z,/a,200\nyesterday,/secret,200\n";
      const { VersionId } = await s3.send(
        new PutObjectCommand({ Bucket: bucket, Key: object.key, Body }),
      );
      const verdict = await waitForVerdict(
        verdictKey(quarantine.prefix, { ...object, versionId: VersionId }),
      );
      expect(verdict).toMatchObject({
        passed: false,
        rowsIn: 2,
        rowsRejected: 1,
        object: { ...object, versionId: VersionId },
      });
      const rows = await s3.send(
        new GetObjectCommand({ Bucket: lake, Key: verdict.quarantineKey ?? "" }),
      );
      expect(JSON.parse((await rows.Body?.transformToString()) ?? "")).toMatchObject({
        line: 3,
        raw: "yesterday,/secret,200",
      });
      const { Messages = [] } = await sqs.send(
        new ReceiveMessageCommand({ QueueUrl: queueUrl, WaitTimeSeconds: 5 }),
      );
      const { Subject, Message } = JSON.parse(Messages[0]?.Body ?? "{}") as {
        Subject: string;
        Message: string;
      };
      expect(Subject).toBe("Validation failed: a b+?.csv: 1 of 2 rows rejected");
      expect(Message).toContain("Line 3, timestamp: invalid_format");
      expect(Message).not.toContain("secret");
    }, 60_000);

    it("fails an event it does not know, in words", async () => {
      const { FunctionError, Payload } = await lambda.send(
        new InvokeCommand({ FunctionName: functionName, Payload: JSON.stringify({ hello: 1 }) }),
      );
      expect(FunctionError).toBe("Unhandled");
      expect(Payload?.transformToString()).toContain("The event is not one of S3");
    });

    it("is removed as it was deployed", async () => {
      const removed = { notification: "removed", permission: "removed", function: "removed" };
      expect(await undeployValidator({ lambda, s3 }, { functionName, bucket })).toEqual(removed);
      expect(await undeployValidator({ lambda, s3 }, { functionName, bucket })).toEqual({
        notification: "absent",
        permission: "absent",
        function: "absent",
      });
    });

    async function waitForVerdict(Key: string): Promise<Verdict> {
      for (let tries = 0; tries < 150; tries++) {
        const found = await s3
          .send(new GetObjectCommand({ Bucket: lake, Key }))
          .catch(() => undefined);
        const verdict = JSON.parse(
          (await found?.Body?.transformToString()) ?? "null",
        ) as Verdict | null;
        if (verdict?.alert === "sent") return verdict;
        await sleep(200);
      }
      throw new Error(`no verdict at ${Key}`);
    }
  },
);
