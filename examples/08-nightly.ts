// A night, from files that arrive to a checked table: the schedule fires, state machines run, a day fails, is run again by the
// arrival of its late file, and a hundred days are backfilled.
//   npx pnpm@12 nightly [--report FILE] [--page FILE.html]
// On the embedded cloud, which executes the machines that `defineBatch` makes for Step Functions, and lets each of them, the function and
// what starts them do no more than their roles say: see docs/nightly.md.
import { writeFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import {
  EventBridgeClient,
  PutRuleCommand,
  PutTargetsCommand,
  type PutTargetsCommandInput,
} from "@aws-sdk/client-eventbridge";
import { CreateDatabaseCommand, GlueClient } from "@aws-sdk/client-glue";
import {
  PutBucketNotificationConfigurationCommand,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { CreateScheduleCommand, SchedulerClient } from "@aws-sdk/client-scheduler";
import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  type HistoryEvent,
  ListExecutionsCommand,
  SFNClient,
  StartExecutionCommand,
} from "@aws-sdk/client-sfn";
import { CreateTopicCommand, SNSClient } from "@aws-sdk/client-sns";
import { buildCheckQueries } from "@cloudapi/athena/checks";
import { ensureTable } from "@cloudapi/athena/glue";
import { apiLogs } from "@cloudapi/core";
import { buildTransformPolicy, lambdaTrustPolicy } from "@cloudapi/iam";
import { startLocalCloud } from "@cloudapi/local";
import { type BatchRole, defineBatch, nextRuns } from "@cloudapi/orchestration";
import { ensureBucket } from "@cloudapi/s3";
import { createTransformHandler } from "@cloudapi/transform/lambda";

/** The rule and its targets, as PutRule and PutTargets take them. */
interface Arrival {
  readonly Name: string;
  readonly Targets: PutTargetsCommandInput["Targets"];
}

const DAY_MS = 86_400_000;
const { values } = parseArgs({
  options: { report: { type: "string" }, page: { type: "string" } },
});
const last = Date.parse("2026-04-11T00:00:00Z");
const today = dayOf(last);
// The clock by which schedules fire stands at the evening of the last day.
const evening = new Date(last + 20 * 3_600_000);
const cloud = await startLocalCloud({
  enforce: true,
  skipWaits: true,
  schedulesFrom: evening,
});
const [s3, glue] = [new S3Client(cloud.clientConfig), new GlueClient(cloud.clientConfig)];
const [sfn, sns] = [new SFNClient(cloud.clientConfig), new SNSClient(cloud.clientConfig)];
const scheduler = new SchedulerClient(cloud.clientConfig);
const bridge = new EventBridgeClient(cloud.clientConfig);
const [raw, processed, results] = ["logs-raw", "logs-processed", "logs-results"] as const;
for (const bucket of [raw, processed, results]) await ensureBucket(s3, { bucket });

// The table, and the function that the machine invokes with the files of a day.
const table = { bucket: processed, prefix: "api_logs/" };
await glue.send(new CreateDatabaseCommand({ DatabaseInput: { Name: "logs" } }));
const location = `s3://${table.bucket}/${table.prefix}`;
await ensureTable(glue, apiLogs, { database: "logs", table: "api_logs", location });
const { accountId, region } = cloud;
const { arn: roleArn } = cloud.putRole("transform-logs", {
  trust: lambdaTrustPolicy({ accountId }),
  policies: {
    transform: buildTransformPolicy({
      sources: [{ bucket: raw, prefix: "raw/", versions: true }],
      destination: table,
      accountId,
      region,
    }),
  },
});
const functionS3 = new S3Client(
  cloud.serviceSession({ roleArn, service: "lambda.amazonaws.com" }).clientConfig,
);
const handler = createTransformHandler({
  dataset: apiLogs,
  s3: functionS3,
  destination: table,
  logger: false,
});
cloud.addFunction("transform-logs", (event) => handler(event));

const schedule = { expression: "cron(0 2 * * ? *)", timeZone: "UTC" };
const batch = defineBatch({
  dataset: apiLogs,
  schedule,
  source: { bucket: raw, prefix: "raw/", onArrival: true },
  target: table,
  catalog: { database: "logs", outputLocation: `s3://${results}/nightly/` },
  steps: {
    transform: { function: "transform-logs" },
    checks: [...buildCheckQueries(apiLogs, { checks: [{ kind: "rowCount" }], day: "?" })],
  },
  region,
  accountId,
});
for (const { name, trust, policy } of Object.values<BatchRole>({ ...batch.roles }))
  cloud.putRole(name, { trust, policies: { batch: policy } });
for (const Name of Object.values(batch.topics)) await sns.send(new CreateTopicCommand({ Name }));
for (const { name, roleArn, definition } of Object.values(batch.machines)) {
  const machine = { name, roleArn, definition: JSON.stringify(definition) };
  await sfn.send(new CreateStateMachineCommand(machine));
}

// A hundred days have their files; the last day's comes too late for its night.
const days = Array.from({ length: 100 }, (_, at) => dayOf(last - (100 - at) * DAY_MS));
for (const day of days) await deliver(day);

// What starts the machines: the schedule, and the rule for files that arrive from now on.
await scheduler.send(new CreateScheduleCommand(batch.schedule as never));
const { Targets, ...rule } = batch.arrival as unknown as Arrival;
await bridge.send(new PutRuleCommand(rule));
await bridge.send(new PutTargetsCommand({ Rule: rule.Name, Targets }));
const NotificationConfiguration = { EventBridgeConfiguration: {} };
await s3.send(
  new PutBucketNotificationConfigurationCommand({ Bucket: raw, NotificationConfiguration }),
);

let [succeeded, failed] = [0, 0];
const [fires = evening] = nextRuns({ ...schedule, from: evening }).runs;
console.log(`The schedule fires at ${fires.toISOString()}, for ${today}:`);
const first = await drawNext(() => cloud.passTime(fires));
const [told] = cloud.publishedMessages();
console.log(`  told: ${told?.subject}`);
const { advice = "" } = JSON.parse(told?.message ?? "{}") as { advice?: string };
for (const sentence of advice.split(/(?<=[.:]) (?=[A-Za-z])/)) console.log(`  ${sentence}`);

console.log(`\nThe file arrives, and its rule starts a run of its own:`);
const second = await drawNext(() => deliver(today));

const [from = "", to = ""] = [days[0], days[99]];
console.log(`\nA backfill from ${from} to ${to}:`);
const backfill = await endOf(await start("backfill", { from, to }));
const { ran: backfilledDays = 0 } = JSON.parse(backfill.output ?? "{}") as { ran?: number };
succeeded += backfilledDays;
console.log(`  ${backfill.status}, ${backfilledDays} days`);
console.log(`\n${succeeded} runs succeeded, ${failed} failed on purpose`);

if (values.report !== undefined)
  await writeFile(values.report, `${JSON.stringify({ succeeded, failed, backfilledDays })}\n`);
if (values.page !== undefined) await writeFile(values.page, pageOf([first, second]));
for (const client of [s3, functionS3, glue, sfn, sns, scheduler, bridge]) client.destroy();
await cloud.close();

function dayOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}

async function deliver(day: string): Promise<void> {
  const rows = ["/api/users,200,41.5", "/api/orders,404,12", "/api/users,500,230"];
  const lines = rows.map((row, at) => `${day}T10:30:4${at}Z,${row}`);
  const Body = ["timestamp,endpoint,status_code,response_time_ms", ...lines, ""].join("\n");
  const Key = `raw/${day.replaceAll("-", "/")}/logs.csv`;
  await s3.send(new PutObjectCommand({ Bucket: raw, Key, Body }));
}

async function start(machine: keyof typeof batch.machines, input: object): Promise<string> {
  const request = { stateMachineArn: batch.machines[machine].arn, input: JSON.stringify(input) };
  const { executionArn = "" } = await sfn.send(new StartExecutionCommand(request));
  return executionArn;
}

async function endOf(executionArn: string, onEvents?: (events: HistoryEvent[]) => void) {
  for (;;) {
    const execution = await sfn.send(new DescribeExecutionCommand({ executionArn }));
    const { events = [] } = await sfn.send(new GetExecutionHistoryCommand({ executionArn }));
    onEvents?.(events);
    if (execution.status !== "RUNNING") return { ...execution, events };
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Let something happen that starts a day, and draw the states of its run as they are left. */
async function drawNext(cause: () => Promise<unknown>) {
  const { arn: stateMachineArn } = batch.machines.run;
  const runs = async () => {
    const { executions = [] } = await sfn.send(new ListExecutionsCommand({ stateMachineArn }));
    return executions;
  };
  const before = (await runs()).length;
  await cause();
  let [newest, ...older] = await runs();
  while (newest?.executionArn === undefined || older.length < before) {
    await new Promise((resolve) => setTimeout(resolve, 20));
    [newest, ...older] = await runs();
  }
  const arn = newest.executionArn;
  let drawn = 0;
  const run = await endOf(arn, (events) => {
    const visits = visitsOf(events).filter((visit) => visit.ms !== undefined);
    for (const { name, ms } of visits.slice(drawn)) console.log(`  ● ${name.padEnd(16)} ${ms} ms`);
    drawn = visits.length;
  });
  console.log(
    `  ${run.status === "SUCCEEDED" ? "✓" : "✗"} ${run.status} ${run.error ?? ""}`.trimEnd(),
  );
  if (run.status === "SUCCEEDED") succeeded++;
  else failed++;
  return run;
}

/** The states that were entered, with what went in, what came out, and how long it took. */
function visitsOf(events: readonly HistoryEvent[]) {
  const visits: { name: string; from: number; input: string; output?: string; ms?: number }[] = [];
  for (const {
    timestamp,
    stateEnteredEventDetails: into,
    stateExitedEventDetails: out,
  } of events) {
    const at = timestamp?.getTime() ?? 0;
    if (into?.name !== undefined)
      visits.push({ name: into.name, from: at, input: into.input ?? "" });
    const visit = visits.find(({ name, ms }) => name === out?.name && ms === undefined);
    if (visit !== undefined)
      Object.assign(visit, { ms: at - visit.from, output: out?.output ?? "" });
  }
  return visits;
}

/** Both runs as a page, with the input and the output of every state. */
function pageOf(runs: readonly Awaited<ReturnType<typeof endOf>>[]): string {
  const escape = (text: string) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
  const sections = runs.map(({ name = "", status = "", events }) => {
    const states = visitsOf(events).map(
      (visit) =>
        `<details><summary>${escape(visit.name)} – ${visit.ms ?? "?"} ms</summary><h3>Input</h3><pre>${escape(visit.input)}</pre><h3>Output</h3><pre>${escape(visit.output ?? "")}</pre></details>`,
    );
    return `<section><h2>${escape(name)}: ${status}</h2>${states.join("\n")}</section>`;
  });
  return `<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>A night</title><style>body{font:16px system-ui;max-width:50rem;margin:2rem auto;padding:0 1rem}pre{overflow:auto;background:#f4f4f4;color:#111;padding:.5rem}</style>
<body><h1>A night</h1>${sections.join("\n")}</body></html>
`;
}
