import type { JsonObject } from "../asl/asl.ts";
import type { BatchCheck } from "../batch/batch-input.ts";
import type { BatchPlan } from "../batch/batch-plan.ts";
import { placeholders } from "../machine/query-state.ts";
import { retriesOf } from "../machine/retries.ts";
import { format, item, put, type States } from "./calls.ts";
import { queryTask } from "./catalog-states.ts";
import { caughtBy, failureState } from "./failures.ts";

/** The states that ask whether the day's rows are right, from `Checks` to `next`; none without checks. */
export function checkStates(plan: BatchPlan, next: string): States {
  if (plan.checks.length === 0) return {};
  const { catchers, states } = caughtBy("Checks");
  return {
    // As a value, since not every interpreter knows how a quotation mark is escaped.
    Checks: { Type: "Pass", Result: { quote: "'" }, ResultPath: "$.plan", Next: "ChecksPlan" },
    ChecksPlan: put("$.plan", { list: plan.checks.map(planned) }, "ChecksMap"),
    ChecksMap: {
      Type: "Map",
      Comment: "Every check, as a query of its own",
      ItemsPath: "$.plan.list",
      MaxConcurrency: 4,
      ItemProcessor: {
        ProcessorConfig: { Mode: "INLINE" },
        StartAt: hasBoth(plan) ? "HasDays" : "RunCheck",
        States: childStates(plan),
      },
      ResultPath: "$.asked",
      Catch: catchers,
      Next: "ChecksRows",
    },
    ...states,
    ChecksRows: list("$.asked[*].row", "$.checks", "ChecksBytes"),
    ChecksBytes: list("$.asked[*].scanned", "$.scannedBytes", "ChecksStops"),
    ChecksStops: put(
      "$.stops",
      {
        "count.$": "States.ArrayLength($.asked[*].stop)",
        "texts.$": "$.asked[*].stop",
      },
      "ChecksDone",
    ),
    ChecksDone: {
      Type: "Choice",
      Choices: [{ Variable: "$.stops.count", NumericGreaterThan: 0, Next: "CheckStopped" }],
      Default: next,
    },
    CheckStopped: failureState("Checks", {
      error: "CheckStopped",
      "cause.$": "States.JsonToString($.stops.texts)",
    }),
  };
}

/** A Pass that puts what one path finds at another. */
function list(from: string, to: string, next: string) {
  return { Type: "Pass", InputPath: from, ResultPath: to, Next: next };
}

/** A statement without what ends it. */
function withoutEnd(sql: string): string {
  let end = sql.length;
  while (end > 0 && /[;\s]/.test(sql.charAt(end - 1))) end--;
  return sql.slice(0, end);
}

/** A check's columns stand where they are known to: by their names no path finds them. */
function planned({ name, sql }: BatchCheck): JsonObject {
  const days = placeholders(sql);
  const column = (each: string) => `coalesce(cast(${each} AS varchar), '') AS ${each}`;
  const QueryString = `SELECT lower(${column("status").replace(" AS status", ")")} AS status, ${column("observed")}, ${column("message")} FROM (\n${withoutEnd(sql)}\n)`;
  const day = format(["", "", "", ""], "$.plan.quote", "$.day", "$.plan.quote");
  return {
    name,
    QueryString,
    ...(days === 0
      ? {}
      : { "days.$": `States.Array(${Array.from({ length: days }, () => day).join(", ")})` }),
  };
}

function hasDays(plan: BatchPlan): boolean[] {
  return plan.checks.map(({ sql }) => placeholders(sql) > 0);
}

function hasBoth(plan: BatchPlan): boolean {
  return new Set(hasDays(plan)).size === 2;
}

/** A list of no parameters is refused, so statements without question marks have a Task of their own. */
function childStates(plan: BatchPlan): States {
  const ask = (parameters: JsonObject) => ({
    ...queryTask(plan, { "QueryString.$": "$.QueryString", ...parameters }),
    Type: "Task",
    ResultSelector: {
      "id.$": "$.QueryExecution.QueryExecutionId",
      "scanned.$": "$.QueryExecution.Statistics.DataScannedInBytes",
    },
    ResultPath: "$.query",
    Next: "ReadCheck",
  });
  const withDays = ask({ "ExecutionParameters.$": "$.days" });
  const both = {
    HasDays: {
      Type: "Choice",
      Choices: [{ Variable: "$.days", IsPresent: true, Next: "RunCheck" }],
      Default: "RunPlainCheck",
    },
    RunCheck: withDays,
    RunPlainCheck: ask({}),
  };
  const one = { RunCheck: hasDays(plan)[0] === true ? withDays : ask({}) };
  return { ...(hasBoth(plan) ? both : one), ...readStates(plan) };
}

/** A query without a row has checked nothing, and one with more than one is no check: both stop. */
function readStates({ partition }: BatchPlan): States {
  const cell = (at: number) => item("$.second.row.Data", at);
  return {
    ReadCheck: {
      Type: "Task",
      Resource: `arn:${partition}:states:::aws-sdk:athena:getQueryResults`,
      Parameters: { "QueryExecutionId.$": "$.query.id", MaxResults: 3 },
      ResultPath: "$.found",
      TimeoutSeconds: 60,
      Retry: retriesOf("athena"),
      Next: "CountRows",
    },
    CountRows: put("$.rows", { "count.$": "States.ArrayLength($.found.ResultSet.Rows)" }, "OneRow"),
    OneRow: {
      Type: "Choice",
      Choices: [{ Variable: "$.rows.count", NumericEquals: 2, Next: "SecondRow" }],
      Default: "NoRow",
    },
    NoRow: put(
      "$.row",
      {
        "check.$": "$.name",
        status: "stop",
        message: "The query gave no row, or more than one",
      },
      "Judge",
    ),
    // The first row has the names. Items are got by the function: not every interpreter gives one for a path with a number.
    SecondRow: put("$.second", { "row.$": item("$.found.ResultSet.Rows", 1) }, "Cells"),
    Cells: put(
      "$.cells",
      { "status.$": cell(0), "observed.$": cell(1), "message.$": cell(2) },
      "Row",
    ),
    Row: put(
      "$.row",
      {
        "check.$": "$.name",
        "status.$": "$.cells.status.VarCharValue",
        "observed.$": "$.cells.observed.VarCharValue",
        "message.$": "$.cells.message.VarCharValue",
      },
      "Judge",
    ),
    ...judgeStates(),
  };
}

function judgeStates(): States {
  const is = (status: string) => ({ Variable: "$.row.status", StringEquals: status });
  const asked = { "row.$": "$.row", "scanned.$": "$.query.scanned" };
  const stopped = (what: string) => ({
    Type: "Pass",
    Parameters: { ...asked, "stop.$": format(["", ": ", ""], "$.name", what) },
    End: true,
  });
  return {
    Judge: {
      Type: "Choice",
      Choices: [
        { Or: [is("pass"), is("warn")], Next: "Right" },
        { Variable: "$.row.message", StringEquals: "", Next: "StopByObserved" },
      ],
      Default: "StopByMessage",
    },
    Right: { Type: "Pass", Parameters: asked, End: true },
    StopByMessage: stopped("$.row.message"),
    StopByObserved: stopped("$.row.observed"),
  };
}
