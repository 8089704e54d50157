import { setTimeout as sleep } from "node:timers/promises";
import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  type HistoryEvent,
  SFNClient,
  StartExecutionCommand,
  UpdateStateMachineCommand,
} from "@aws-sdk/client-sfn";
import { CreateTopicCommand, SNSClient, SubscribeCommand } from "@aws-sdk/client-sns";
import { CreateQueueCommand, ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { startLocalCloud } from "@cloudapi/local";
import { ensureBucket } from "@cloudapi/s3";
import {
  type Batch,
  type BatchInput,
  defineBatch,
  type JsonObject,
  type State,
  type StateMachineDefinition,
} from "../src/index.ts";
import { failure } from "./night-cloud.ts";
import { FUNCTION_BATCH } from "./nightly.ts";

const DAY = "2026-01-15";
const QUERY = { QueryExecutionId: "q-1", Statistics: { DataScannedInBytes: 10 } };

/** MiniStack calls every error of a function so: on both clouds it is the one that is retried in place of throttling. */
export const ANY_ERROR = "Runtime.HandlerError";

/** What a Task of a name is answered with, instead of the service that it calls. */
export type Answers = Readonly<
  Record<
    string,
    | { readonly Return: object }
    | { readonly Throw: { readonly Error: string; readonly Cause: string } }
  >
>;

/** A run of a day: the files that are there, and how services answer that one of the two clouds doesn't have. */
export interface Scenario {
  readonly files: readonly string[];
  readonly answers: Answers;
  readonly input?: object;
  readonly status: "SUCCEEDED" | "FAILED";
}

/** What a scenario came to, without what differs by nature: times and identifiers. */
export interface Came {
  readonly status: string | undefined;
  readonly error: string | undefined;
  readonly cause: string | undefined;
  readonly output: unknown;
  /** The states of the machine's own that were entered, in order. */
  readonly states: readonly string[];
  /** How often a Task failed, each time that it was tried; without KeepReport, which MiniStack's S3 doesn't have. */
  readonly failures: number | undefined;
  /** What was told. */
  readonly told: readonly unknown[];
}

/** A cloud that runs machines. */
export interface Elsewhere {
  run(scenario: Scenario): Promise<Came>;
  close(): Promise<void>;
}

function checked(status: string): Answers {
  const row = (...texts: string[]) => ({ Data: texts.map((text) => ({ VarCharValue: text })) });
  const Rows = [row("status", "observed", "message"), row(status, "10", "rows of the day")];
  return {
    Catalog: { Return: { QueryExecution: QUERY } },
    RunCheck: { Return: { QueryExecution: QUERY } },
    ReadCheck: { Return: { ResultSet: { Rows } } },
  };
}

function broken(name: string, Error: string): Scenario {
  const answers = { ...checked("pass"), [name]: { Throw: { Error, Cause: "made to fail" } } };
  return { files: ["a.csv"], answers, status: "FAILED" };
}

/** Success, failure and retries: the machine's own branches, all of them but the approval's. */
export const SCENARIOS: Readonly<Record<string, Scenario>> = {
  "a night of eleven files succeeds": {
    files: Array.from({ length: 11 }, (_, at) => `a b+${at}.csv`),
    answers: checked("pass"),
    status: "SUCCEEDED",
  },
  "a function that is throttled is invoked again": {
    files: ["throttled.csv"],
    answers: checked("warn"),
    status: "SUCCEEDED",
  },
  "a function that can't read a file fails the day": {
    files: ["a.csv", "broken.csv"],
    answers: checked("pass"),
    status: "FAILED",
  },
  "a day without files fails": { files: [], answers: checked("pass"), status: "FAILED" },
  "a check that stops fails the day": {
    files: ["a.csv"],
    answers: checked("stop"),
    status: "FAILED",
  },
  "a catalog's statement that fails": broken("Catalog", "States.TaskFailed"),
  "a catalog that is throttled for too long": broken("Catalog", "Athena.TooManyRequestsException"),
  "a check that takes too long": broken("RunCheck", "States.Timeout"),
  "a result that may not be read": broken("ReadCheck", "Athena.AccessDeniedException"),
  "a topic that can't be told on failure": {
    files: ["a.csv"],
    answers: {
      ...checked("stop"),
      TellFailure: { Throw: { Error: "SNS.NotFoundException", Cause: "no topic" } },
    },
    status: "FAILED",
  },
  "a topic that can't be told on success": {
    files: ["a.csv"],
    answers: {
      ...checked("pass"),
      TellSuccess: { Throw: { Error: "SNS.AuthorizationErrorException", Cause: "no right" } },
    },
    status: "SUCCEEDED",
  },
  "a report that can't be kept": {
    files: ["a.csv"],
    answers: {
      ...checked("stop"),
      KeepReport: { Throw: { Error: "S3.S3Exception", Cause: "no right" } },
    },
    status: "FAILED",
  },
  "an input that names no day": { files: [], answers: {}, input: { day: 5 }, status: "FAILED" },
  "a run of a backfill, which tells nobody": {
    files: ["a.csv"],
    answers: checked("pass"),
    input: { day: DAY, prefix: "raw/2026/01/15/", kind: "backfill" },
    status: "SUCCEEDED",
  },
};

/** In JSONPath others' own distributed Maps are used, which batch nothing. */
export type Language = NonNullable<BatchInput["queryLanguage"]>;

export function batchOf(
  name: string,
  queryLanguage: Language,
  { accountId = "000000000000", filesPerInvocation = queryLanguage === "JSONPath" ? 1 : 4 } = {},
): Batch {
  const { approval: _, ...steps } = FUNCTION_BATCH.steps;
  const input: BatchInput = {
    ...FUNCTION_BATCH,
    name,
    accountId,
    queryLanguage,
    source: { bucket: `${name}-raw`, prefix: "raw/" },
    target: { bucket: `${name}-lake`, prefix: "api_logs/" },
    steps: { ...steps, transform: { function: name, filesPerInvocation } },
  };
  return defineBatch(input);
}

type FileRecord =
  | { readonly s3: { readonly object: { readonly key: string } } }
  | { readonly Sns: { readonly Message: string } };

function keyOf(record: FileRecord): string {
  if ("s3" in record) return decodeURIComponent(record.s3.object.key.replaceAll("+", " "));
  const event = JSON.parse(record.Sns.Message) as { detail: { object: { key: string } } };
  return event.detail.object.key;
}

/** The function: it reads no file, but fails by the names of what it is given. */
function oursOf() {
  let isBusy = true;
  return ({ Records: records }: { Records: readonly FileRecord[] }) => {
    const keys = records.map(keyOf);
    if (keys.some((key) => key.endsWith("/broken.csv"))) throw failure(ANY_ERROR, "no logs in it");
    if (isBusy && keys.some((key) => key.endsWith("/throttled.csv"))) {
      isBusy = false;
      throw failure(ANY_ERROR, "busy");
    }
    return keys.map((key) => ({ key, rowsWritten: key.length, rowsRejected: 1 }));
  };
}

/** How a cloud is opened. */
export interface Opened {
  readonly name: string;
  readonly config: {
    readonly endpoint: string;
    readonly region: string;
    readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  };
  readonly batch: Batch;
  readonly countsFailures?: boolean;
  /** The machine with what this cloud has in place of what it hasn't, its Tasks answered so; gives what is added to its ARN. */
  readonly prepare: (
    answers: Answers,
  ) => Promise<{ readonly definition: object; readonly suffix?: string }>;
  readonly close: () => Promise<void>;
}

export async function open({
  name,
  config,
  batch,
  countsFailures = true,
  prepare,
  close,
}: Opened): Promise<Elsewhere> {
  const s3 = new S3Client({ ...config, forcePathStyle: true });
  const [sfn, sns, sqs] = [new SFNClient(config), new SNSClient(config), new SQSClient(config)];
  for (const bucket of [`${name}-raw`, `${name}-lake`]) await ensureBucket(s3, { bucket });
  const { roleArn, arn } = batch.machines.run;
  const { QueueUrl: url = "" } = await sqs.send(
    new CreateQueueCommand({ QueueName: `${name}-told` }),
  );
  await sqs.send(new CreateQueueCommand({ QueueName: `${name}-dead-letters` }));
  for (const Name of Object.values(batch.topics)) {
    const { TopicArn } = await sns.send(new CreateTopicCommand({ Name }));
    const account = arn.split(":")[4];
    const Endpoint = `arn:aws:sqs:us-east-1:${account}:${name}-told`;
    await sns.send(new SubscribeCommand({ TopicArn, Protocol: "sqs", Endpoint }));
  }
  let runs = 0;

  async function deliver(folder: string, files: readonly string[]): Promise<void> {
    for (const file of files)
      await s3.send(
        new PutObjectCommand({ Bucket: `${name}-raw`, Key: `${folder}${file}`, Body: "x" }),
      );
  }

  /** Make the machine as it is to be, or change it. */
  async function deploy(changed: object): Promise<void> {
    const definition = JSON.stringify(changed).replaceAll(
      "Lambda.TooManyRequestsException",
      ANY_ERROR,
    );
    if (runs === 1) await sfn.send(new CreateStateMachineCommand({ name, roleArn, definition }));
    else await sfn.send(new UpdateStateMachineCommand({ stateMachineArn: arn, definition }));
  }

  async function ended(executionArn: string) {
    for (;;) {
      const found = await sfn.send(new DescribeExecutionCommand({ executionArn }));
      if (found.status !== "RUNNING") return found;
      await sleep(50);
    }
  }

  async function told(): Promise<unknown[]> {
    const all: unknown[] = [];
    for (;;) {
      const { Messages = [] } = await sqs.send(
        new ReceiveMessageCommand({
          QueueUrl: url,
          MaxNumberOfMessages: 10,
          VisibilityTimeout: 600,
        }),
      );
      if (Messages.length === 0) return all;
      for (const { Body = "{}" } of Messages) {
        const { Subject, Message } = JSON.parse(Body) as { Subject: string; Message: string };
        all.push({ subject: Subject, message: plain(JSON.parse(Message)) });
      }
    }
  }

  return {
    async run({ files, answers, input }) {
      const run = `run-${++runs}`;
      const prefix = `raw/${run}/`;
      await deliver(prefix, files);
      const given = input === undefined ? { day: DAY, prefix } : { prefix, ...input };
      if ("prefix" in given) await deliver(String(given.prefix), files);
      const { definition, suffix = "" } = await prepare(answers);
      await deploy(definition);
      const stateMachineArn = `${arn}${suffix}`;
      const request = { stateMachineArn, name: run, input: JSON.stringify(given) };
      const { executionArn = "" } = await sfn.send(new StartExecutionCommand(request));
      const { status, error, cause, output } = await ended(executionArn);
      const { events = [] } = await sfn.send(new GetExecutionHistoryCommand({ executionArn }));
      const own = Object.keys(batch.machines.run.definition.States);
      const entered = events.flatMap((event) => event.stateEnteredEventDetails?.name ?? []);
      return {
        status,
        error,
        cause: plain(cause) as string | undefined,
        output: status === "SUCCEEDED" ? plain(JSON.parse(output ?? "null")) : undefined,
        failures: countsFailures ? events.filter(isFailure).length : undefined,
        states: entered.filter((state) => own.includes(state)),
        told: await told(),
      };
    },
    async close() {
      for (const client of [s3, sfn, sns, sqs]) client.destroy();
      await close();
    },
  };
}

function isFailure({ taskFailedEventDetails, taskTimedOutEventDetails }: HistoryEvent): boolean {
  const details = taskFailedEventDetails ?? taskTimedOutEventDetails;
  return details !== undefined && !String(details.resource).endsWith("putObject");
}

/** A value without what differs by nature: how a function's error is spelled as JSON, with its trace, and moto's account. */
function plain(value: unknown): unknown {
  const text = JSON.stringify(value);
  if (text === undefined) return value;
  return JSON.parse(
    text
      .replaceAll("123456789012", "000000000000")
      .replaceAll(/\{[^{}]*\\+"errorMessage\\+": ?\\+"([^"\\]*)\\+".*?(\}|\])(?= |"|$)/g, "$1"),
  );
}

/** The embedded cloud with the machine as it is. */
export async function openEmbedded(
  name: string,
  language: Language,
  filesPerInvocation?: number,
): Promise<Elsewhere> {
  const cloud = await startLocalCloud({ skipWaits: true });
  cloud.addFunction(name, oursOf());
  const batch = batchOf(
    name,
    language,
    filesPerInvocation === undefined ? {} : { filesPerInvocation },
  );
  let answered: Answers = {};
  cloud.onTask(({ state }) => {
    const answer = answered[state];
    if (answer === undefined) return undefined;
    if ("Return" in answer) return answer.Return;
    throw failure(answer.Throw.Error, answer.Throw.Cause);
  });
  return open({
    name,
    config: cloud.clientConfig,
    batch,
    prepare: (answers) => {
      answered = answers;
      return Promise.resolve({ definition: batch.machines.run.definition });
    },
    close: () => cloud.close(),
  });
}

/**
 * Others' distributed Maps evaluate no JSONata in ItemReader (MiniStack) or batch nothing (both): in place of Transform stand a
 * Task that lists the files and an inline Map of batches.
 */
export function listedFirst(definition: StateMachineDefinition): StateMachineDefinition {
  if (definition.QueryLanguage === "JSONPath") return oneByOne(definition);
  const { Transform: transform, ...States } = definition.States as Record<string, State>;
  const {
    ItemReader: reader,
    ItemBatcher: batcher,
    Label: _,
    ItemProcessor: processor,
    ...map
  } = transform as unknown as Record<string, JsonObject>;
  const size = Number(batcher?.["MaxItemsPerBatch"]);
  return {
    ...definition,
    States: {
      ...States,
      Transform: {
        Type: "Task",
        Resource: "arn:aws:states:::aws-sdk:s3:listObjectsV2",
        Arguments: reader?.["Arguments"] ?? {},
        Next: "TransformBatches",
      },
      TransformBatches: {
        ...map,
        Type: "Map",
        Items: `{% [$map($partition([$states.input.Contents], ${size}), function($files) { { "Items": $files } })] %}`,
        ItemProcessor: { ...processor, ProcessorConfig: { Mode: "INLINE" } },
      },
    },
  };
}

/** In JSONPath they read what a distributed Map lists, so it stays one, of a child for each file. */
function oneByOne(definition: StateMachineDefinition): StateMachineDefinition {
  const { Transform: transform, ...States } = definition.States as Record<string, State>;
  const { ItemBatcher: _, ItemSelector: record, ...map } = transform as State;
  const Transform = { ...map, Type: "Map", ItemSelector: { Items: [record ?? {}] } };
  return { ...definition, States: { ...States, Transform } };
}
