import {
  CreateScheduleCommand,
  type CreateScheduleCommandInput,
  DeleteScheduleCommand,
  GetScheduleCommand,
  ListSchedulesCommand,
  SchedulerClient,
  UpdateScheduleCommand,
} from "@aws-sdk/client-scheduler";
import { CreateQueueCommand, ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { afterEach, expect, it } from "vitest";
import { type LocalCloud, startLocalCloud } from "../src/index.ts";

const opened: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of opened.splice(0).reverse()) await close();
});

/** What a schedule of these tests gives its target. */
interface Ticked {
  readonly time: string;
}

/** A cloud whose clock stands, and the times that its function was called with. */
async function open(from: string) {
  const cloud = await startLocalCloud({ schedulesFrom: new Date(from) });
  const client = new SchedulerClient(cloud.clientConfig);
  opened.push(
    () => cloud.close(),
    () => client.destroy(),
  );
  const called: string[] = [];
  const arn = cloud.addFunction("tick", (event) => {
    called.push((event as unknown as Ticked).time);
  });
  return { cloud, client, called, arn };
}

function schedule(arn: string, expression: string, more: object = {}): CreateScheduleCommandInput {
  return {
    Name: "night",
    ScheduleExpression: expression,
    FlexibleTimeWindow: { Mode: "OFF" },
    Target: {
      Arn: arn,
      RoleArn: "arn:aws:iam::000000000000:role/r",
      Input: '{"time":"<aws.scheduler.scheduled-time>"}',
    },
    ...more,
  };
}

async function passTo(cloud: LocalCloud, time: string): Promise<void> {
  await cloud.passTime(new Date(time));
  await cloud.idle();
}

it("fires every night in its zone, past changes of clocks, and not twice", async () => {
  const { cloud, client, called, arn } = await open("2026-03-27T12:00:00Z");
  const ScheduleExpressionTimezone = "Europe/Berlin";
  await client.send(
    new CreateScheduleCommand(schedule(arn, "cron(30 2 * * ? *)", { ScheduleExpressionTimezone })),
  );
  await passTo(cloud, "2026-03-28T01:29:59Z");
  expect(called).toEqual([]);
  await passTo(cloud, "2026-03-31T12:00:00Z");
  await passTo(cloud, "2026-03-31T12:00:00Z");
  await passTo(cloud, "2026-03-01T12:00:00Z");
  // The 29th has no half past two.
  expect(called).toEqual(["2026-03-28T01:30:00Z", "2026-03-30T00:30:00Z", "2026-03-31T00:30:00Z"]);
});

it("fires at a rate from when it is made or begins, until it ends, and once at a time", async () => {
  const { cloud, client, called, arn } = await open("2026-01-01T00:00:00Z");
  await client.send(new CreateScheduleCommand(schedule(arn, "rate(6 hours)")));
  await passTo(cloud, "2026-01-01T13:00:00Z");
  expect(called.splice(0)).toEqual([
    "2026-01-01T00:00:00Z",
    "2026-01-01T06:00:00Z",
    "2026-01-01T12:00:00Z",
  ]);
  const dates = {
    StartDate: new Date("2026-01-02T01:00:00Z"),
    EndDate: new Date("2026-01-02T08:00:00Z"),
  };
  await client.send(new UpdateScheduleCommand(schedule(arn, "rate(6 hours)", dates)));
  const Name = "once";
  const at = schedule(arn, "at(2026-01-02T03:00:00)", { Name, ActionAfterCompletion: "DELETE" });
  await client.send(new CreateScheduleCommand(at));
  await passTo(cloud, "2026-01-05T00:00:00Z");
  expect(called).toEqual(["2026-01-02T01:00:00Z", "2026-01-02T03:00:00Z", "2026-01-02T07:00:00Z"]);
  await expect(client.send(new GetScheduleCommand({ Name }))).rejects.toMatchObject({
    name: "ResourceNotFoundException",
  });
});

it("keeps, lists, changes, switches off and deletes schedules as they were given", async () => {
  const { cloud, client, called, arn } = await open("2026-01-01T00:00:00Z");
  const given = schedule(arn, "cron(0 2 * * ? *)", { Description: "nightly" });
  const { ScheduleArn } = await client.send(new CreateScheduleCommand(given));
  expect(ScheduleArn).toBe("arn:aws:scheduler:us-east-1:000000000000:schedule/default/night");
  expect(await client.send(new GetScheduleCommand({ Name: "night" }))).toMatchObject({
    ...given,
    State: "ENABLED",
    GroupName: "default",
    ScheduleExpressionTimezone: "UTC",
    CreationDate: new Date("2026-01-01T00:00:00Z"),
  });
  for (const Name of ["a", "b", "c"])
    await client.send(new CreateScheduleCommand({ ...given, Name, State: "DISABLED" }));
  const page = await client.send(new ListSchedulesCommand({ MaxResults: 3 }));
  expect(page.Schedules?.map(({ Name }) => Name)).toEqual(["a", "b", "c"]);
  const rest = await client.send(new ListSchedulesCommand({ NextToken: page.NextToken }));
  expect(rest.Schedules?.map(({ Name }) => Name)).toEqual(["night"]);
  const off = await client.send(new ListSchedulesCommand({ State: "ENABLED", NamePrefix: "n" }));
  expect(off.Schedules).toHaveLength(1);
  await client.send(new DeleteScheduleCommand({ Name: "night" }));
  await passTo(cloud, "2026-01-09T00:00:00Z");
  expect(called).toEqual([]);
  await expect(client.send(new DeleteScheduleCommand({ Name: "night" }))).rejects.toMatchObject({
    name: "ResourceNotFoundException",
  });
  await expect(
    client.send(new CreateScheduleCommand({ ...given, Name: "a" })),
  ).rejects.toMatchObject({ name: "ConflictException" });
});

it.each([
  ["an expression", { ScheduleExpression: "cron(0 2 * * *)" }, "six fields"],
  ["a zone", { ScheduleExpressionTimezone: "Europe/Nowhere" }, "timeZone"],
  [
    "a target",
    { Target: { Arn: "arn:aws:kinesis:us-east-1:1:stream/x", RoleArn: "r" } },
    "no target",
  ],
  ["a group", { GroupName: "others" }, "group default only"],
  ["a window", { FlexibleTimeWindow: { Mode: "FLEXIBLE" } }, "MaximumWindowInMinutes"],
])("refuses %s that it can't do", async (_, change, message) => {
  const { client, arn } = await open("2026-01-01T00:00:00Z");
  const wrong = { ...schedule(arn, "rate(1 day)"), ...change } as CreateScheduleCommandInput;
  await expect(client.send(new CreateScheduleCommand(wrong))).rejects.toThrow(message);
});

it("puts what its target refuses to the last into the dead letters, and names it in failures", async () => {
  const { cloud, client } = await open("2026-01-01T00:00:00Z");
  const sqs = new SQSClient(cloud.clientConfig);
  opened.push(() => sqs.destroy());
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: "letters" }));
  const target = {
    Arn: "arn:aws:states:us-east-1:000000000000:stateMachine:gone",
    RoleArn: "arn:aws:iam::000000000000:role/r",
    Input: "{}",
    DeadLetterConfig: { Arn: "arn:aws:sqs:us-east-1:000000000000:letters" },
    RetryPolicy: { MaximumRetryAttempts: 1 },
  };
  const at = schedule(target.Arn, "at(2026-01-01T02:00:00)", { Target: target });
  await client.send(new CreateScheduleCommand(at));
  await passTo(cloud, "2026-01-02T00:00:00Z");
  const { Messages = [] } = await sqs.send(
    new ReceiveMessageCommand({ QueueUrl, MessageAttributeNames: ["All"] }),
  );
  expect(Messages.map(({ Body }) => Body)).toEqual(["{}"]);
  expect(Messages[0]?.MessageAttributes?.["ERROR_MESSAGE"]?.StringValue).toContain(
    "Does Not Exist",
  );
  expect(cloud.failures).toMatchObject([{ destination: target.Arn, key: "night", attempts: 2 }]);
});

it("fires by itself where the clock is the machine's", async () => {
  const cloud = await startLocalCloud();
  const client = new SchedulerClient(cloud.clientConfig);
  opened.push(
    () => cloud.close(),
    () => client.destroy(),
  );
  const { promise, resolve } = Promise.withResolvers<string>();
  const arn = cloud.addFunction("tick", (event) => resolve((event as unknown as Ticked).time));
  await client.send(new CreateScheduleCommand(schedule(arn, "rate(1 minute)")));
  expect(await promise).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
});

it("takes no clock that is none, and no time that is none", async () => {
  await expect(startLocalCloud({ schedulesFrom: new Date("x") })).rejects.toThrow("schedulesFrom");
  const { cloud } = await open("2026-01-01T00:00:00Z");
  await expect(cloud.passTime(new Date("x"))).rejects.toThrow("passTime");
});
