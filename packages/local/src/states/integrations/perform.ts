import { randomUUID } from "node:crypto";
import type { JsonValue } from "@cloudapi/core";
import type { JsonObject } from "@cloudapi/orchestration";
import type { TaskCall } from "../engine/run.ts";
import { StateError } from "../engine/state-error.ts";
import { textOf } from "../engine/text-of.ts";
import { callS3 } from "./s3-calls.ts";
import type { Actor, ServiceCalls } from "./service-calls.ts";
import { invokeFunction, runJob, type Workers } from "./workers.ts";

/** A Task, as who looks over the embedded Step Functions' shoulder is told of it. */
export interface LocalTask {
  readonly state: string;
  /** Such as `lambda:invoke` or `aws-sdk:glue:startCrawler`. */
  readonly resource: string;
  readonly input: JsonValue;
  readonly execution: string;
}

/** Does a Task itself: what it returns is the result, `undefined` leaves the Task to the embedded cloud, an error fails it under its `name`. */
export type TaskListener = (task: LocalTask) => unknown;

/** What Tasks are done with. */
export interface TaskSurroundings {
  readonly calls: ServiceCalls;
  readonly workers: Workers;
  readonly listeners: ReadonlySet<TaskListener>;
  /** Start an execution and wait for its end if asked for. */
  readonly startExecution: (input: JsonObject, actor: Actor, wait: boolean) => Promise<JsonObject>;
}

const POLL_MS = 20;

/** Do a Task, by a listener or by the service that it names. */
export async function perform(around: TaskSurroundings, call: TaskCall): Promise<JsonValue> {
  const { run, state, resource, input } = call;
  for (const listener of around.listeners) {
    const execution = textOf(run.context.Execution["Name"]);
    const done = await listener({ state, resource, input, execution });
    if (done !== undefined) return JSON.parse(JSON.stringify(done)) as JsonValue;
  }
  const actor = around.calls.actor(run.roleArn);
  const integration = INTEGRATIONS[resource] ?? sdkIntegration(resource);
  if (integration === undefined) throw refused(resource);
  return integration(around, { ...call, input: input as JsonObject, actor });
}

type Call = Omit<TaskCall, "input"> & { readonly input: JsonObject; readonly actor: Actor };
type Integration = (around: TaskSurroundings, call: Call) => Promise<JsonValue>;

const INTEGRATIONS: Readonly<Record<string, Integration>> = {
  lambda: async (around, call) => (await invokeFunction({ ...around, ...call }))["Payload"] ?? null,
  "lambda:invoke": (around, call) => invokeFunction({ ...around, ...call }),
  "glue:startJobRun.sync": (around, call) => runJob({ ...around, ...call }),
  "athena:startQueryExecution": (around, call) => athena(around, call, "StartQueryExecution"),
  "athena:startQueryExecution.sync": runQuery,
  "athena:getQueryExecution": (around, call) => athena(around, call, "GetQueryExecution"),
  "athena:getQueryResults": (around, call) => athena(around, call, "GetQueryResults"),
  "athena:stopQueryExecution": (around, call) => athena(around, call, "StopQueryExecution"),
  "sns:publish": publish,
  "sqs:sendMessage": sendMessage,
  "states:startExecution": ({ startExecution }, { input, actor }) =>
    startExecution(input, actor, false),
  "states:startExecution.sync": async ({ startExecution }, { input, actor }) => {
    const ended = await startExecution(input, actor, true);
    return { ...ended, Output: JSON.stringify(ended["Output"]) };
  },
  "states:startExecution.sync:2": ({ startExecution }, { input, actor }) =>
    startExecution(input, actor, true),
};

function refused(resource: string): StateError {
  const known = [
    ...Object.keys(INTEGRATIONS),
    "aws-sdk:s3:...",
    "aws-sdk:athena:...",
    "aws-sdk:glue:...",
  ].join(", ");
  return new StateError(
    "States.Runtime",
    `The embedded Step Functions has no ${resource}; it has ${known}. Do the Task yourself with onTask. See docs/local.md.`,
  );
}

/** `aws-sdk:athena:getQueryResults` is what the service calls GetQueryResults. */
function sdkIntegration(resource: string): Integration | undefined {
  const [, service, operation = ""] =
    /^aws-sdk:(s3|athena|glue):([a-zA-Z0-9]+)$/.exec(resource) ?? [];
  if (service === undefined) return undefined;
  if (service === "s3") return ({ calls }, call) => callS3(calls, { ...call, operation });
  const name = operation.charAt(0).toUpperCase() + operation.slice(1);
  if (service === "athena") return (around, call) => athena(around, call, name);
  return ({ calls }, { actor, input, signal }) =>
    calls.callJson({ actor, service: "glue", prefix: "Glue", signal }, `AWSGlue.${name}`, input);
}

function athena(
  { calls }: TaskSurroundings,
  { actor, input, signal }: Call,
  operation: string,
): Promise<JsonObject> {
  // Step Functions makes the token itself, as the SDKs do.
  const token = operation === "StartQueryExecution" ? { ClientRequestToken: randomUUID() } : {};
  const call = { actor, service: "athena", prefix: "Athena", signal };
  return calls.callJson(call, `AmazonAthena.${operation}`, { ...token, ...input });
}

/** Start a query and look until it has ended; one that is left is stopped. */
async function runQuery(around: TaskSurroundings, call: Call): Promise<JsonValue> {
  const { signal } = call;
  const { QueryExecutionId: id = "" } = await athena(around, call, "StartQueryExecution");
  const input = { QueryExecutionId: id };
  for (;;) {
    const { QueryExecution: execution } = await athena(
      around,
      { ...call, input },
      "GetQueryExecution",
    );
    const { State: state, StateChangeReason: reason } = (execution as JsonObject)[
      "Status"
    ] as JsonObject;
    if (state === "SUCCEEDED") return { QueryExecution: execution ?? null };
    if (state === "FAILED" || state === "CANCELLED")
      throw new StateError(
        "States.TaskFailed",
        JSON.stringify({ QueryExecutionId: id, State: state, StateChangeReason: reason ?? "" }),
      );
    if (signal.aborted) {
      const { signal: _, ...rest } = call;
      await athena(
        around,
        { ...rest, input, signal: new AbortController().signal },
        "StopQueryExecution",
      );
      signal.throwIfAborted();
    }
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

const PUBLISHED = [
  "TopicArn",
  "TargetArn",
  "Subject",
  "Message",
  "MessageStructure",
  "MessageGroupId",
  "MessageDeduplicationId",
];

async function publish(
  { calls }: TaskSurroundings,
  { actor, input, signal }: Call,
): Promise<JsonValue> {
  const other = Object.keys(input).find((name) => !PUBLISHED.includes(name));
  if (other !== undefined)
    throw new StateError(
      "States.Runtime",
      `The embedded Step Functions publishes without ${other}.`,
    );
  const fields = Object.entries(input).map(([name, value]): [string, string] => [
    name,
    typeof value === "string" ? value : JSON.stringify(value),
  ]);
  const body = new URLSearchParams([
    ["Action", "Publish"],
    ["Version", "2010-03-31"],
    ...fields,
  ]).toString();
  const headers = { "content-type": "application/x-www-form-urlencoded" };
  const answer = await calls.call({ actor, service: "sns", prefix: "SNS", headers, body, signal });
  const text = Buffer.from(answer.body).toString("utf8");
  if (answer.status >= 300) {
    const code = /<Code>([^<]*)</.exec(text)?.[1] ?? "";
    throw new StateError(
      `SNS.${code === "NotFound" ? "NotFoundException" : `${code}Exception`}`,
      /<Message>([^<]*)</.exec(text)?.[1] ?? text,
    );
  }
  return { MessageId: /<MessageId>([^<]*)</.exec(text)?.[1] ?? "" };
}

function sendMessage(
  { calls }: TaskSurroundings,
  { actor, input, signal }: Call,
): Promise<JsonValue> {
  const { MessageBody: message = "", QueueUrl: url = "" } = input;
  // Definitions name the queue as AWS does: account and name are those of this cloud's queue.
  const QueueUrl = `${calls.address}/${textOf(url).split("/").slice(-2).join("/")}`;
  const call = { actor, service: "sqs", prefix: "SQS", signal };
  const body = { ...input, QueueUrl, MessageBody: textOf(message) };
  return calls.callJson(call, "AmazonSQS.SendMessage", body);
}
