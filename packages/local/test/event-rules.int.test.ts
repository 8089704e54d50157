import {
  DeleteRuleCommand,
  DescribeRuleCommand,
  DisableRuleCommand,
  EnableRuleCommand,
  EventBridgeClient,
  ListRulesCommand,
  ListTargetsByRuleCommand,
  PutEventsCommand,
  PutRuleCommand,
  PutTargetsCommand,
  RemoveTargetsCommand,
  TestEventPatternCommand,
} from "@aws-sdk/client-eventbridge";
import {
  CreateBucketCommand,
  PutBucketNotificationConfigurationCommand,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type LocalCloud, startLocalCloud } from "../src/index.ts";

let cloud: LocalCloud;
let events: EventBridgeClient;
let s3: S3Client;
beforeAll(async () => {
  cloud = await startLocalCloud();
  events = new EventBridgeClient(cloud.clientConfig);
  s3 = new S3Client(cloud.clientConfig);
});
afterAll(async () => {
  events.destroy();
  s3.destroy();
  await cloud.close();
});

/** Have a function called by a rule; what it is called with comes back. */
async function rule(Name: string, pattern: object, target: object = {}): Promise<unknown[]> {
  const called: unknown[] = [];
  const Arn = cloud.addFunction(Name, (event) => void called.push(event));
  await events.send(new PutRuleCommand({ Name, EventPattern: JSON.stringify(pattern) }));
  await events.send(
    new PutTargetsCommand({ Rule: Name, Targets: [{ Id: "one", Arn, ...target }] }),
  );
  return called;
}

it("calls the targets of a rule for the objects that fit it, with what the transformer makes of the event", async () => {
  const called = await rule(
    "arrival",
    {
      source: ["aws.s3"],
      "detail-type": ["Object Created"],
      detail: { bucket: { name: ["raw"] }, object: { key: [{ prefix: "raw/" }] } },
    },
    {
      InputTransformer: {
        InputPathsMap: { key: "$.detail.object.key", size: "$.detail.object.size" },
        InputTemplate: '{"key":<key>,"size":<size>,"told":"<key> by <aws.events.rule-name>"}',
      },
    },
  );
  await s3.send(new CreateBucketCommand({ Bucket: "raw" }));
  const NotificationConfiguration = { EventBridgeConfiguration: {} };
  await s3.send(
    new PutBucketNotificationConfigurationCommand({ Bucket: "raw", NotificationConfiguration }),
  );
  for (const Key of ['raw/a "b" ü+%.csv', "elsewhere/a.csv"])
    await s3.send(new PutObjectCommand({ Bucket: "raw", Key, Body: "abc" }));
  await cloud.idle();
  expect(called).toEqual([
    { key: 'raw/a "b" ü+%.csv', size: 3, told: 'raw/a "b" ü+%.csv by arrival' },
  ]);
});

it("takes events of one's own, and switches rules off and on", async () => {
  const whole = await rule("own", { source: ["mine"] });
  const part = await rule("part", { source: ["mine"] }, { InputPath: "$.detail.day" });
  const put = () =>
    events.send(
      new PutEventsCommand({
        Entries: [{ Source: "mine", DetailType: "Done", Detail: '{"day":"2026-01-15"}' }],
      }),
    );
  await events.send(new DisableRuleCommand({ Name: "part" }));
  await put();
  await cloud.idle();
  await events.send(new EnableRuleCommand({ Name: "part" }));
  await put();
  await cloud.idle();
  expect(whole).toHaveLength(2);
  expect(whole[0]).toMatchObject({ source: "mine", detail: { day: "2026-01-15" } });
  expect(part).toEqual(["2026-01-15"]);
});

it("keeps, lists and removes rules and targets", async () => {
  const pattern = JSON.stringify({ source: ["x"] });
  const asked = { Name: "kept", EventPattern: pattern, Description: "why" };
  const { RuleArn } = await events.send(new PutRuleCommand(asked));
  expect(await events.send(new DescribeRuleCommand({ Name: "kept" }))).toMatchObject({
    ...asked,
    Arn: RuleArn,
    State: "ENABLED",
  });
  const target = { Id: "q", Arn: "arn:aws:sqs:us-east-1:000000000000:q" };
  await events.send(new PutTargetsCommand({ Rule: "kept", Targets: [target] }));
  const { Targets } = await events.send(new ListTargetsByRuleCommand({ Rule: "kept" }));
  expect(Targets).toEqual([target]);
  await expect(events.send(new DeleteRuleCommand({ Name: "kept" }))).rejects.toThrow("has targets");
  await events.send(new RemoveTargetsCommand({ Rule: "kept", Ids: ["q"] }));
  await events.send(new DeleteRuleCommand({ Name: "kept" }));
  const { Rules = [] } = await events.send(new ListRulesCommand({ NamePrefix: "kept" }));
  expect(Rules).toEqual([]);
});

const EVENT = {
  id: "1",
  account: "1",
  source: "aws.s3",
  time: "2026-01-15T00:00:00Z",
  region: "us-east-1",
  resources: ["arn:aws:s3:::raw"],
  "detail-type": "Object Created",
  detail: { key: "raw/a.CSV", size: 5, list: ["x", "y"], empty: null },
};

it.each([
  [{ source: ["aws.s3", "other"] }, true],
  [{ source: ["other"] }, false],
  [{ resources: ["arn:aws:s3:::raw"] }, true],
  [{ detail: { key: [{ suffix: ".csv" }] } }, false],
  [{ detail: { key: [{ suffix: { "equals-ignore-case": ".csv" } }] } }, true],
  [{ detail: { key: [{ "equals-ignore-case": "RAW/a.csv" }] } }, true],
  [{ detail: { key: [{ wildcard: "raw/*.CSV" }] } }, true],
  [{ detail: { key: [{ wildcard: "raw/*.csv" }] } }, false],
  [{ detail: { key: [{ "anything-but": { prefix: "raw/" } }] } }, false],
  [{ detail: { key: [{ "anything-but": ["b", "c"] }] } }, true],
  [{ detail: { size: [{ numeric: [">", 1, "<=", 5] }] } }, true],
  [{ detail: { size: [{ numeric: [">", 5] }] } }, false],
  [{ detail: { size: ["5"] } }, false],
  [{ detail: { list: ["y"] } }, true],
  [{ detail: { none: [{ exists: false }] } }, true],
  [{ detail: { key: [{ exists: false }] } }, false],
  [{ detail: { empty: [null] } }, true],
  [{ $or: [{ source: ["other"] }, { detail: { size: [5] } }] }, true],
  [{ detail: { none: { deeper: ["x"] } } }, false],
])("%j: %s", async (pattern, fits) => {
  const asked = { EventPattern: JSON.stringify(pattern), Event: JSON.stringify(EVENT) };
  expect((await events.send(new TestEventPatternCommand(asked))).Result).toBe(fits);
});

it.each([
  ["{", "not JSON"],
  ["[]", "must be an object"],
  ["{}", "must not be empty"],
  ['{"source":[]}', "must have a value"],
  ['{"source":[{"cidr":"10.0.0.0/8"}]}', "compares by"],
  ['{"source":[{"numeric":[">"]}]}', "compares by"],
  ['{"$or":[{"source":["a"]}]}', "two patterns"],
])("refuses the pattern %s", async (EventPattern, message) => {
  await expect(events.send(new PutRuleCommand({ Name: "wrong", EventPattern }))).rejects.toThrow(
    message,
  );
});

it("refuses schedules, other buses and targets that it doesn't have", async () => {
  const pattern = { Name: "r", EventPattern: '{"source":["a"]}' };
  const scheduled = new PutRuleCommand({ Name: "r", ScheduleExpression: "rate(1 day)" });
  await expect(events.send(scheduled)).rejects.toThrow("schedules are Scheduler's");
  const elsewhere = new PutRuleCommand({ ...pattern, EventBusName: "other" });
  await expect(events.send(elsewhere)).rejects.toThrow("default bus only");
  await events.send(new PutRuleCommand(pattern));
  const Targets = [{ Id: "x", Arn: "arn:aws:kinesis:us-east-1:000000000000:stream/x" }];
  const wrong = new PutTargetsCommand({ Rule: "r", Targets });
  await expect(events.send(wrong)).rejects.toThrow("no target");
});
