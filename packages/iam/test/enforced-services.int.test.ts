import {
  AthenaClient,
  CreateWorkGroupCommand,
  DeleteWorkGroupCommand,
  ListQueryExecutionsCommand,
  StartQueryExecutionCommand,
  UpdateWorkGroupCommand,
} from "@aws-sdk/client-athena";
import {
  CreateAccessKeyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  IAMClient,
  PutRolePolicyCommand,
  PutUserPolicyCommand,
} from "@aws-sdk/client-iam";
import {
  CreateBucketCommand,
  GetObjectCommand,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import {
  CreateTopicCommand,
  PublishCommand,
  SNSClient,
  SubscribeCommand,
} from "@aws-sdk/client-sns";
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  PurgeQueueCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";
import type { LocalClientConfig } from "@cloudapi/local";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  buildAthenaReaderPolicy,
  buildLambdaPolicy,
  buildPolicy,
  type PolicyDocument,
} from "../src/index.ts";
import { ENFORCERS, type Enforcer } from "./proof/enforcers.ts";
import { isRefusal } from "./proof/guard.ts";

const SERVERS = ENFORCERS.filter(({ isHere, hasServices }) => isHere && hasServices);
const own = crypto.randomUUID().slice(0, 8);
const bucket = `messaging-${own}`;
const [topic, otherTopic] = [`alerts-${own}`, `alerts-${own}-other`];
const [queue, otherQueue] = [`files-${own}`, `files-${own}-other`];
const arn = (service: string, name: string) => `arn:aws:${service}:us-east-1:000000000000:${name}`;
const validator = buildLambdaPolicy({
  bucket,
  topicArn: arn("sns", topic),
  queueArn: arn("sqs", queue),
  accountId: "000000000000",
});

/** SNS says it in a word of its own. */
async function answerOf(call: Promise<unknown>): Promise<string> {
  return call.then(
    () => "done",
    (error: Error) =>
      isRefusal(error) || error.name.startsWith("AuthorizationError") ? "denied" : error.name,
  );
}

describe.each(SERVERS)("messages on $title", ({ open }) => {
  let server: Enforcer;
  let sns: SNSClient;
  let sqs: SQSClient;
  const urls: string[] = [];

  beforeAll(async () => {
    server = await open();
    const [rootSns, rootSqs] = [new SNSClient(server.root), new SQSClient(server.root)];
    for (const Name of [topic, otherTopic]) await rootSns.send(new CreateTopicCommand({ Name }));
    for (const QueueName of [queue, otherQueue]) {
      const { QueueUrl = "" } = await rootSqs.send(new CreateQueueCommand({ QueueName }));
      urls.push(QueueUrl);
    }
    await rootSqs.send(new SendMessageCommand({ QueueUrl: urls[0], MessageBody: "event" }));
    const caller = await server.callerWith(validator);
    [sns, sqs] = [new SNSClient(caller), new SQSClient(caller)];
    for (const client of [rootSns, rootSqs]) client.destroy();
  }, 120_000);
  afterAll(async () => {
    for (const client of [sns, sqs]) client.destroy();
    await server.close();
  });

  it("alerts are published under the validator's policy, and nothing beside it", async () => {
    const publish = (name: string) =>
      sns.send(new PublishCommand({ TopicArn: arn("sns", name), Message: "alert" }));
    const subscription = { Protocol: "sqs", Endpoint: arn("sqs", otherQueue) };
    expect(await answerOf(publish(topic))).toBe("done");
    const neighbours = [
      publish(otherTopic),
      sns.send(new SubscribeCommand({ TopicArn: arn("sns", topic), ...subscription })),
      sns.send(new CreateTopicCommand({ Name: `more-${own}` })),
    ];
    expect(await Promise.all(neighbours.map(answerOf))).toEqual(["denied", "denied", "denied"]);
  });

  it("events are taken from its queue, and from no other", async () => {
    const [QueueUrl = "", other = ""] = urls;
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 5 }),
    );
    expect(Messages.map(({ Body }) => Body)).toEqual(["event"]);
    const ReceiptHandle = Messages[0]?.ReceiptHandle ?? "";
    await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["QueueArn"] }));
    const neighbours = [
      sqs.send(new ReceiveMessageCommand({ QueueUrl: other })),
      sqs.send(new GetQueueAttributesCommand({ QueueUrl: other, AttributeNames: ["QueueArn"] })),
      sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: "forged" })),
      sqs.send(new PurgeQueueCommand({ QueueUrl })),
      sqs.send(new DeleteQueueCommand({ QueueUrl })),
    ];
    const denied = neighbours.map(() => "denied");
    expect(await Promise.all(neighbours.map(answerOf))).toEqual(denied);
    await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
  });
});

describe.each(SERVERS)("queries on $title", ({ open }) => {
  let server: Enforcer;
  let athena: AthenaClient;
  const [mine, theirs] = [`team-${own}`, `team-${own}-other`];

  beforeAll(async () => {
    server = await open();
    const [root, s3] = [new AthenaClient(server.root), new S3Client(server.root)];
    for (const Name of [mine, theirs]) await root.send(new CreateWorkGroupCommand({ Name }));
    await s3.send(new CreateBucketCommand({ Bucket: `results-${own}` }));
    const policy = buildAthenaReaderPolicy({
      region: "us-east-1",
      accountId: "000000000000",
      workGroup: mine,
      database: "logs",
      tables: [{ table: "visits", location: `s3://${bucket}/visits/` }],
      outputLocation: `s3://results-${own}/`,
    });
    athena = new AthenaClient(await server.callerWith(policy));
    for (const client of [root, s3]) client.destroy();
  }, 120_000);
  afterAll(async () => {
    athena.destroy();
    await server.close();
  });

  it("begin in the reader's work group, and in no other", async () => {
    const ResultConfiguration = { OutputLocation: `s3://results-${own}/` };
    const start = (WorkGroup: string) =>
      answerOf(
        athena.send(
          new StartQueryExecutionCommand({
            QueryString: "SELECT 1",
            WorkGroup,
            ResultConfiguration,
          }),
        ),
      );
    expect(await start(mine)).toBe("done");
    const neighbours = [
      start(theirs),
      answerOf(athena.send(new DeleteWorkGroupCommand({ WorkGroup: mine }))),
      answerOf(athena.send(new UpdateWorkGroupCommand({ WorkGroup: mine, Description: "x" }))),
      answerOf(athena.send(new ListQueryExecutionsCommand({ WorkGroup: mine }))),
    ];
    expect(await Promise.all(neighbours)).toEqual(neighbours.map(() => "denied"));
  });
});

describe.each(SERVERS)("sessions on $title", ({ open }) => {
  let server: Enforcer;
  let sts: STSClient;
  const roles = { loads: `loads-${own}`, other: `other-${own}` };
  const reads = buildPolicy({
    operations: [{ operation: "presignDownload", bucket, prefix: "in/" }],
    accountId: "000000000000",
  });
  const puts = buildPolicy({
    operations: [{ operation: "presignUpload", bucket, prefix: "in/" }],
    accountId: "000000000000",
  });

  beforeAll(async () => {
    server = await open();
    const [iam, s3] = [new IAMClient(server.root), new S3Client(server.root)];
    await s3.send(new CreateBucketCommand({ Bucket: bucket }));
    await s3.send(new PutObjectCommand({ Bucket: bucket, Key: "in/a", Body: "x" }));
    const UserName = `assumes-${own}`;
    const { User } = await iam.send(new CreateUserCommand({ UserName }));
    const trust = (principal: string): string =>
      JSON.stringify({
        Version: "2012-10-17",
        Statement: [{ Effect: "Allow", Principal: { AWS: principal }, Action: "sts:AssumeRole" }],
      });
    const root = "arn:aws:iam::000000000000:root";
    await makeRole(iam, roles.loads, { trust: trust(User?.Arn ?? root), policy: reads });
    await makeRole(iam, roles.other, { trust: trust(root), policy: puts });
    const Resource = `arn:aws:iam::000000000000:role/${roles.loads}`;
    const Statement = { Effect: "Allow", Action: "sts:AssumeRole", Resource };
    await iam.send(
      new PutUserPolicyCommand({
        UserName,
        PolicyName: "assume",
        PolicyDocument: JSON.stringify({ Version: "2012-10-17", Statement: [Statement] }),
      }),
    );
    const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName }));
    const { AccessKeyId = "", SecretAccessKey = "" } = AccessKey ?? {};
    const credentials = { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey };
    sts = new STSClient({ ...server.root, credentials });
    for (const client of [iam, s3]) client.destroy();
  }, 120_000);
  afterAll(async () => {
    sts.destroy();
    await server.close();
  });

  async function sessionOf(Policy?: PolicyDocument): Promise<LocalClientConfig> {
    const { Credentials } = await sts.send(
      new AssumeRoleCommand({
        RoleArn: `arn:aws:iam::000000000000:role/${roles.loads}`,
        RoleSessionName: "run",
        ...(Policy === undefined ? {} : { Policy: JSON.stringify(Policy) }),
      }),
    );
    const { AccessKeyId = "", SecretAccessKey = "", SessionToken = "" } = Credentials ?? {};
    const credentials = {
      accessKeyId: AccessKeyId,
      secretAccessKey: SecretAccessKey,
      sessionToken: SessionToken,
    };
    return { ...server.root, credentials };
  }

  it("have the role's rights, and with a policy of their own no more than both allow", async () => {
    const whole = new S3Client(await sessionOf());
    const limited = new S3Client(await sessionOf(puts));
    const get = (s3: S3Client, Key = "in/a") =>
      answerOf(s3.send(new GetObjectCommand({ Bucket: bucket, Key })));
    const put = (s3: S3Client) =>
      answerOf(s3.send(new PutObjectCommand({ Bucket: bucket, Key: "in/b", Body: "x" })));
    const answers = {
      reads: await get(whole),
      beside: await get(whole, "inner/a"),
      writes: await put(whole),
      limitedReads: await get(limited),
      limitedWrites: await put(limited),
    };
    for (const client of [whole, limited]) client.destroy();
    expect(answers).toEqual({
      reads: "done",
      beside: "denied",
      writes: "denied",
      limitedReads: "denied",
      limitedWrites: "denied",
    });
  });

  it("are of no role beside the one that may be assumed", async () => {
    const other = new AssumeRoleCommand({
      RoleArn: `arn:aws:iam::000000000000:role/${roles.other}`,
      RoleSessionName: "run",
    });
    expect(await answerOf(sts.send(other))).toBe("denied");
  });
});

async function makeRole(
  iam: IAMClient,
  RoleName: string,
  { trust, policy }: { readonly trust: string; readonly policy: PolicyDocument },
): Promise<void> {
  await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: trust }));
  const PolicyDocument = JSON.stringify(policy);
  await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: "own", PolicyDocument }));
}
