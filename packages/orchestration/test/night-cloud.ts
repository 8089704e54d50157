import { AthenaClient, GetQueryResultsCommand } from "@aws-sdk/client-athena";
import { CreateDatabaseCommand, GlueClient } from "@aws-sdk/client-glue";
import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  RedriveExecutionCommand,
  SendTaskFailureCommand,
  SendTaskSuccessCommand,
  SFNClient,
  StartExecutionCommand,
  StopExecutionCommand,
} from "@aws-sdk/client-sfn";
import { CreateTopicCommand, SNSClient } from "@aws-sdk/client-sns";
import { CreateQueueCommand, ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { runQuery } from "@cloudapi/athena";
import { ensureTable } from "@cloudapi/athena/glue";
import { apiLogs } from "@cloudapi/core";
import { type LocalCloudOptions, startLocalCloud } from "@cloudapi/local";
import { ensureBucket } from "@cloudapi/s3";
import { createTransformHandler } from "@cloudapi/transform/lambda";
import { type Batch, type BatchInput, defineBatch } from "../src/index.ts";
import { FUNCTION_BATCH } from "./nightly.ts";

const RAW = "cloudapi-logs-raw";
const TABLE = { bucket: "cloudapi-logs-processed", prefix: "api_logs/" };

/** What an execution came to. */
export interface Ended {
  readonly status: string | undefined;
  readonly error: string | undefined;
  readonly cause: string | undefined;
  readonly output: Record<string, unknown>;
  /** The states that were entered, in order. */
  readonly states: readonly string[];
}

/** An embedded cloud with all that a batch needs, which waits for nothing. */
export async function openNight(
  input: BatchInput = FUNCTION_BATCH,
  options: LocalCloudOptions = {},
) {
  const cloud = await startLocalCloud({ skipWaits: true, ...options });
  const config = cloud.clientConfig;
  const [s3, glue, sfn] = [new S3Client(config), new GlueClient(config), new SFNClient(config)];
  const [sns, sqs, athena] = [
    new SNSClient(config),
    new SQSClient(config),
    new AthenaClient(config),
  ];
  for (const bucket of [RAW, TABLE.bucket, "cloudapi-logs-results"])
    await ensureBucket(s3, { bucket });
  await glue.send(new CreateDatabaseCommand({ DatabaseInput: { Name: "logs" } }));
  const location = `s3://${TABLE.bucket}/${TABLE.prefix}`;
  await ensureTable(glue, apiLogs, { database: "logs", table: "api_logs", location });
  const handler = createTransformHandler({
    dataset: apiLogs,
    s3,
    destination: TABLE,
    logger: false,
  });
  cloud.addFunction("transform-logs", (event) => handler(event));
  const batch = defineBatch({ ...input, accountId: cloud.accountId });
  await deploy(batch);
  const queue = await sqs.send(new CreateQueueCommand({ QueueName: `${batch.name}-dead-letters` }));

  async function deploy({ topics, machines, roles }: Batch) {
    for (const Name of Object.values(topics)) await sns.send(new CreateTopicCommand({ Name }));
    if (options.enforce === true)
      for (const { name, trust, policy } of [roles.run, roles.start, roles.backfill])
        cloud.putRole(name, { trust, policies: { batch: policy } });
    for (const { name, roleArn, definition } of Object.values(machines))
      await sfn.send(
        new CreateStateMachineCommand({ name, roleArn, definition: JSON.stringify(definition) }),
      );
  }

  return {
    cloud,
    batch,
    sfn,
    s3,
    sns,
    athena,
    handler,
    arnOf: (machine: keyof Batch["machines"], name: string) =>
      `${batch.machines[machine].arn.replace(":stateMachine:", ":execution:")}:${name}`,
    stop: (executionArn: string) => sfn.send(new StopExecutionCommand({ executionArn })),
    redrive: (executionArn: string) => sfn.send(new RedriveExecutionCommand({ executionArn })),
    /** The rows of a statement, as texts. */
    async rows(sql: string): Promise<(string | undefined)[][]> {
      const place = { database: "logs", outputLocation: "s3://cloudapi-logs-results/asked/" };
      const { queryExecutionId } = await runQuery(athena, { sql, ...place });
      const found = await athena.send(
        new GetQueryResultsCommand({ QueryExecutionId: queryExecutionId }),
      );
      return (found.ResultSet?.Rows ?? [])
        .slice(1)
        .map(({ Data = [] }) => Data.map(({ VarCharValue }) => VarCharValue));
    },
    put: (key: string, body: string) =>
      s3.send(new PutObjectCommand({ Bucket: RAW, Key: key, Body: body })),
    async start(machine: keyof Batch["machines"], value: object, name?: string): Promise<string> {
      const { arn } = batch.machines[machine];
      const request = { stateMachineArn: arn, input: JSON.stringify(value), name };
      const { executionArn = "" } = await sfn.send(new StartExecutionCommand(request));
      return executionArn;
    },
    async end(executionArn: string): Promise<Ended> {
      await cloud.idle();
      const found = await sfn.send(new DescribeExecutionCommand({ executionArn }));
      const { events = [] } = await sfn.send(new GetExecutionHistoryCommand({ executionArn }));
      const states = events.flatMap((event) => event.stateEnteredEventDetails?.name ?? []);
      const { status, error, cause } = found;
      return {
        status,
        error,
        cause,
        output: JSON.parse(found.output ?? "{}") as Record<string, unknown>,
        states,
      };
    },
    /** Answer the token in the message of this number, once it was published. */
    async answer(
      message: number,
      { output, ...no }: { output?: string; error?: string; cause?: string },
    ): Promise<void> {
      while (cloud.publishedMessages().length < message)
        await new Promise((resolve) => setTimeout(resolve, 20));
      const told = cloud.publishedMessages()[message - 1]?.message ?? "{}";
      const { taskToken } = JSON.parse(told) as { taskToken: string };
      if (output === undefined) await sfn.send(new SendTaskFailureCommand({ taskToken, ...no }));
      else await sfn.send(new SendTaskSuccessCommand({ taskToken, output }));
    },
    async deadLetters(): Promise<string[]> {
      const { Messages = [] } = await sqs.send(
        new ReceiveMessageCommand({ QueueUrl: queue.QueueUrl, MaxNumberOfMessages: 10 }),
      );
      return Messages.map((message) => message.Body ?? "");
    },
    async close() {
      for (const client of [s3, glue, sfn, sns, sqs, athena]) client.destroy();
      await cloud.close();
    },
  };
}

/** A file of logs of a day: so many good rows, and one that is rejected. */
export function logsOf(day: string, rows: number): string {
  const good = Array.from(
    { length: rows },
    (_, at) => `${day}T10:00:${String(at % 60).padStart(2, "0")}Z,/api/users,200,${at}`,
  );
  return [
    "timestamp,endpoint,status_code,response_time_ms",
    ...good,
    `${day}T11:00:00Z,/api/users,999,1`,
    "",
  ].join("\n");
}

/** An error under a name, as Tasks fail with. */
export function failure(name: string, message = "made to fail"): Error {
  return Object.assign(new Error(message), { name });
}
