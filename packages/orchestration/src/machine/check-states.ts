import { jsonata, type State } from "../asl/asl.ts";
import type { BatchPlan } from "../batch/batch-plan.ts";
import { catchAll, ownFailure } from "./catch-all.ts";
import { placeholders, queryState } from "./query-state.ts";
import { retriesOf } from "./retries.ts";

const MOST_ROWS = 100;

/** Rows of a result under the names of its columns. */
const ROWS = `(
  $rows := $states.result.ResultSet.Rows;
  $names := $rows[0].Data.VarCharValue;
  [$map($filter($rows, function($row, $at) { $at > 0 }), function($row) {
    $merge($map($names, function($name, $at) { { $name: $string($row.Data[$at].VarCharValue) } }))
  })]
)`;

/** The states that ask whether the day's rows are right, from `Checks` to `next`; none without checks. */
export function checkStates(plan: BatchPlan, next: string): Record<string, State> {
  if (plan.checks.length === 0) return {};
  return {
    Checks: {
      Type: "Map",
      Comment: "Every check, as a query of its own",
      Items: plan.checks.map(({ name, sql }) => ({ name, sql, days: placeholders(sql) })),
      MaxConcurrency: 4,
      ItemProcessor: {
        ProcessorConfig: { Mode: "INLINE" },
        StartAt: "RunCheck",
        States: { RunCheck: runCheck(plan), ReadCheck: readCheck(plan) },
      },
      Catch: catchAll("Checks"),
      Assign: {
        checks: jsonata("[$states.result.rows]"),
        scannedBytes: jsonata("$sum([0, $states.result.scannedBytes])"),
      },
      Next: "ChecksDone",
    },
    ChecksDone: {
      Type: "Choice",
      Choices: [
        {
          Condition: jsonata(`$count($checks[$not($lowercase(status) in ["pass", "warn"])]) > 0`),
          Assign: { failure: ownFailure("Checks", "CheckStopped", STOPPED) },
          Next: "ReportFailure",
        },
      ],
      Default: next,
    },
  };
}

const STOPPED = `$join($checks[$not($lowercase(status) in ["pass", "warn"])].(check & ": " & (message ? message : observed)), "; ")`;

function runCheck(plan: BatchPlan): State {
  const days = `[$map($states.input.days = 0 ? [] : [1..$states.input.days], function($at) { "'" & $day & "'" })]`;
  return {
    ...queryState(plan, { sql: "$states.input.sql", parameters: days }),
    Assign: {
      check: jsonata("$states.input.name"),
      scanned: jsonata("$sum([0, $states.result.QueryExecution.Statistics.DataScannedInBytes])"),
    },
    Output: jsonata("$states.result.QueryExecution.QueryExecutionId"),
    Next: "ReadCheck",
  };
}

/** A query without a row has checked nothing, and one with too many is no check: both stop. */
function readCheck(plan: BatchPlan): State {
  const none = `{ "check": $check, "status": "stop", "message": "The query gave no row, or more than ${MOST_ROWS - 1}" }`;
  return {
    Type: "Task",
    Resource: `arn:${plan.partition}:states:::aws-sdk:athena:getQueryResults`,
    Arguments: { QueryExecutionId: jsonata("$states.input"), MaxResults: MOST_ROWS },
    TimeoutSeconds: 60,
    Retry: retriesOf("athena"),
    Output: {
      rows: jsonata(
        `($found := ${ROWS}; $count($found) = 0 or $exists($states.result.NextToken) ? [${none}] : [$map($found, function($row) { $merge([{ "check": $check }, $row]) })])`,
      ),
      scannedBytes: jsonata("$scanned"),
    },
    End: true,
  };
}
