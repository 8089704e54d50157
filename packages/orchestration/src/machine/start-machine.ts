import { type JsonObject, jsonata, type StateMachineDefinition, text } from "../asl/asl.ts";
import type { BatchPlan } from "../batch/batch-plan.ts";
import { AGAIN, DAY, dayOfKeyExpression, folderExpression, isLabel, isText, TIME } from "./day.ts";
import type { BatchArns } from "./names.ts";
import { retriesOf } from "./retries.ts";

const DAY_MS = 86_400_000;

/**
 * The machine that schedule, rule and people start: it finds the day, and starts the run under a name that belongs to the day,
 * or to one version of a file. Step Functions starts a name once in 90 days, so a schedule that fires twice runs once.
 */
export function startMachine(plan: BatchPlan, arns: BatchArns): StateMachineDefinition {
  return {
    Comment: `${plan.dataset.name}: starts the run of a day, once`,
    QueryLanguage: "JSONata",
    StartAt: "WhichDay",
    TimeoutSeconds: 300,
    States: {
      WhichDay: {
        Type: "Choice",
        Choices: [ofKey(plan), ofDay(plan), ofTime(plan)],
        Default: "BadInput",
      },
      BadInput: {
        Type: "Fail",
        Error: "BadInput",
        Cause: `The input must be { "day": "2025-01-15" }, with { "again": "label" } to run it again, { "time": "2025-01-16T02:00:00Z" } or { "key": "...", "etag": "..." } of a file in the folder of a day.`,
      },
      StartRun: {
        Type: "Task",
        Resource: `arn:${plan.partition}:states:::states:startExecution`,
        Arguments: {
          StateMachineArn: arns.run,
          Name: jsonata("$name"),
          Input: {
            day: jsonata("$day"),
            prefix: jsonata("$prefix"),
            kind: jsonata("$kind"),
            AWS_STEP_FUNCTIONS_STARTED_BY_EXECUTION_ID: jsonata("$states.context.Execution.Id"),
          },
        },
        TimeoutSeconds: 60,
        Retry: retriesOf("states"),
        Catch: [
          { ErrorEquals: ["StepFunctions.ExecutionAlreadyExistsException"], Next: "RanAlready" },
        ],
        Output: { started: jsonata("$states.result.ExecutionArn"), day: jsonata("$day") },
        End: true,
      },
      RanAlready: {
        Type: "Succeed",
        Output: { ranAlready: jsonata("$name"), day: jsonata("$day") },
      },
    },
  };
}

interface Rule {
  readonly condition: string;
  readonly day: string;
  readonly kind: string;
  /** What the run is called after the day. */
  readonly suffix: string;
  readonly prefix: string;
}

function choice(plan: BatchPlan, { condition, day, kind, suffix, prefix }: Rule): JsonObject {
  return {
    Condition: jsonata(
      `${condition} ? $exists(${day}) ? $contains($string(${day}), ${DAY}) : false : false`,
    ),
    Assign: {
      day: jsonata(day),
      prefix: jsonata(prefix),
      kind,
      name: jsonata(`${text(`${plan.name}-`)} & ${day} & ${suffix}`),
    },
    Next: "StartRun",
  };
}

/** A file that has arrived: its day's folder is in its key, and its run is that of this version. */
function ofKey(plan: BatchPlan): JsonObject {
  const { prefix, layout } = plan.source;
  return choice(plan, {
    condition: `$type($states.input.key) = "string" and $type($states.input.etag) = "string"`,
    day: `(${dayOfKeyExpression(prefix, layout, "$states.input.key")})`,
    kind: "arrival",
    suffix: `"-" & $substring($replace($states.input.etag, /[^0-9a-zA-Z]/, ""), 0, 20) & "-" & $string($length($states.input.key))`,
    prefix: "$states.input.key",
  });
}

function ofDay(plan: BatchPlan): JsonObject {
  const day = "$states.input.day";
  return choice(plan, {
    condition: `$type(${day}) = "string" and ${isLabel("$states.input.again")}`,
    day,
    kind: "day",
    suffix: AGAIN,
    prefix: folderExpression(plan.source.prefix, plan.source.layout, day),
  });
}

function ofTime(plan: BatchPlan): JsonObject {
  const { lagDays } = plan.schedule;
  const day = `$fromMillis($toMillis($states.input.time) - ${lagDays * DAY_MS}, "[Y0001]-[M01]-[D01]")`;
  return choice(plan, {
    condition: isText("$states.input.time", TIME),
    day: `(${day})`,
    kind: "schedule",
    suffix: `""`,
    prefix: folderExpression(plan.source.prefix, plan.source.layout, `(${day})`),
  });
}
