import { type JsonObject, jsonata, text } from "../asl/asl.ts";
import type { BatchPlan } from "../batch/batch-plan.ts";
import { retriesOf } from "./retries.ts";

export const QUERY_SECONDS = 1800;

/** A statement, as an expression of JSONata that gives its text; what its question marks stand for, as one that gives a list. */
export interface BatchQuery {
  readonly sql: string;
  readonly parameters?: string;
}

/** A Task that runs a statement on Athena to its end; what comes next is not said. */
export function queryState(
  plan: BatchPlan,
  { sql, parameters = "[]" }: BatchQuery,
): JsonObject & { readonly Type: "Task" } {
  const request = `{
    "QueryString": ${sql},
    "QueryExecutionContext": { "Database": ${text(plan.database)} },
    "WorkGroup": ${text(plan.workGroup)},
    "ResultConfiguration": { "OutputLocation": ${text(plan.outputLocation)} }
  }`;
  // An empty list of parameters is refused, so a statement without question marks has none.
  const given = `($given := ${parameters}; $count($given) = 0 ? {} : { "ExecutionParameters": $given })`;
  return {
    Type: "Task",
    Resource: `arn:${plan.partition}:states:::athena:startQueryExecution.sync`,
    Arguments: jsonata(`$merge([${request}, ${given}])`),
    TimeoutSeconds: QUERY_SECONDS,
    Retry: retriesOf("athena"),
  };
}

/** How many question marks of a statement stand for a value: those outside of texts, names and comments. */
export function placeholders(sql: string): number {
  const bare = sql.replaceAll(/'[^']*'|"[^"]*"|--[^\n]*/g, "");
  return bare.split("?").length - 1;
}
