import {
  AddPermissionCommand,
  ChangeMessageVisibilityCommand,
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  DeleteMessageCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ListQueuesCommand,
  ListQueueTagsCommand,
  PurgeQueueCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SetQueueAttributesCommand,
  SQSClient,
  TagQueueCommand,
} from "@aws-sdk/client-sqs";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { send } from "./sign-request.ts";
import { failure, useCloud } from "./use-cloud.ts";

const test = useCloud();
let sqs: SQSClient;
let queues = 0;

beforeAll(() => {
  sqs = new SQSClient({ ...test.cloud.clientConfig, maxAttempts: 1 });
});
afterAll(() => sqs.destroy());
afterEach(() => {
  vi.useRealTimers();
});

async function newQueue(Attributes: Record<string, string> = {}): Promise<string> {
  queues++;
  const { QueueUrl = "" } = await sqs.send(
    new CreateQueueCommand({ QueueName: `queue-${queues}`, Attributes }),
  );
  return QueueUrl;
}

async function receive(QueueUrl: string, more: object = {}) {
  const { Messages = [] } = await sqs.send(
    new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, ...more }),
  );
  return Messages;
}

describe("queues", () => {
  it("are made, found, listed, described, tagged and deleted", async () => {
    const QueueUrl = await newQueue({ VisibilityTimeout: "5" });
    expect(QueueUrl).toBe(`${test.cloud.endpoint}/000000000000/queue-${queues}`);
    const QueueName = `queue-${queues}`;
    expect((await sqs.send(new GetQueueUrlCommand({ QueueName }))).QueueUrl).toBe(QueueUrl);
    expect(
      (await sqs.send(new ListQueuesCommand({ QueueNamePrefix: QueueName }))).QueueUrls,
    ).toEqual([QueueUrl]);
    expect(
      (
        await sqs.send(
          new GetQueueAttributesCommand({
            QueueUrl,
            AttributeNames: ["VisibilityTimeout", "QueueArn"],
          }),
        )
      ).Attributes,
    ).toEqual({
      VisibilityTimeout: "5",
      QueueArn: `arn:aws:sqs:us-east-1:000000000000:${QueueName}`,
    });
    expect((await sqs.send(new GetQueueAttributesCommand({ QueueUrl }))).Attributes ?? {}).toEqual(
      {},
    );
    await sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { DelaySeconds: "1" } }));
    await sqs.send(new TagQueueCommand({ QueueUrl, Tags: { a: "b" } }));
    expect((await sqs.send(new ListQueueTagsCommand({ QueueUrl }))).Tags).toEqual({ a: "b" });
    await sqs.send(new DeleteQueueCommand({ QueueUrl }));
    expect(await failure(sqs.send(new GetQueueUrlCommand({ QueueName })))).toMatchObject({
      name: "QueueDoesNotExist",
    });
    expect(
      await failure(sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: "x" }))),
    ).toMatchObject({ name: "QueueDoesNotExist", status: 400 });
  });

  it("can be made again only with the same attributes", async () => {
    const QueueUrl = await newQueue({ VisibilityTimeout: "7" });
    const again = (Attributes: Record<string, string>) =>
      sqs.send(new CreateQueueCommand({ QueueName: `queue-${queues}`, Attributes }));
    expect((await again({ VisibilityTimeout: "7" })).QueueUrl).toBe(QueueUrl);
    expect(await failure(again({ VisibilityTimeout: "8" }))).toMatchObject({
      name: "QueueNameExists",
    });
    expect(await failure(again({ Policy: "{}" }))).toMatchObject({ name: "QueueNameExists" });
  });

  it("are known by their own URL only", async () => {
    const QueueUrl = await newQueue();
    const foreign = QueueUrl.replace("/000000000000/", "/111111111111/");
    expect(
      await failure(sqs.send(new SendMessageCommand({ QueueUrl: foreign, MessageBody: "x" }))),
    ).toMatchObject({ name: "QueueDoesNotExist" });
  });
});

describe("messages", () => {
  it("come with body, digest and the attributes asked for", async () => {
    const QueueUrl = await newQueue();
    const MessageAttributes = {
      text: { DataType: "String", StringValue: "ü" },
      count: { DataType: "Number", StringValue: "1.5" },
      bytes: { DataType: "Binary", BinaryValue: new Uint8Array([1, 2]) },
    };
    const sent = await sqs.send(
      new SendMessageCommand({ QueueUrl, MessageBody: '{"a":"ü"}', MessageAttributes }),
    );
    const [message] = await receive(QueueUrl, {
      VisibilityTimeout: 0,
      MessageSystemAttributeNames: ["All"],
    });
    expect(message).toMatchObject({
      Body: '{"a":"ü"}',
      MessageId: sent.MessageId,
      MD5OfBody: sent.MD5OfMessageBody,
      Attributes: { ApproximateReceiveCount: "1" },
    });
    expect(message?.MessageAttributes).toBeUndefined();
    const [again] = await receive(QueueUrl, { MessageAttributeNames: ["text", "bytes"] });
    expect(Object.keys(again?.MessageAttributes ?? {}).toSorted()).toEqual(["bytes", "text"]);
  });

  it("are hidden while one has them, come back, and go when deleted", async () => {
    const QueueUrl = await newQueue();
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: "one" }));
    const [first] = await receive(QueueUrl, { VisibilityTimeout: 30 });
    expect(await receive(QueueUrl)).toEqual([]);
    await sqs.send(
      new ChangeMessageVisibilityCommand({
        QueueUrl,
        ReceiptHandle: first?.ReceiptHandle,
        VisibilityTimeout: 0,
      }),
    );
    const [second] = await receive(QueueUrl, { VisibilityTimeout: 30 });
    expect(second?.Body).toBe("one");
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 20_000 });
    expect(await receive(QueueUrl)).toEqual([]);
    vi.setSystemTime(Date.now() + 10_000);
    const [third] = await receive(QueueUrl, { VisibilityTimeout: 30 });
    expect(third?.Body).toBe("one");
    await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: third?.ReceiptHandle }));
    expect(
      await failure(sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: "nonsense" }))),
    ).toMatchObject({ name: "ReceiptHandleIsInvalid" });
    const { Attributes } = await sqs.send(
      new GetQueueAttributesCommand({
        QueueUrl,
        AttributeNames: ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"],
      }),
    );
    expect(Attributes).toEqual({
      ApproximateNumberOfMessages: "0",
      ApproximateNumberOfMessagesNotVisible: "0",
    });
  });

  it("can be sent and deleted in batches, delayed and purged", async () => {
    const QueueUrl = await newQueue();
    const Entries = [1, 2, 3].map((i) => ({ Id: `e${i}`, MessageBody: `m${i}` }));
    const sent = await sqs.send(
      new SendMessageBatchCommand({
        QueueUrl,
        Entries: [...Entries, { Id: "late", MessageBody: "late", DelaySeconds: 60 }],
      }),
    );
    expect(sent.Successful).toHaveLength(4);
    const messages = await receive(QueueUrl);
    expect(messages.map(({ Body = "" }) => Body).toSorted()).toEqual(["m1", "m2", "m3"]);
    const deleted = await sqs.send(
      new DeleteMessageBatchCommand({
        QueueUrl,
        Entries: messages.map(({ ReceiptHandle }, i) => ({ Id: `d${i}`, ReceiptHandle })),
      }),
    );
    expect(deleted.Successful).toHaveLength(3);
    await sqs.send(new PurgeQueueCommand({ QueueUrl }));
    const { Attributes } = await sqs.send(
      new GetQueueAttributesCommand({
        QueueUrl,
        AttributeNames: ["ApproximateNumberOfMessagesDelayed"],
      }),
    );
    expect(Attributes).toEqual({ ApproximateNumberOfMessagesDelayed: "0" });
  });

  it("go to the dead letter queue after too many receives", async () => {
    const dead = await newQueue();
    const deadLetterTargetArn = `arn:aws:sqs:us-east-1:000000000000:${dead.split("/").at(-1)}`;
    const QueueUrl = await newQueue({
      RedrivePolicy: JSON.stringify({ deadLetterTargetArn, maxReceiveCount: 2 }),
    });
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: "poison" }));
    expect(await receive(QueueUrl, { VisibilityTimeout: 0 })).toHaveLength(1);
    expect(await receive(QueueUrl, { VisibilityTimeout: 0 })).toHaveLength(1);
    expect(await receive(QueueUrl, { VisibilityTimeout: 0 })).toHaveLength(0);
    expect(await receive(dead)).toMatchObject([{ Body: "poison" }]);
    const bad = JSON.stringify({
      deadLetterTargetArn: `${deadLetterTargetArn}-no`,
      maxReceiveCount: 2,
    });
    expect(await failure(newQueue({ RedrivePolicy: bad }))).toMatchObject({
      name: "InvalidParameterValue",
    });
    expect(await failure(newQueue({ RedrivePolicy: "nonsense" }))).toMatchObject({
      name: "InvalidParameterValue",
    });
  });

  it("are waited for, and not taken along by a client that went away", async () => {
    const QueueUrl = await newQueue();
    const gone = new AbortController();
    const waiting = sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 10 }), {
      abortSignal: gone.signal,
    });
    setTimeout(() => gone.abort(), 50);
    await expect(waiting).rejects.toThrow(/abort/i);
    const received = receive(QueueUrl, { WaitTimeSeconds: 5 });
    await new Promise((resolve) => setTimeout(resolve, 60));
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: "here" }));
    expect(await received).toMatchObject([{ Body: "here" }]);
  });
});

describe("what is refused", () => {
  it("by AWS", async () => {
    const QueueUrl = await newQueue();
    const message = (more: object) =>
      failure(sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: "x", ...more })));
    expect(await message({ MessageBody: "" })).toMatchObject({ name: "MissingParameter" });
    expect(await message({ MessageBody: "\u0001" })).toMatchObject({
      name: "InvalidMessageContents",
    });
    expect(await message({ MessageBody: "x".repeat(1_048_577) })).toMatchObject({
      name: "InvalidParameterValue",
    });
    expect(await message({ DelaySeconds: 901 })).toMatchObject({ name: "InvalidParameterValue" });
    expect(
      await message({ MessageAttributes: { a: { DataType: "Number", StringValue: "one" } } }),
    ).toMatchObject({ name: "InvalidParameterValue" });
    expect(
      await message({ MessageAttributes: { "AWS.x": { DataType: "String", StringValue: "v" } } }),
    ).toMatchObject({ name: "InvalidParameterValue" });
    expect(await failure(receive(QueueUrl, { MaxNumberOfMessages: 11 }))).toMatchObject({
      name: "InvalidParameterValue",
    });
    expect(await failure(receive(QueueUrl, { WaitTimeSeconds: 21 }))).toMatchObject({
      name: "InvalidParameterValue",
    });
    expect(await failure(newQueue({ VisibilityTimeout: "50000" }))).toMatchObject({
      name: "InvalidAttributeValue",
    });
    expect(await failure(sqs.send(new CreateQueueCommand({ QueueName: "a b" })))).toMatchObject({
      name: "InvalidParameterValue",
    });
    expect(
      await failure(
        sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["Nope" as "All"] })),
      ),
    ).toMatchObject({ name: "InvalidAttributeName" });
  });

  it("because it is not implemented, by name", async () => {
    const QueueUrl = await newQueue();
    const refused = async (call: Promise<unknown>, what: string) => {
      const { name, message } = await failure(call);
      expect(name).toBe("UnsupportedOperation");
      expect(message).toContain(what);
    };
    await refused(
      sqs.send(new CreateQueueCommand({ QueueName: "x.fifo", Attributes: { FifoQueue: "true" } })),
      "FIFO",
    );
    await refused(newQueue({ KmsMasterKeyId: "k" }), "KmsMasterKeyId");
    await refused(
      sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: "\u{1f600}" })),
      "U+FFFF",
    );
    await refused(
      sqs.send(
        new AddPermissionCommand({ QueueUrl, Label: "l", AWSAccountIds: ["1"], Actions: ["*"] }),
      ),
      "AddPermission",
    );
    await refused(
      sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: "x", MessageGroupId: "g" })),
      "MessageGroupId",
    );
    await refused(
      sqs.send(
        new SendMessageCommand({
          QueueUrl,
          MessageBody: "x",
          MessageSystemAttributes: { AWSTraceHeader: { DataType: "String", StringValue: "x" } },
        }),
      ),
      "MessageSystemAttributes",
    );
  });

  it("because the signature is wrong or missing", async () => {
    const { accessKeyId } = test.cloud.credentials;
    const stranger = new SQSClient({
      ...test.cloud.clientConfig,
      maxAttempts: 1,
      credentials: { accessKeyId, secretAccessKey: "wrong" },
    });
    expect(await failure(stranger.send(new ListQueuesCommand()))).toMatchObject({
      name: "InvalidSignatureException",
      status: 403,
    });
    const unsigned = await send(
      test.cloud,
      "POST",
      "/",
      { "x-amz-target": "AmazonSQS.ListQueues", "content-type": "application/x-amz-json-1.0" },
      "{}",
    );
    expect(unsigned.status).toBe(403);
    expect(unsigned.body).toContain("MissingAuthenticationTokenException");
    stranger.destroy();
  });
});
