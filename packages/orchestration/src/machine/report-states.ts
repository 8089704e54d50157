import { type JsonObject, jsonata, type State, text } from "../asl/asl.ts";
import type { BatchPlan } from "../batch/batch-plan.ts";
import { adviceExpression } from "./advice.ts";
import { catchAll } from "./catch-all.ts";
import type { BatchArns } from "./names.ts";
import { retriesOf } from "./retries.ts";

type States = Record<string, State>;

/** Where the reports of failures are, under the table's folder: a name that readers of tables pass over. */
export const FAILURES = "_failures/";

/** How somebody says yes; the token follows. */
export const approveWith = `aws stepfunctions send-task-success --task-output '{}' --task-token `;

/** The states by which somebody says yes, from `Approval` to `next`; none where nobody is asked. */
export function approvalStates(plan: BatchPlan, arns: BatchArns, next: string): States {
  if (plan.approvalHours === undefined) return {};
  return {
    Approval: {
      Type: "Task",
      Comment: "Somebody looks at the figures and says yes or no",
      Resource: `arn:${plan.partition}:states:::sns:publish.waitForTaskToken`,
      Arguments: {
        TopicArn: arns.success,
        Subject: subject(plan, "waits for approval"),
        Message: jsonata(
          `$string($merge([${FACTS}, { "approveWith": ${text(approveWith)} & $states.context.Task.Token, "taskToken": $states.context.Task.Token }]))`,
        ),
      },
      TimeoutSeconds: plan.approvalHours * 3600,
      Catch: catchAll("Approval"),
      Next: next,
    },
  };
}

const FACTS = `{ "day": $day, "run": $runId, "figures": $figures, "checks": $checks, "scannedBytes": $scannedBytes, "links": $links }`;

/** The states by which a success is told, from `Tell` on. A run of a backfill tells nobody: the backfill sums up. */
export function successStates(plan: BatchPlan, arns: BatchArns): States {
  return {
    Tell: {
      Type: "Choice",
      Choices: [{ Condition: jsonata(`$kind = "backfill"`), Next: "Done" }],
      Default: "TellSuccess",
    },
    TellSuccess: publish(plan, {
      topic: arns.success,
      subject: subject(plan, "succeeded"),
      message: FACTS,
      next: "Done",
      other: "KeepSuccess",
    }),
    KeepSuccess: keep(plan, arns, { message: FACTS, next: "Done" }),
    Done: { Type: "Succeed", Output: jsonata(FACTS) },
  };
}

const FAILURE = `$merge([$failure, { "advice": $advice, "day": $day, "run": $runId, "figures": $figures, "checks": $checks, "links": $links }])`;

/** The states by which a failure is kept and told, from `ReportFailure` on. */
export function failureStates(plan: BatchPlan, arns: BatchArns): States {
  const { bucket, prefix } = plan.target;
  return {
    ReportFailure: {
      Type: "Pass",
      Assign: { advice: jsonata(adviceExpression(`${plan.name}-start`)) },
      Next: "KeepReport",
    },
    KeepReport: {
      Type: "Task",
      Comment:
        "The whole failure as an object beside the table; told all the same when it can't be kept",
      Resource: `arn:${plan.partition}:states:::aws-sdk:s3:putObject`,
      Arguments: {
        Bucket: bucket,
        Key: jsonata(`${text(`${prefix}${FAILURES}`)} & $day & "/" & $runId & ".json"`),
        ContentType: "application/json",
        Body: jsonata(FAILURE),
      },
      TimeoutSeconds: 60,
      Retry: retriesOf("s3"),
      Catch: [{ ErrorEquals: ["States.ALL"], Next: "TellFailure" }],
      Next: "TellFailure",
    },
    TellFailure: publish(plan, {
      topic: arns.failure,
      subject: subject(plan, "failed"),
      message: FAILURE,
      next: "Failed",
      other: "KeepFailure",
    }),
    KeepFailure: keep(plan, arns, { message: FAILURE, next: "Failed" }),
    Failed: {
      Type: "Fail",
      Error: jsonata("$failure.error"),
      Cause: jsonata(`$failure.state & ": " & $failure.cause & " " & $advice`),
    },
  };
}

interface Telling {
  readonly topic: string;
  readonly subject: string;
  readonly message: string;
  readonly next: string;
  /** Where it goes on when nobody can be told. */
  readonly other: string;
}

function publish(
  { partition }: BatchPlan,
  { topic, subject, message, next, other }: Telling,
): State {
  return {
    Type: "Task",
    Resource: `arn:${partition}:states:::sns:publish`,
    Arguments: { TopicArn: topic, Subject: subject, Message: jsonata(`$string(${message})`) },
    TimeoutSeconds: 60,
    Retry: retriesOf("sns"),
    Catch: [{ ErrorEquals: ["States.ALL"], Next: other }],
    Next: next,
  };
}

/** What could not be told lies in the queue of dead letters; that it can't be put there changes nothing about the run. */
function keep(
  { partition }: BatchPlan,
  arns: BatchArns,
  { message, next }: { message: string; next: string },
): State {
  return {
    Type: "Task",
    Comment: "Nobody could be told: the message goes to the queue of dead letters",
    Resource: `arn:${partition}:states:::sqs:sendMessage`,
    Arguments: { QueueUrl: arns.deadLettersUrl, MessageBody: jsonata(`$string(${message})`) },
    TimeoutSeconds: 60,
    Retry: retriesOf("sqs"),
    Catch: [{ ErrorEquals: ["States.ALL"], Next: next }],
    Next: next,
  };
}

/** A subject of SNS: ASCII, at most 100 characters. */
function subject({ name }: BatchPlan, what: string): string {
  return jsonata(`${text(`${name} ${what}: `)} & $day`);
}

/** Where to look, as expressions. */
export function linksOf(plan: BatchPlan): JsonObject {
  const { execution, table } = consoleOf(plan);
  return { execution: jsonata(`${text(execution)} & $states.context.Execution.Id`), table };
}

/** The pages of the console: an execution's, to which its ARN is added, and the table's. */
export function consoleOf({ region, partition, target }: BatchPlan): {
  readonly execution: string;
  readonly table: string;
} {
  const domain =
    partition === "aws-cn"
      ? "amazonaws.cn"
      : partition === "aws"
        ? "aws.amazon.com"
        : "amazonaws-us-gov.com";
  const console = `https://${region}.console.${domain}`;
  return {
    execution: `${console}/states/home?region=${region}#/v2/executions/details/`,
    table: `${console}/s3/buckets/${target.bucket}?region=${region}&prefix=${target.prefix}`,
  };
}
