import type { QueryExecution } from "@aws-sdk/client-athena";
import { AthenaQueryError } from "./athena-query-error.ts";
import { classifyFailure } from "./classify-failure.ts";
import { positionIn } from "./sql-excerpt.ts";

/** The error for a query that ended in FAILED or CANCELLED. */
export function queryFailure(execution: QueryExecution, sql: string | undefined): AthenaQueryError {
  const { Status: status, Statistics: statistics } = execution;
  const reason =
    status?.StateChangeReason ?? status?.AthenaError?.ErrorMessage ?? "Athena gave no reason.";
  const cancelled = status?.State === "CANCELLED";
  const known = classifyFailure(reason);
  return new AthenaQueryError(codeOf(known?.code, cancelled), {
    reason,
    hint: known?.hint,
    queryExecutionId: execution.QueryExecutionId,
    state: status?.State,
    errorCategory: status?.AthenaError?.ErrorCategory,
    athenaErrorType: status?.AthenaError?.ErrorType,
    retryable: status?.AthenaError?.Retryable,
    bytesScanned: statistics?.DataScannedInBytes,
    position: positionIn(reason),
    sql: sql ?? execution.Query,
  });
}

/** A cancelled query was cancelled, whatever its reason says, unless a limit on scanned bytes did it. */
function codeOf(known: string | undefined, cancelled: boolean): string {
  if (cancelled) return known === "BYTES_SCANNED_LIMIT" ? known : "QUERY_CANCELLED";
  return known ?? "QUERY_FAILED";
}
