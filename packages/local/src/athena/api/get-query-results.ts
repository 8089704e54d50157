import type { Execution } from "../run/execution.ts";
import type { Executions } from "../run/executions.ts";
import { columnInfo } from "../run/results/column-info.ts";
import type { QueryResult } from "../run/results/query-result.ts";
import { invalidRequest } from "./api-error.ts";

const MAX_PAGE = 1000;

/** One page of a result; the row of column names is the first of a query's first page. */
export async function getQueryResults(
  execution: Execution,
  executions: Executions,
  maxResults: number | undefined,
  nextToken: string | undefined,
): Promise<Record<string, unknown>> {
  if (maxResults !== undefined && maxResults > MAX_PAGE)
    throw invalidRequest(`MaxResults is more than maximum allowed length ${MAX_PAGE}`);
  if (isHiveFailure(execution)) return { ResultSet: { Rows: [], ResultSetMetadata: null } };
  const result = await finishedResult(execution, executions);
  const total = result.rows.length + (result.header ? 1 : 0);
  const from = offsetOf(nextToken, total);
  const to = Math.min(total, from + (maxResults ?? MAX_PAGE));
  const rows = [];
  for (let i = from; i < to; i++)
    rows.push({
      Data: rowAt(result, i).map((cell) => (cell === null ? {} : { VarCharValue: cell })),
    });
  const full = total > 0 && to - from === (maxResults ?? MAX_PAGE);
  return {
    ...(result.updateCount === undefined ? {} : { UpdateCount: result.updateCount }),
    ResultSet: { Rows: rows, ResultSetMetadata: { ColumnInfo: result.columns.map(columnInfo) } },
    ...(full ? { NextToken: String(to) } : {}),
  };
}

/** A statement of the Hive side that failed has an empty result, not an error. */
function isHiveFailure(execution: Execution): boolean {
  return execution.state === "FAILED" && execution.reason?.startsWith("FAILED: ") === true;
}

async function finishedResult(execution: Execution, executions: Executions): Promise<QueryResult> {
  const { state } = execution;
  if (state === "QUEUED" || state === "RUNNING")
    throw invalidRequest(
      `Query has not yet finished. Current state: ${state}`,
      "INVALID_QUERY_EXECUTION_STATE",
    );
  if (state === "FAILED")
    throw invalidRequest(
      `Query did not finish successfully. Final query state: ${state}`,
      "INVALID_QUERY_EXECUTION_STATE",
    );
  const result = state === "SUCCEEDED" ? await executions.result(execution) : undefined;
  if (result === undefined) throw invalidRequest("Could not find results", "RESULT_NOT_FOUND");
  return result;
}

function offsetOf(token: string | undefined, total: number): number {
  if (token === undefined || total === 0) return 0;
  if (!/^\d{1,15}$/.test(token) || Number(token) > total)
    throw invalidRequest(`Malformed nextPageToken ${token}`);
  return Number(token);
}

function rowAt(result: QueryResult, index: number): readonly (string | null)[] {
  if (!result.header) return result.rows[index] ?? [];
  return index === 0 ? result.columns.map((column) => column.name) : (result.rows[index - 1] ?? []);
}
