import type { State, StateMachineDefinition } from "../asl/asl.ts";
import type { BatchPlan } from "../batch/batch-plan.ts";
import { MOST_DAYS } from "../machine/backfill-machine.ts";
import type { BatchArns } from "../machine/names.ts";
import { retriesOf } from "../machine/retries.ts";
import { calendarState, dayCheckStates, monthLength } from "./calendar.ts";
import { add, folderOf, format, give, item, put, type States } from "./calls.ts";

/** The machine that runs many days, in JSONPath: the days are counted one after the other. */
export function backfillMachineInJsonPath(
  plan: BatchPlan,
  arns: BatchArns,
): StateMachineDefinition {
  return {
    Comment: `${plan.dataset.name}: runs every day from one to another`,
    QueryLanguage: "JSONPath",
    StartAt: "Plan",
    States: {
      ...calendarState("Plan", "Again"),
      ...labelStates(),
      ...dayCheckStates({
        name: "From",
        path: "$.from",
        into: "$.at",
        right: "ToText",
        wrong: "BadInput",
      }),
      ...dayCheckStates({
        name: "To",
        path: "$.to",
        into: "$.end",
        right: "Count",
        wrong: "BadInput",
      }),
      ...countStates(),
      Days: daysState(plan, arns),
      ...endStates(),
      BadInput: {
        Type: "Fail",
        Error: "BadInput",
        Cause: `The input must be { "from": "2025-01-01", "to": "2025-04-10" }, both included and at most ${MOST_DAYS} days, with { "again": "label" } to run days again.`,
      },
    },
  };
}

/** The states that sum up what the days came to. */
function endStates(): States {
  return {
    Sums: put(
      "$.sums",
      {
        "days.$": "States.ArrayLength($.days)",
        "ran.$": "States.ArrayLength($.results[*].ranDay)",
        "ranAlready.$": "States.ArrayLength($.results[*].ranBefore)",
        "failed.$": "States.ArrayLength($.results[*].failedDay)",
        "failedDays.$": "$.results[*].failedDay",
      },
      "DaysDone",
    ),
    DaysDone: {
      Type: "Choice",
      Choices: [{ Variable: "$.sums.failed", NumericGreaterThan: 0, Next: "SomeFailed" }],
      Default: "Done",
    },
    SomeFailed: {
      Type: "Fail",
      Error: "DaysFailed",
      CausePath: format(
        [
          "",
          " of ",
          " days failed: ",
          ". Each has told why; backfill them with a label of their own (again) when it is mended.",
        ],
        "$.sums.failed",
        "$.sums.days",
        "States.JsonToString($.sums.failedDays)",
      ),
    },
    Done: give({
      "days.$": "$.sums.days",
      "ran.$": "$.sums.ran",
      "ranAlready.$": "$.sums.ranAlready",
      failed: 0,
    }),
  };
}

function labelStates(): States {
  return {
    Again: {
      Type: "Choice",
      Choices: [
        { Variable: "$.again", IsPresent: false, Next: "NoLabel" },
        { Not: { Variable: "$.again", IsString: true }, Next: "BadInput" },
        { Variable: "$.again", StringEquals: "", Next: "NoLabel" },
      ],
      Default: "Label",
    },
    NoLabel: { Type: "Pass", Result: { suffix: "" }, ResultPath: "$.label", Next: "FromText" },
    Label: put("$.label", { "suffix.$": format(["-", ""], "$.again") }, "FromText"),
  };
}

/** A call that makes a number of a day, the later the greater. */
function numberOf(day: string): string {
  const part = (at: number) => item(`States.StringSplit(${day}, '-')`, at);
  return `States.StringToJson(${format(["", "", "", ""], part(0), part(1), part(2))})`;
}

const AT = { year: "$.at.year", month: "$.at.month", day: "$.at.day" };
const { year, month, day } = AT;
const KEPT = { "all.$": "$.at.all", "count.$": "$.at.count", "last.$": "$.at.last" };

/** What a month is called and how long it is, as fields of a template. */
function monthOf(at: { readonly year: string; readonly month: string | number }) {
  return {
    "name.$": format(["", "-", ""], at.year, item("$.calendar.months", at.month)),
    "length.$": monthLength(at.year, at.month),
  };
}

/** The days from one to another, as one text that is split when it is whole: no function adds to a list. */
function countStates(): States {
  return {
    ...orderStates(),
    ...dayStates(),
    CountMonth: put(
      "$.at",
      {
        ...KEPT,
        "year.$": year,
        "month.$": add(month, 1),
        day: 0,
        ...monthOf({ year, month: add(month, 1) }),
      },
      "CountDay",
    ),
    CountYear: put(
      "$.at",
      {
        ...KEPT,
        "year.$": add(year, 1),
        month: 0,
        day: 0,
        ...monthOf({ year: add(year, 1), month: 0 }),
      },
      "CountDay",
    ),
    Counted: {
      Type: "Pass",
      Parameters: {
        "days.$": "States.StringSplit($.at.all, ' ')",
        "suffix.$": "$.label.suffix",
      },
      Next: "Days",
    },
  };
}

/** As numbers, for not every interpreter compares texts that are both in the input. */
function orderStates(): States {
  const inOrder = {
    Variable: "$.order.from",
    NumericLessThanEqualsPath: "$.order.to",
    Next: "CountFrom",
  };
  return {
    Count: put("$.order", { "from.$": numberOf("$.from"), "to.$": numberOf("$.to") }, "InOrder"),
    InOrder: { Type: "Choice", Choices: [inOrder], Default: "BadInput" },
    CountFrom: put(
      "$.at",
      {
        "year.$": year,
        "month.$": month,
        "day.$": day,
        all: "",
        count: 0,
        last: "",
        ...monthOf({ year, month }),
      },
      "CountDay",
    ),
  };
}

function dayStates(): States {
  const text = format(["", "-", ""], "$.at.name", item("$.calendar.days", day));
  return {
    CountDay: put(
      "$.at",
      {
        "year.$": year,
        "month.$": month,
        "name.$": "$.at.name",
        "length.$": "$.at.length",
        "day.$": add(day, 1),
        "all.$": `States.Format('{} {}', $.at.all, ${text})`,
        "count.$": add("$.at.count", 1),
        "last.$": text,
      },
      "CountMore",
    ),
    CountMore: {
      Type: "Choice",
      Choices: [
        { Variable: "$.at.last", StringEqualsPath: "$.to", Next: "Counted" },
        { Variable: "$.at.count", NumericGreaterThanEquals: MOST_DAYS, Next: "BadInput" },
        { Variable: day, NumericLessThanPath: "$.at.length", Next: "CountDay" },
        { Variable: month, NumericLessThan: 11, Next: "CountMonth" },
      ],
      Default: "CountYear",
    },
  };
}

function daysState(plan: BatchPlan, arns: BatchArns): State {
  return {
    Type: "Map",
    ItemsPath: "$.days",
    ItemSelector: { "day.$": "$$.Map.Item.Value", "suffix.$": "$.suffix" },
    MaxConcurrency: 10,
    Label: "Days",
    ItemProcessor: {
      ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" },
      StartAt: "RunDay",
      States: {
        RunDay: runDay(plan, arns),
        Ran: give({ "ranDay.$": "$.day" }),
        RanAlready: give({ "ranBefore.$": "$.day" }),
        DayFailed: give({ "failedDay.$": "$.day" }),
      },
    },
    ResultPath: "$.results",
    Next: "Sums",
  };
}

function runDay(plan: BatchPlan, arns: BatchArns): State {
  const { prefix, layout } = plan.source;
  return {
    Type: "Task",
    Resource: `arn:${plan.partition}:states:::states:startExecution.sync:2`,
    Parameters: {
      StateMachineArn: arns.run,
      "Name.$": format([`${plan.name}-`, "", ""], "$.day", "$.suffix"),
      Input: {
        "day.$": "$.day",
        "prefix.$": folderOf(prefix, layout, "$.day"),
        kind: "backfill",
        "AWS_STEP_FUNCTIONS_STARTED_BY_EXECUTION_ID.$": "$$.Execution.Id",
      },
    },
    ResultPath: null,
    Retry: retriesOf("states"),
    Catch: [
      {
        ErrorEquals: ["StepFunctions.ExecutionAlreadyExistsException"],
        ResultPath: null,
        Next: "RanAlready",
      },
      ...["States.DataLimitExceeded", "States.ALL"].map((error) => ({
        ErrorEquals: [error],
        ResultPath: null,
        Next: "DayFailed",
      })),
    ],
    Next: "Ran",
  };
}
