import {
  CreateTopicCommand,
  DeleteTopicCommand,
  GetTopicAttributesCommand,
  ListSubscriptionsByTopicCommand,
  ListTagsForResourceCommand,
  ListTopicsCommand,
  PublishBatchCommand,
  PublishCommand,
  SetSubscriptionAttributesCommand,
  SNSClient,
  SubscribeCommand,
  TagResourceCommand,
  UnsubscribeCommand,
} from "@aws-sdk/client-sns";
import { CreateQueueCommand, ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { sendRaw } from "./sign-request.ts";
import { failure, useCloud } from "./use-cloud.ts";

const test = useCloud();
let sns: SNSClient;
let sqs: SQSClient;
let names = 0;

beforeAll(() => {
  sns = new SNSClient({ ...test.cloud.clientConfig, maxAttempts: 1 });
  sqs = new SQSClient({ ...test.cloud.clientConfig, maxAttempts: 1 });
});
afterAll(() => {
  sns.destroy();
  sqs.destroy();
});

async function newTopic(): Promise<string> {
  names++;
  const { TopicArn = "" } = await sns.send(new CreateTopicCommand({ Name: `topic-${names}` }));
  return TopicArn;
}

async function subscribe(TopicArn: string, Attributes: Record<string, string> = {}) {
  names++;
  const { QueueUrl = "" } = await sqs.send(new CreateQueueCommand({ QueueName: `queue-${names}` }));
  const Endpoint = `arn:aws:sqs:us-east-1:000000000000:queue-${names}`;
  const { SubscriptionArn = "" } = await sns.send(
    new SubscribeCommand({ TopicArn, Protocol: "sqs", Endpoint, Attributes }),
  );
  const read = async () => {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({
        QueueUrl,
        MaxNumberOfMessages: 10,
        MessageAttributeNames: ["All"],
      }),
    );
    return Messages;
  };
  return { SubscriptionArn, Endpoint, read };
}

describe("topics", () => {
  it("are made, described, listed, tagged and deleted", async () => {
    const TopicArn = await newTopic();
    expect(TopicArn).toBe(`arn:aws:sns:us-east-1:000000000000:topic-${names}`);
    expect((await sns.send(new CreateTopicCommand({ Name: `topic-${names}` }))).TopicArn).toBe(
      TopicArn,
    );
    expect((await sns.send(new GetTopicAttributesCommand({ TopicArn }))).Attributes).toMatchObject({
      TopicArn,
      SubscriptionsConfirmed: "0",
    });
    expect((await sns.send(new ListTopicsCommand())).Topics).toContainEqual({ TopicArn });
    await sns.send(
      new TagResourceCommand({ ResourceArn: TopicArn, Tags: [{ Key: "a", Value: "b" }] }),
    );
    expect(
      (await sns.send(new ListTagsForResourceCommand({ ResourceArn: TopicArn }))).Tags,
    ).toEqual([{ Key: "a", Value: "b" }]);
    await sns.send(new DeleteTopicCommand({ TopicArn }));
    expect(await failure(sns.send(new PublishCommand({ TopicArn, Message: "x" })))).toMatchObject({
      name: "NotFoundException",
      status: 404,
    });
    expect(
      await failure(sns.send(new ListSubscriptionsByTopicCommand({ TopicArn }))),
    ).toMatchObject({ name: "NotFoundException" });
  });
});

describe("messages", () => {
  it("can be read by a test", async () => {
    const TopicArn = await newTopic();
    const sent = await sns.send(
      new PublishCommand({
        TopicArn,
        Message: "ü & <alert>",
        Subject: "2 rows rejected",
        MessageAttributes: { code: { DataType: "String", StringValue: "REJECTED" } },
      }),
    );
    expect(test.cloud.publishedMessages(TopicArn)).toEqual([
      {
        topicArn: TopicArn,
        messageId: sent.MessageId,
        message: "ü & <alert>",
        subject: "2 rows rejected",
        attributes: { code: "REJECTED" },
      },
    ]);
    expect(test.cloud.publishedMessages(await newTopic())).toEqual([]);
  });

  it("reach a queue in SNS's envelope, or raw", async () => {
    const TopicArn = await newTopic();
    const plain = await subscribe(TopicArn);
    const raw = await subscribe(TopicArn, { RawMessageDelivery: "true" });
    const MessageAttributes = { kind: { DataType: "String", StringValue: "alert" } };
    const { MessageId } = await sns.send(
      new PublishCommand({ TopicArn, Message: "body", Subject: "subject", MessageAttributes }),
    );
    const [wrapped] = await plain.read();
    expect(JSON.parse(wrapped?.Body ?? "")).toMatchObject({
      Type: "Notification",
      MessageId,
      TopicArn,
      Subject: "subject",
      Message: "body",
      MessageAttributes: { kind: { Type: "String", Value: "alert" } },
    });
    expect(await raw.read()).toMatchObject([
      { Body: "body", MessageAttributes: { kind: { StringValue: "alert" } } },
    ]);
    await sns.send(new UnsubscribeCommand({ SubscriptionArn: raw.SubscriptionArn }));
    await sns.send(new PublishCommand({ TopicArn, Message: "again" }));
    expect(await raw.read()).toEqual([]);
    expect(await plain.read()).toHaveLength(1);
  });

  it("are filtered by text attributes", async () => {
    const TopicArn = await newTopic();
    const { SubscriptionArn, read } = await subscribe(TopicArn, {
      RawMessageDelivery: "true",
      FilterPolicy: JSON.stringify({
        kind: ["alert", { prefix: "warn-" }],
        team: [{ exists: true }],
      }),
    });
    const publish = (Message: string, kind: string, more: object = {}) =>
      sns.send(
        new PublishCommand({
          TopicArn,
          Message,
          MessageAttributes: { kind: { DataType: "String", StringValue: kind }, ...more },
        }),
      );
    const team = { team: { DataType: "String", StringValue: "data" } };
    await publish("1", "alert", team);
    await publish("2", "warn-low", team);
    await publish("3", "info", team);
    await publish("4", "alert");
    expect((await read()).map(({ Body = "" }) => Body).toSorted()).toEqual(["1", "2"]);
    await sns.send(
      new SetSubscriptionAttributesCommand({
        SubscriptionArn,
        AttributeName: "FilterPolicy",
        AttributeValue: JSON.stringify({ kind: [{ "anything-but": ["alert"] }] }),
      }),
    );
    await publish("5", "alert");
    await publish("6", "info");
    expect((await read()).map(({ Body }) => Body)).toEqual(["6"]);
  });

  it("go in batches", async () => {
    const TopicArn = await newTopic();
    const { read } = await subscribe(TopicArn, { RawMessageDelivery: "true" });
    const { Successful } = await sns.send(
      new PublishBatchCommand({
        TopicArn,
        PublishBatchRequestEntries: [
          { Id: "a", Message: "1" },
          { Id: "b", Message: "2", Subject: "s" },
        ],
      }),
    );
    expect(Successful).toHaveLength(2);
    expect((await read()).map(({ Body = "" }) => Body).toSorted()).toEqual(["1", "2"]);
    expect(test.cloud.publishedMessages(TopicArn)).toMatchObject([
      { messageId: Successful?.[0]?.MessageId, message: "1" },
      { subject: "s" },
    ]);
  });
});

describe("what is refused", () => {
  it("by AWS", async () => {
    const TopicArn = await newTopic();
    const publish = (more: object) =>
      failure(sns.send(new PublishCommand({ TopicArn, Message: "x", ...more })));
    expect(await publish({ Message: "" })).toMatchObject({
      name: "InvalidParameterException",
      status: 400,
    });
    expect(await publish({ Message: "x".repeat(262_145) })).toMatchObject({
      name: "InvalidParameterException",
    });
    expect(await publish({ Subject: "s".repeat(101) })).toMatchObject({
      name: "InvalidParameterException",
    });
    expect(await publish({ Subject: "line\nbreak" })).toMatchObject({
      name: "InvalidParameterException",
    });
    expect(await publish({ Subject: "ümlaut" })).toMatchObject({
      name: "InvalidParameterException",
    });
    expect(
      await publish({ MessageAttributes: { a: { DataType: "String", StringValue: "" } } }),
    ).toMatchObject({ status: 400 });
    expect(test.cloud.publishedMessages(TopicArn)).toEqual([]);
    expect(await failure(sns.send(new CreateTopicCommand({ Name: "a b" })))).toMatchObject({
      name: "InvalidParameterException",
    });
    expect(await failure(subscribe(TopicArn, { FilterPolicy: "nonsense" }))).toMatchObject({
      name: "InvalidParameterException",
    });
  });

  it("because it is not implemented, by name", async () => {
    const TopicArn = await newTopic();
    const refused = async (call: Promise<unknown>, what: string) => {
      const { message, status } = await failure(call);
      expect(status).toBe(501);
      expect(message).toContain(what);
    };
    await refused(
      sns.send(new CreateTopicCommand({ Name: "x.fifo", Attributes: { FifoTopic: "true" } })),
      "FIFO",
    );
    await refused(
      sns.send(new CreateTopicCommand({ Name: "x", Attributes: { KmsMasterKeyId: "k" } })),
      "KmsMasterKeyId",
    );
    await refused(
      sns.send(new SubscribeCommand({ TopicArn, Protocol: "email", Endpoint: "a@example.com" })),
      "email",
    );
    await refused(
      sns.send(
        new PublishCommand({ TopicArn, Message: '{"default":"x"}', MessageStructure: "json" }),
      ),
      "MessageStructure",
    );
    await refused(sns.send(new PublishCommand({ PhoneNumber: "+1", Message: "x" })), "PhoneNumber");
    await refused(subscribe(TopicArn, { FilterPolicyScope: "MessageBody" }), "MessageBody");
    await refused(
      subscribe(TopicArn, { FilterPolicy: JSON.stringify({ n: [{ numeric: [">", 1] }] }) }),
      "numeric",
    );
  });

  it("because the signature is wrong", async () => {
    const { accessKeyId } = test.cloud.credentials;
    const stranger = new SNSClient({
      ...test.cloud.clientConfig,
      maxAttempts: 1,
      credentials: { accessKeyId, secretAccessKey: "wrong" },
    });
    expect(await failure(stranger.send(new ListTopicsCommand()))).toMatchObject({
      name: "SignatureDoesNotMatch",
      status: 403,
    });
    stranger.destroy();
  });
});

describe("other services", () => {
  const form = { "content-type": "application/x-www-form-urlencoded" };

  it("STS says who one is and makes sessions of roles, and no more", async () => {
    const call = (body: string) =>
      sendRaw(test.cloud, { method: "POST", target: "/", service: "sts", headers: form, body });
    const answer = await call("Action=GetCallerIdentity&Version=2011-06-15");
    expect(answer.status).toBe(200);
    expect(answer.body).toContain("<Account>000000000000</Account>");
    expect(await call("Action=GetSessionToken&Version=2011-06-15")).toMatchObject({
      status: 501,
      code: "NotImplemented",
    });
    expect(
      await call("Action=AssumeRole&Version=2011-06-15&RoleSessionName=run&RoleArn=none"),
    ).toMatchObject({ status: 403, code: "AccessDenied" });
  });

  it("a service that is not there is refused by name", async () => {
    const answer = await sendRaw(test.cloud, {
      method: "POST",
      target: "/",
      service: "dynamodb",
      headers: { "x-amz-target": "DynamoDB_20120810.ListTables" },
      body: "{}",
    });
    expect(answer.status).toBe(501);
    expect(answer.body).toContain("dynamodb");
  });
});
