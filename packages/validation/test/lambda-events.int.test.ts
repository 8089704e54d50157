import {
  CreateBucketCommand,
  GetObjectCommand,
  PutBucketNotificationConfigurationCommand,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import {
  CreateTopicCommand,
  SetTopicAttributesCommand,
  SNSClient,
  SubscribeCommand,
} from "@aws-sdk/client-sns";
import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SetQueueAttributesCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import { apiLogs } from "@cloudapi/core";
import { type LocalCloud, startLocalCloud } from "@cloudapi/local";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { testServer } from "../../../scripts/lib/test-server.ts";
import { createValidationHandler, verdictKey } from "../src/lambda/index.ts";

const SERVERS = [
  ["the embedded cloud", "local"],
  ["moto (CLOUDAPI_TEST_MOTO)", testServer("CLOUDAPI_TEST_MOTO")],
  ["MiniStack (CLOUDAPI_TEST_MINISTACK)", testServer("CLOUDAPI_TEST_MINISTACK")],
] as const;
const KEY = "in/dt=2025-01-15/a b+ü (1).ndjson";
const ROW = '{"timestamp":"2025-01-15T10:30:45Z","endpoint":"/a","status_code":200}\n';

describe.each(SERVERS)("events as %s sends them", (_, endpoint) => {
  describe.skipIf(endpoint === undefined)("over the wire", () => {
    const id = crypto.randomUUID().slice(0, 8);
    let cloud: LocalCloud | undefined;
    let clients: { s3: S3Client; sns: SNSClient; sqs: SQSClient };

    beforeAll(async () => {
      if (endpoint === "local") cloud = await startLocalCloud();
      const other = {
        endpoint: endpoint ?? "",
        region: "us-east-1",
        credentials: { accessKeyId: "test", secretAccessKey: "test" },
        forcePathStyle: true,
      };
      const config = cloud?.clientConfig ?? other;
      clients = {
        s3: new S3Client(config),
        sns: new SNSClient(config),
        sqs: new SQSClient(config),
      };
      await clients.s3.send(new CreateBucketCommand({ Bucket: `lake-${id}` }));
    });
    afterAll(async () => {
      for (const client of Object.values(clients)) client.destroy();
      await cloud?.close();
    });

    async function makeQueue(name: string) {
      const { QueueUrl = "" } = await clients.sqs.send(
        new CreateQueueCommand({ QueueName: `${name}-${id}` }),
      );
      const { Attributes } = await clients.sqs.send(
        new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["QueueArn"] }),
      );
      const arn = Attributes?.["QueueArn"] ?? "";
      await clients.sqs.send(
        new SetQueueAttributesCommand({
          QueueUrl,
          Attributes: { Policy: openPolicy("sqs:SendMessage", arn) },
        }),
      );
      return { url: QueueUrl, arn };
    }

    /** What Lambda makes of a queue's messages; test events, which some servers send first, come along. */
    async function receive(url: string, wanted: string) {
      const Records: { messageId: string | undefined; body: string; eventSource: string }[] = [];
      for (
        let tries = 0;
        tries < 20 && !Records.some(({ body }) => body.includes(wanted));
        tries++
      ) {
        const { Messages = [] } = await clients.sqs.send(
          new ReceiveMessageCommand({ QueueUrl: url, WaitTimeSeconds: 1, MaxNumberOfMessages: 10 }),
        );
        Records.push(
          ...Messages.map(({ MessageId, Body = "" }) => ({
            messageId: MessageId,
            body: Body,
            eventSource: "aws:sqs",
          })),
        );
      }
      return { Records };
    }

    async function assertHandled(bucket: string, url: string) {
      const { ETag = "" } = await clients.s3.send(
        new PutObjectCommand({ Bucket: bucket, Key: KEY, Body: ROW }),
      );
      const handler = createValidationHandler({
        dataset: apiLogs,
        s3: clients.s3,
        quarantine: { bucket: `lake-${id}` },
        logger: false,
      });
      expect(await handler(await receive(url, "ObjectCreated"))).toEqual({ batchItemFailures: [] });
      const Key = verdictKey("quarantine/", { bucket, key: KEY, etag: ETag });
      const { Body } = await clients.s3.send(new GetObjectCommand({ Bucket: `lake-${id}`, Key }));
      expect(JSON.parse((await Body?.transformToString()) ?? "")).toMatchObject({
        passed: true,
        rowsIn: 1,
        object: { bucket, key: KEY },
      });
    }

    it("S3 to SQS", async () => {
      const bucket = `queue-${id}`;
      await clients.s3.send(new CreateBucketCommand({ Bucket: bucket }));
      const { url, arn } = await makeQueue("direct");
      const QueueConfigurations = [{ QueueArn: arn, Events: ["s3:ObjectCreated:*" as const] }];
      await clients.s3.send(
        new PutBucketNotificationConfigurationCommand({
          Bucket: bucket,
          NotificationConfiguration: { QueueConfigurations },
        }),
      );
      await assertHandled(bucket, url);
    });

    it.each([
      ["with SNS's envelope", "false"],
      ["with raw delivery", "true"],
    ])("S3 to SNS to SQS, %s", async (name, RawMessageDelivery) => {
      const bucket = `topic-${RawMessageDelivery}-${id}`;
      await clients.s3.send(new CreateBucketCommand({ Bucket: bucket }));
      const { url, arn } = await makeQueue(`topic-${RawMessageDelivery}`);
      const { TopicArn = "" } = await clients.sns.send(
        new CreateTopicCommand({ Name: `${name.split(" ").at(-1)?.replace("'", "")}-${id}` }),
      );
      await clients.sns.send(
        new SetTopicAttributesCommand({
          TopicArn,
          AttributeName: "Policy",
          AttributeValue: openPolicy("sns:Publish", TopicArn),
        }),
      );
      await clients.sns.send(
        new SubscribeCommand({
          TopicArn,
          Protocol: "sqs",
          Endpoint: arn,
          Attributes: { RawMessageDelivery },
        }),
      );
      const TopicConfigurations = [{ TopicArn, Events: ["s3:ObjectCreated:*" as const] }];
      await clients.s3.send(
        new PutBucketNotificationConfigurationCommand({
          Bucket: bucket,
          NotificationConfiguration: { TopicConfigurations },
        }),
      );
      await assertHandled(bucket, url);
    });
  });
});

function openPolicy(action: string, resource: string): string {
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Principal: "*", Action: action, Resource: resource }],
  });
}
