import { jsonata, type State, type StateMachineDefinition, text } from "../asl/asl.ts";
import type { BatchPlan } from "../batch/batch-plan.ts";
import { AGAIN, DAY, folderExpression, isLabel, isText } from "./day.ts";
import type { BatchArns } from "./names.ts";
import { retriesOf } from "./retries.ts";

const DAY_MS = 86_400_000;
/** Days of one backfill: their results stay far below the 256 KiB that a state may hand on. */
export const MOST_DAYS = 1000;

/** The machine that runs many days, each once and some at a time: those that ran already are passed over, those that fail are told. */
export function backfillMachine(plan: BatchPlan, arns: BatchArns): StateMachineDefinition {
  return {
    Comment: `${plan.dataset.name}: runs every day from one to another`,
    QueryLanguage: "JSONata",
    StartAt: "Plan",
    States: {
      Plan: planState(),
      BadInput: {
        Type: "Fail",
        Error: "BadInput",
        Cause: `The input must be { "from": "2025-01-01", "to": "2025-04-10" }, both included and at most ${MOST_DAYS} days, with { "again": "label" } to run days again.`,
      },
      Days: daysState(plan, arns),
      DaysDone: {
        Type: "Choice",
        Choices: [{ Condition: jsonata("$failed > 0"), Next: "SomeFailed" }],
        Default: "Done",
      },
      SomeFailed: {
        Type: "Fail",
        Error: "DaysFailed",
        Cause: jsonata(
          `$string($failed) & " of " & $string($days) & " days failed: " & $join($failedDays[[0..20]], ", ") & ". Each has told why; backfill them with a label of their own (again) when it is mended."`,
        ),
      },
      Done: {
        Type: "Succeed",
        Output: {
          days: jsonata("$days"),
          ran: jsonata("$ran"),
          ranAlready: jsonata("$days - $ran"),
          failed: 0,
        },
      },
    },
  };
}

const IN = "$states.input";

/** When a day begins, as an expression: with its time, since not every evaluator takes a date alone. */
function midnight(day: string): string {
  return `$toMillis(${day} & "T00:00:00Z")`;
}

function planState(): State {
  const isDay = (name: string) => isText(`${IN}.${name}`, DAY);
  const count = `(${midnight(`${IN}.to`)} - ${midnight(`${IN}.from`)}) / ${DAY_MS} + 1`;
  const again = isLabel(`${IN}.again`);
  return {
    Type: "Choice",
    Choices: [
      {
        Condition: jsonata(
          `${isDay("from")} and ${isDay("to")} and ${again} ? ${count} >= 1 and ${count} <= ${MOST_DAYS} : false`,
        ),
        Assign: { days: jsonata(count) },
        Next: "Days",
      },
    ],
    Default: "BadInput",
  };
}

function daysState(plan: BatchPlan, arns: BatchArns): State {
  const day = `$fromMillis(${midnight("$states.input.from")} + $at * ${DAY_MS}, "[Y0001]-[M01]-[D01]")`;
  return {
    Type: "Map",
    Items: jsonata(
      `[$map([0..$days - 1], function($at) { { "day": ${day}, "again": ${AGAIN} } })]`,
    ),
    MaxConcurrency: 10,
    Label: "Days",
    ItemProcessor: {
      ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" },
      StartAt: "RunDay",
      States: {
        RunDay: runDay(plan, arns),
        RanAlready: { Type: "Pass", End: true },
        DayFailed: { Type: "Pass", End: true },
      },
    },
    Assign: {
      ran: jsonata("$sum([0, $states.result.ran])"),
      failed: jsonata("$sum([0, $states.result.failed])"),
      failedDays: jsonata("[$states.result[failed = 1].day]"),
    },
    Next: "DaysDone",
  };
}

function runDay(plan: BatchPlan, arns: BatchArns): State {
  const day = "$states.input.day";
  return {
    Type: "Task",
    Resource: `arn:${plan.partition}:states:::states:startExecution.sync:2`,
    Arguments: {
      StateMachineArn: arns.run,
      Name: jsonata(`${text(`${plan.name}-`)} & ${day} & $states.input.again`),
      Input: {
        day: jsonata(day),
        prefix: jsonata(folderExpression(plan.source.prefix, plan.source.layout, day)),
        kind: "backfill",
        AWS_STEP_FUNCTIONS_STARTED_BY_EXECUTION_ID: jsonata("$states.context.Execution.Id"),
      },
    },
    Retry: retriesOf("states"),
    Catch: [
      {
        ErrorEquals: ["StepFunctions.ExecutionAlreadyExistsException"],
        Output: { day: jsonata(day), ran: 0, failed: 0 },
        Next: "RanAlready",
      },
      // A day that went wrong in whatever way keeps no other from being run.
      ...["States.DataLimitExceeded", "States.ALL"].map((error) => ({
        ErrorEquals: [error],
        Output: { day: jsonata(day), ran: 0, failed: 1 },
        Next: "DayFailed",
      })),
    ],
    Output: { day: jsonata(day), ran: 1, failed: 0 },
    End: true,
  };
}
