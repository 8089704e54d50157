import type { JsonObject, State } from "../asl/asl.ts";
import type { BatchPlan } from "../batch/batch-plan.ts";
import { ADVICE, againAdvice, OTHER_ADVICE } from "../machine/advice.ts";
import type { BatchArns } from "../machine/names.ts";
import { approveWith, consoleOf, FAILURES } from "../machine/report-states.ts";
import { retriesOf } from "../machine/retries.ts";
import { format, give, put, type States } from "./calls.ts";
import { caughtBy } from "./failures.ts";

/** What is told of a run, as a template: a path for each field. */
const FACTS: JsonObject = {
  "day.$": "$.day",
  "run.$": "$.runId",
  "figures.$": "$.figures",
  "checks.$": "$.checks",
  "scannedBytes.$": "$.scannedBytes",
  "links.$": "$.links",
};
const { "scannedBytes.$": _, ...SOME_FACTS } = FACTS;
const FAILURE: JsonObject = {
  "state.$": "$.failure.state",
  "error.$": "$.failure.error",
  "cause.$": "$.failure.cause",
  "advice.$": "$.advice.text",
  ...SOME_FACTS,
};

/** The states by which somebody says yes, from `Approval` to `next`; none where nobody is asked. */
export function approvalStates(plan: BatchPlan, arns: BatchArns, next: string): States {
  if (plan.approvalHours === undefined) return {};
  const { catchers, states } = caughtBy("Approval");
  return {
    Approval: {
      Type: "Task",
      Comment: "Somebody looks at the figures and says yes or no",
      Resource: `arn:${plan.partition}:states:::sns:publish.waitForTaskToken`,
      Parameters: {
        TopicArn: arns.success,
        "Subject.$": subject(plan, "waits for approval"),
        Message: {
          ...FACTS,
          "approveWith.$": format([approveWith, ""], "$$.Task.Token"),
          "taskToken.$": "$$.Task.Token",
        },
      },
      ResultPath: null,
      TimeoutSeconds: plan.approvalHours * 3600,
      Catch: catchers,
      Next: next,
    },
    ...states,
  };
}

/** The states by which a success is told, from `Tell` on. */
export function successStates(plan: BatchPlan, arns: BatchArns): States {
  return {
    Tell: {
      Type: "Choice",
      Choices: [{ Variable: "$.kind", StringEquals: "backfill", Next: "Done" }],
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
    Done: give(FACTS),
  };
}

/** The states by which a failure is kept and told, from `ReportFailure` on. */
export function failureStates(plan: BatchPlan, arns: BatchArns): States {
  const { bucket, prefix } = plan.target;
  return {
    ...adviceStates(`${plan.name}-start`),
    KeepReport: {
      Type: "Task",
      Comment:
        "The whole failure as an object beside the table; told all the same when it can't be kept",
      Resource: `arn:${plan.partition}:states:::aws-sdk:s3:putObject`,
      Parameters: {
        Bucket: bucket,
        "Key.$": format([`${prefix}${FAILURES}`, "/", ".json"], "$.day", "$.runId"),
        ContentType: "application/json",
        Body: FAILURE,
      },
      ResultPath: null,
      TimeoutSeconds: 60,
      Retry: retriesOf("s3"),
      Catch: [{ ErrorEquals: ["States.ALL"], ResultPath: null, Next: "TellFailure" }],
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
      ErrorPath: "$.failure.error",
      CausePath: format(["", ": ", " ", ""], "$.failure.state", "$.failure.cause", "$.advice.text"),
    },
  };
}

/** What to do, by what the error or its cause contains: the first that fits is told. */
function adviceStates(startMachine: string): States {
  const [before, after] = againAdvice(startMachine);
  const texts = [...new Set(ADVICE.map(([, text]) => text))];
  const nameOf = (text: string) => `Advice${texts.indexOf(text) + 1}`;
  const contains = (part: string) =>
    ["$.failure.error", "$.failure.cause"].map((path) => ({
      Variable: path,
      StringMatches: `*${part}*`,
    }));
  const told = (text: string) =>
    put("$.advice", { "text.$": format([`${text}${before}`, after], "$.day") }, "KeepReport");
  return {
    ReportFailure: {
      Type: "Choice",
      Choices: ADVICE.map(([part, text]) => ({ Or: contains(part), Next: nameOf(text) })),
      Default: "AdviceElse",
    },
    ...Object.fromEntries(texts.map((text) => [nameOf(text), told(text)])),
    AdviceElse: told(OTHER_ADVICE),
  };
}

interface Telling {
  readonly topic: string;
  readonly subject: string;
  readonly message: JsonObject;
  readonly next: string;
  readonly other: string;
}

function publish(
  { partition }: BatchPlan,
  { topic, subject: of, message, next, other }: Telling,
): State {
  return {
    Type: "Task",
    Resource: `arn:${partition}:states:::sns:publish`,
    Parameters: { TopicArn: topic, "Subject.$": of, Message: message },
    ResultPath: null,
    TimeoutSeconds: 60,
    Retry: retriesOf("sns"),
    Catch: [{ ErrorEquals: ["States.ALL"], ResultPath: null, Next: other }],
    Next: next,
  };
}

function keep(
  { partition }: BatchPlan,
  arns: BatchArns,
  { message, next }: { readonly message: JsonObject; readonly next: string },
): State {
  return {
    Type: "Task",
    Comment: "Nobody could be told: the message goes to the queue of dead letters",
    Resource: `arn:${partition}:states:::sqs:sendMessage`,
    Parameters: { QueueUrl: arns.deadLettersUrl, MessageBody: message },
    ResultPath: null,
    TimeoutSeconds: 60,
    Retry: retriesOf("sqs"),
    Catch: [{ ErrorEquals: ["States.ALL"], ResultPath: null, Next: next }],
    Next: next,
  };
}

function subject({ name }: BatchPlan, what: string): string {
  return format([`${name} ${what}: `, ""], "$.day");
}

/** Where to look, as a template. */
export function linksOf(plan: BatchPlan): JsonObject {
  const { execution, table } = consoleOf(plan);
  return { "execution.$": format([execution, ""], "$$.Execution.Id"), table };
}
