import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  PutBucketNotificationConfigurationCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  PutObjectTaggingCommand,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { CreateTopicCommand, SetTopicAttributesCommand, SNSClient } from "@aws-sdk/client-sns";
import {
  CreateQueueCommand,
  ReceiveMessageCommand,
  SetQueueAttributesCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import { describe, expect, it } from "vitest";
import type { EventBridgeEvent, S3Event } from "../src/index.ts";
import { anyText, textLike } from "./matchers.ts";
import { failure, useCloud } from "./use-cloud.ts";

const test = useCloud();

function put(Bucket: string, Key: string, Body = "x") {
  return test.s3.send(new PutObjectCommand({ Bucket, Key, Body }));
}

function notify(Bucket: string, NotificationConfiguration: object, more: object = {}) {
  return test.s3.send(
    new PutBucketNotificationConfigurationCommand({ Bucket, NotificationConfiguration, ...more }),
  );
}

describe("handlers in process", () => {
  it("get the event S3 sends", async () => {
    const Bucket = await test.newBucket();
    await test.s3.send(
      new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: "Enabled" } }),
    );
    const events: S3Event[] = [];
    const contexts: object[] = [];
    test.cloud.onObjectCreated({ bucket: Bucket }, (event, context) => {
      events.push(event);
      contexts.push(context);
    });
    const done = await put(Bucket, "raw/a b+c ü.csv", "hello");
    await test.cloud.idle();
    expect(events).toEqual([
      {
        Records: [
          {
            eventVersion: "2.1",
            eventSource: "aws:s3",
            awsRegion: "us-east-1",
            eventTime: textLike(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
            eventName: "ObjectCreated:Put",
            userIdentity: { principalId: textLike(/^AWS:/) },
            requestParameters: { sourceIPAddress: "127.0.0.1" },
            responseElements: {
              "x-amz-request-id": done.$metadata.requestId,
              "x-amz-id-2": anyText(),
            },
            s3: {
              s3SchemaVersion: "1.0",
              configurationId: "onObjectCreated",
              bucket: {
                name: Bucket,
                ownerIdentity: { principalId: anyText() },
                arn: `arn:aws:s3:::${Bucket}`,
              },
              object: {
                key: "raw/a+b%2Bc+%C3%BC.csv",
                size: 5,
                eTag: "5d41402abc4b2a76b9719d911017c592",
                versionId: done.VersionId,
                sequencer: textLike(/^[\dA-F]{18,}$/),
              },
            },
          },
        ],
      },
    ]);
    expect(contexts[0]).toMatchObject({
      awsRequestId: anyText(),
      functionName: anyText(),
    });
  });

  it("are told by bucket, prefix and suffix, of every way to create, until they stop", async () => {
    const Bucket = await test.newBucket();
    const seen: string[] = [];
    const stop = test.cloud.onObjectCreated(
      { bucket: Bucket, prefix: "raw/", suffix: ".csv" },
      (event) => {
        for (const { eventName, s3 } of event.Records) seen.push(`${eventName} ${s3.object.key}`);
      },
    );
    await put(Bucket, "raw/1.csv");
    await put(Bucket, "raw/1.json");
    await put(Bucket, "other/1.csv");
    await put(await test.newBucket(), "raw/1.csv");
    await test.s3.send(
      new CopyObjectCommand({ Bucket, Key: "raw/2.csv", CopySource: `${Bucket}/raw/1.csv` }),
    );
    const at = { Bucket, Key: "raw/3.csv" };
    const { UploadId } = await test.s3.send(new CreateMultipartUploadCommand(at));
    const { ETag } = await test.s3.send(
      new UploadPartCommand({ ...at, UploadId, PartNumber: 1, Body: "x" }),
    );
    await test.s3.send(
      new CompleteMultipartUploadCommand({
        ...at,
        UploadId,
        MultipartUpload: { Parts: [{ ETag, PartNumber: 1 }] },
      }),
    );
    await test.cloud.idle();
    expect(seen.toSorted()).toEqual([
      "ObjectCreated:CompleteMultipartUpload raw/3.csv",
      "ObjectCreated:Copy raw/2.csv",
      "ObjectCreated:Put raw/1.csv",
    ]);
    stop();
    await put(Bucket, "raw/4.csv");
    await test.cloud.idle();
    expect(seen).toHaveLength(3);
  });

  it("are tried three times, then the event is a failure", async () => {
    const Bucket = await test.newBucket();
    let calls = 0;
    test.cloud.onObjectCreated({ bucket: Bucket, prefix: "twice" }, () => {
      calls++;
      if (calls < 3) throw new Error("not yet");
    });
    test.cloud.onObjectCreated({ bucket: Bucket, prefix: "never" }, async () => {
      throw new Error("never works");
    });
    const before = test.cloud.failures.length;
    await put(Bucket, "twice");
    await test.cloud.idle();
    expect(calls).toBe(3);
    expect(test.cloud.failures).toHaveLength(before);
    await put(Bucket, "never/a b");
    await test.cloud.idle();
    expect(test.cloud.failures.slice(before)).toMatchObject([
      { bucket: Bucket, key: "never/a b", attempts: 3, error: { message: "never works" } },
    ]);
  });

  it("may upload themselves, and idle waits for what follows", async () => {
    const Bucket = await test.newBucket();
    const done: string[] = [];
    test.cloud.onObjectCreated({ bucket: Bucket, prefix: "a/" }, async () => {
      await put(Bucket, "b/1");
    });
    test.cloud.onObjectCreated({ bucket: Bucket, prefix: "b/" }, async (event) => {
      await new Promise((resolve) => setTimeout(resolve, 20));
      done.push(event.Records[0]?.s3.object.key ?? "");
    });
    await put(Bucket, "a/1");
    await test.cloud.idle();
    expect(done).toEqual(["b/1"]);
  });

  it("see a growing sequencer", async () => {
    const Bucket = await test.newBucket();
    const sequencers: string[] = [];
    test.cloud.onObjectCreated({ bucket: Bucket }, (event) => {
      sequencers.push(event.Records[0]?.s3.object.sequencer ?? "");
    });
    for (let i = 0; i < 5; i++) await put(Bucket, "k");
    await test.cloud.idle();
    expect(new Set(sequencers).size).toBe(5);
    expect(sequencers.toSorted()).toEqual(sequencers);
  });
});

describe("bucket notifications", () => {
  it("call the function an ARN names, and fail loudly for one nobody knows", async () => {
    const Bucket = await test.newBucket();
    const events: S3Event[] = [];
    const arn = test.cloud.addFunction("validator", (event) => events.push(event));
    expect(arn).toBe("arn:aws:lambda:us-east-1:000000000000:function:validator");
    const rule = (LambdaFunctionArn: string, prefix: string) => ({
      Id: `rule-${prefix}`,
      LambdaFunctionArn,
      Events: ["s3:ObjectCreated:Put"],
      Filter: { Key: { FilterRules: [{ Name: "prefix", Value: prefix }] } },
    });
    await notify(Bucket, {
      LambdaFunctionConfigurations: [
        rule(arn, "known/"),
        rule(arn.replace("validator", "stranger"), "unknown/"),
      ],
    });
    const before = test.cloud.failures.length;
    await put(Bucket, "known/1");
    await put(Bucket, "unknown/1");
    await test.cloud.idle();
    expect(events).toMatchObject([
      { Records: [{ s3: { configurationId: "rule-known/", object: { key: "known/1" } } }] },
    ]);
    expect(String(test.cloud.failures.slice(before).map(({ error }) => error))).toContain(
      'addFunction("stranger", handler)',
    );
  });

  it("go to queues that let S3 in, after a test event", async () => {
    const Bucket = await test.newBucket();
    const sqs = new SQSClient({ ...test.cloud.clientConfig, maxAttempts: 1 });
    const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: "events" }));
    const QueueArn = "arn:aws:sqs:us-east-1:000000000000:events";
    const configuration = {
      QueueConfigurations: [
        { QueueArn, Events: ["s3:ObjectCreated:*", "s3:ObjectRemoved:*", "s3:ObjectTagging:*"] },
      ],
    };
    expect(await failure(notify(Bucket, configuration))).toMatchObject({
      name: "InvalidArgument",
      status: 400,
    });
    const Policy = (bucket: string) =>
      JSON.stringify({
        Version: "2012-10-17",
        Statement: [
          {
            Effect: "Allow",
            Principal: { Service: "s3.amazonaws.com" },
            Action: "sqs:SendMessage",
            Resource: QueueArn,
            Condition: { ArnLike: { "aws:SourceArn": `arn:aws:s3:::${bucket}` } },
          },
        ],
      });
    await sqs.send(
      new SetQueueAttributesCommand({ QueueUrl, Attributes: { Policy: Policy("another-bucket") } }),
    );
    expect(await failure(notify(Bucket, configuration))).toMatchObject({ name: "InvalidArgument" });
    await sqs.send(
      new SetQueueAttributesCommand({ QueueUrl, Attributes: { Policy: Policy(Bucket) } }),
    );
    await notify(Bucket, configuration);
    await put(Bucket, "k");
    await test.s3.send(new PutObjectTaggingCommand({ Bucket, Key: "k", Tagging: { TagSet: [] } }));
    await test.s3.send(new DeleteObjectCommand({ Bucket, Key: "k" }));
    await test.cloud.idle();
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 1 }),
    );
    const bodies = Messages.map(
      ({ Body }) =>
        JSON.parse(Body ?? "") as {
          Event?: string;
          Bucket?: string;
          Records?: { eventName: string }[];
        },
    );
    expect(
      bodies.map(({ Event, Records }) => Event ?? Records?.[0]?.eventName ?? "").toSorted(),
    ).toEqual(["ObjectCreated:Put", "ObjectRemoved:Delete", "ObjectTagging:Put", "s3:TestEvent"]);
    expect(bodies.find(({ Event }) => Event)).toMatchObject({ Bucket });
    expect(
      await failure(
        notify(Bucket, {
          QueueConfigurations: [
            { QueueArn: QueueArn.replace("events", "nothing"), Events: ["s3:ObjectCreated:*"] },
          ],
        }),
      ),
    ).toMatchObject({ name: "InvalidArgument" });
    await notify(
      Bucket,
      {
        QueueConfigurations: [
          { QueueArn: QueueArn.replace("events", "nothing"), Events: ["s3:ObjectCreated:*"] },
        ],
      },
      { SkipDestinationValidation: true },
    );
    sqs.destroy();
  });

  it("go to topics", async () => {
    const Bucket = await test.newBucket();
    const sns = new SNSClient({ ...test.cloud.clientConfig, maxAttempts: 1 });
    const { TopicArn } = await sns.send(new CreateTopicCommand({ Name: "events" }));
    const configuration = { TopicConfigurations: [{ TopicArn, Events: ["s3:ObjectCreated:*"] }] };
    expect(await failure(notify(Bucket, configuration))).toMatchObject({ name: "InvalidArgument" });
    const AttributeValue = JSON.stringify({
      Statement: {
        Effect: "Allow",
        Principal: { Service: ["s3.amazonaws.com"] },
        Action: ["sns:Publish"],
        Resource: TopicArn,
      },
    });
    await sns.send(
      new SetTopicAttributesCommand({ TopicArn, AttributeName: "Policy", AttributeValue }),
    );
    await notify(Bucket, configuration);
    await put(Bucket, "k");
    await test.cloud.idle();
    const published = test.cloud.publishedMessages(TopicArn);
    expect(published.map(({ subject }) => subject)).toEqual([
      "Amazon S3 Notification",
      "Amazon S3 Notification",
    ]);
    expect(JSON.parse(published[1]?.message ?? "")).toMatchObject({
      Records: [{ eventName: "ObjectCreated:Put" }],
    });
    sns.destroy();
  });

  it("go to EventBridge when switched on, with the key as it is", async () => {
    const Bucket = await test.newBucket();
    const events: EventBridgeEvent[] = [];
    const stop = test.cloud.onEventBridge((event) => events.push(event));
    await put(Bucket, "before");
    await notify(Bucket, { EventBridgeConfiguration: {} });
    await put(Bucket, "a b");
    await test.s3.send(new DeleteObjectCommand({ Bucket, Key: "a b" }));
    await test.cloud.idle();
    stop();
    expect(events).toMatchObject([
      {
        version: "0",
        source: "aws.s3",
        "detail-type": "Object Created",
        account: "000000000000",
        resources: [`arn:aws:s3:::${Bucket}`],
        detail: { bucket: { name: Bucket }, object: { key: "a b", size: 1 }, reason: "PutObject" },
      },
      { "detail-type": "Object Deleted", detail: { "deletion-type": "Permanently Deleted" } },
    ]);
  });
});
