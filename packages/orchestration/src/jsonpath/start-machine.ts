import type { JsonObject, State, StateMachineDefinition } from "../asl/asl.ts";
import type { BatchPlan } from "../batch/batch-plan.ts";
import type { BatchArns } from "../machine/names.ts";
import { retriesOf } from "../machine/retries.ts";
import { calendarState, dayCheckStates, monthLength } from "./calendar.ts";
import { add, folderOf, format, give, isText, item, put, type States } from "./calls.ts";

/** The machine that finds the day and starts its run once, in JSONPath: a day before another is counted back to. */
export function startMachineInJsonPath(plan: BatchPlan, arns: BatchArns): StateMachineDefinition {
  const { prefix, layout } = plan.source;
  return {
    Comment: `${plan.dataset.name}: starts the run of a day, once`,
    QueryLanguage: "JSONPath",
    StartAt: "Calendar",
    TimeoutSeconds: 300,
    States: {
      ...calendarState("Calendar", "WhichDay"),
      WhichDay: {
        Type: "Choice",
        Choices: [
          { And: keyRules(plan), Next: "KeyParts" },
          { And: isText("$.day"), Next: "DayKind" },
          {
            And: [
              ...isText("$.time"),
              { Variable: "$.time", IsTimestamp: true },
              { Variable: "$.time", StringMatches: "*Z" },
            ],
            Next: "TimeDay",
          },
        ],
        Default: "BadInput",
      },
      ...keyStates(plan),
      ...labelStates(),
      ...timeStates(plan.schedule.lagDays),
      ...dayCheckStates({
        name: "Day",
        path: "$.asked.day",
        into: "$.at",
        right: "DayFound",
        wrong: "BadInput",
      }),
      DayFound: {
        Type: "Choice",
        Choices: [{ Variable: "$.asked.kind", StringEquals: "schedule", Next: "Back" }],
        Default: "HasPrefix",
      },
      HasPrefix: {
        Type: "Choice",
        Choices: [{ Variable: "$.asked.prefix", IsPresent: true, Next: "RunOfKey" }],
        Default: "RunOfDay",
      },
      RunOfKey: put("$.run", runOf(plan, "$.asked.prefix"), "StartRun"),
      RunOfDay: put("$.run", runOf(plan, folderOf(prefix, layout, "$.asked.day")), "StartRun"),
      StartRun: startRun(plan, arns),
      Started: give({ "started.$": "$.started.arn", "day.$": "$.asked.day" }),
      RanAlready: give({ "ranAlready.$": "$.run.name", "day.$": "$.asked.day" }),
      BadInput: {
        Type: "Fail",
        Error: "BadInput",
        Cause: `The input must be { "day": "2025-01-15" }, with { "again": "label" } to run it again, { "time": "2025-01-16T02:00:00Z" } or { "key": "...", "etag": "..." } of a file in the folder of a day.`,
      },
    },
  };
}

function runOf({ name }: BatchPlan, prefix: string): JsonObject {
  return {
    "name.$": format([`${name}-`, "", ""], "$.asked.day", "$.asked.suffix"),
    "prefix.$": prefix,
  };
}

function startRun(plan: BatchPlan, arns: BatchArns): State {
  return {
    Type: "Task",
    Resource: `arn:${plan.partition}:states:::states:startExecution`,
    Parameters: {
      StateMachineArn: arns.run,
      "Name.$": "$.run.name",
      Input: {
        "day.$": "$.asked.day",
        "prefix.$": "$.run.prefix",
        "kind.$": "$.asked.kind",
        "AWS_STEP_FUNCTIONS_STARTED_BY_EXECUTION_ID.$": "$$.Execution.Id",
      },
    },
    ResultSelector: { "arn.$": "$.ExecutionArn" },
    ResultPath: "$.started",
    TimeoutSeconds: 60,
    Retry: retriesOf("states"),
    Catch: [
      {
        ErrorEquals: ["StepFunctions.ExecutionAlreadyExistsException"],
        ResultPath: null,
        Next: "RanAlready",
      },
      // No function says whether a label can be part of a name; Step Functions does.
      {
        ErrorEquals: ["StepFunctions.InvalidNameException", "StepFunctions.ValidationException"],
        ResultPath: null,
        Next: "BadInput",
      },
    ],
    Next: "Started",
  };
}

/** How a key under the prefix begins that is in the folder of a day, as a pattern with stars. */
const FOLDERS = {
  plain: "*/*/*/*",
  "hive-date": "dt=*/*",
  hive: "year=*/month=*/day=*/*",
} as const;
const MARKS = { plain: "/", "hive-date": "/", hive: "/=" } as const;

function keyRules({ source }: BatchPlan): JsonObject[] {
  const prefix = source.prefix.replaceAll(/[\\*]/g, "\\$&");
  // Splitting passes over empty parts, so a key that has some is in no folder of a day.
  const hasEmptyPart = ["*//*", "/*"].map((StringMatches) => ({
    Variable: "$.key",
    StringMatches,
  }));
  return [
    ...isText("$.key"),
    ...isText("$.etag"),
    { Variable: "$.key", StringMatches: `${prefix}${FOLDERS[source.layout]}` },
    { Not: { Or: hasEmptyPart } },
  ];
}

/** A file that has arrived: its day's folder is in its key, and its run is that of this version. */
function keyStates({ source }: BatchPlan): States {
  const marks = MARKS[source.layout];
  const parts = `States.StringSplit($.key, '${marks}')`;
  const first = source.prefix.split(new RegExp(`[${marks}]`)).filter((part) => part !== "").length;
  const last = { plain: first + 2, "hive-date": first, hive: first + 5 }[source.layout];
  const day = {
    plain: format(
      ["", "-", "-", ""],
      item(parts, first),
      item(parts, first + 1),
      item(parts, last),
    ),
    "hive-date": item(`States.StringSplit(${item(parts, first)}, '=')`, 1),
    hive: format(
      ["", "-", "-", ""],
      item(parts, first + 1),
      item(parts, first + 3),
      item(parts, last),
    ),
  }[source.layout];
  const hash = `States.Hash(${format(["", "/", ""], "$.key", "$.etag")}, 'MD5')`;
  return {
    KeyParts: put("$.parts", { "count.$": `States.ArrayLength(${parts})` }, "KeyCount"),
    KeyCount: {
      Type: "Choice",
      Choices: [{ Variable: "$.parts.count", NumericGreaterThan: last, Next: "KeyDay" }],
      Default: "BadInput",
    },
    KeyDay: put(
      "$.asked",
      {
        "day.$": day,
        kind: "arrival",
        "suffix.$": format(["-", ""], hash),
        "prefix.$": "$.key",
      },
      "DayText",
    ),
  };
}

/** The label of a day that is run again. */
function labelStates(): States {
  const asked = (more: JsonObject) =>
    put("$.asked", { "day.$": "$.day", kind: "day", ...more }, "DayText");
  return {
    DayKind: {
      Type: "Choice",
      Choices: [
        { Variable: "$.again", IsPresent: false, Next: "DayOnce" },
        { Not: { Variable: "$.again", IsString: true }, Next: "BadInput" },
        { Variable: "$.again", StringEquals: "", Next: "DayOnce" },
      ],
      Default: "DayAgain",
    },
    DayOnce: asked({ suffix: "" }),
    DayAgain: asked({ "suffix.$": format(["-", ""], "$.again") }),
  };
}

/** The day of a time, and so many before it: each a step back of one day. */
function timeStates(lagDays: number): States {
  const step = (at: JsonObject) =>
    put("$.at", { ...at, "left.$": add("$.at.left", -1) }, "BackMore");
  const { year, month } = { year: "$.at.year", month: "$.at.month" };
  return {
    TimeDay: put(
      "$.asked",
      { "day.$": item("States.StringSplit($.time, 'T')", 0), kind: "schedule", suffix: "" },
      "DayText",
    ),
    Back: put(
      "$.at",
      { "year.$": year, "month.$": month, "day.$": "$.at.day", left: lagDays },
      "BackMore",
    ),
    BackMore: {
      Type: "Choice",
      Choices: [
        { Variable: "$.at.left", NumericEquals: 0, Next: "BackDone" },
        { Variable: "$.at.day", NumericGreaterThan: 0, Next: "BackDay" },
        { Variable: "$.at.month", NumericGreaterThan: 0, Next: "BackMonth" },
      ],
      Default: "BackYear",
    },
    BackDay: step({ "year.$": year, "month.$": month, "day.$": add("$.at.day", -1) }),
    BackMonth: step({
      "year.$": year,
      "month.$": add(month, -1),
      "day.$": add(monthLength(year, add(month, -1)), -1),
    }),
    BackYear: step({ "year.$": add(year, -1), month: 11, day: 30 }),
    BackDone: put(
      "$.asked",
      {
        "day.$": format(
          ["", "-", "-", ""],
          year,
          item("$.calendar.months", month),
          item("$.calendar.days", "$.at.day"),
        ),
        kind: "schedule",
        suffix: "",
      },
      "RunOfDay",
    ),
  };
}
