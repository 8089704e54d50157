import type { Statement, StatementKind } from "../syntax/statement/statement.ts";
import type { QueryResult } from "./results/query-result.ts";

export type ExecutionState = "QUEUED" | "RUNNING" | "SUCCEEDED" | "FAILED" | "CANCELLED";

/** One StartQueryExecution and what became of it. */
export interface Execution {
  readonly id: string;
  readonly sql: string;
  readonly kind: StatementKind;
  /** What there is to do; gone once it is done. */
  statement: Statement | undefined;
  readonly catalog: string | undefined;
  readonly database: string | undefined;
  readonly workGroup: string;
  readonly parameters: readonly string[] | undefined;
  readonly resultReuse: Readonly<Record<string, unknown>> | undefined;
  /** The file the result is written to. */
  readonly outputLocation: string;
  /** Whether its work group says where results go. */
  readonly enforced: boolean;
  /** The list of the files that it wrote, once there is one. */
  manifestLocation: string | undefined;
  readonly cutoffBytes: number | undefined;
  readonly submittedAt: number;
  readonly abort: AbortController;
  state: ExecutionState;
  reason: string | undefined;
  error: AthenaFailure | undefined;
  startedAt: number | undefined;
  completedAt: number | undefined;
  bytesScanned: number;
  /** Of what it gave, all but the rows. */
  shape: Omit<QueryResult, "rows"> | undefined;
}

/** `Status.AthenaError`; see the Athena error catalog. */
export interface AthenaFailure {
  readonly ErrorCategory: 1 | 2 | 3;
  readonly ErrorType: number;
  readonly Retryable: boolean;
  readonly ErrorMessage: string;
}

/** Whether nothing more will happen to it. */
export function isFinished(state: ExecutionState): boolean {
  return state === "SUCCEEDED" || state === "FAILED" || state === "CANCELLED";
}

export function describeExecution(
  execution: Execution,
  engineVersion: object,
): Record<string, unknown> {
  const { catalog, database, resultReuse, parameters } = execution;
  const context = {
    ...(catalog === undefined ? {} : { Catalog: catalog.toLowerCase() }),
    ...(database === undefined ? {} : { Database: database }),
  };
  return {
    QueryExecutionId: execution.id,
    Query: execution.sql,
    StatementType: execution.kind.type,
    SubstatementType: execution.kind.substatement,
    ResultConfiguration: { OutputLocation: execution.outputLocation },
    QueryExecutionContext: context,
    WorkGroup: execution.workGroup,
    EngineVersion: engineVersion,
    ...(resultReuse === undefined ? {} : { ResultReuseConfiguration: resultReuse }),
    ...(parameters === undefined ? {} : { ExecutionParameters: parameters }),
    Status: describeStatus(execution),
    Statistics: describeStatistics(execution),
  };
}

function describeStatus({
  state,
  reason,
  submittedAt,
  completedAt,
  error,
}: Execution): Record<string, unknown> {
  return {
    State: state,
    SubmissionDateTime: submittedAt / 1000,
    ...(reason === undefined ? {} : { StateChangeReason: reason }),
    ...(completedAt === undefined ? {} : { CompletionDateTime: completedAt / 1000 }),
    ...(error === undefined ? {} : { AthenaError: error }),
  };
}

function describeStatistics(execution: Execution): Record<string, unknown> {
  const { submittedAt, startedAt, completedAt, bytesScanned, manifestLocation } = execution;
  if (completedAt === undefined) return {};
  const began = startedAt ?? completedAt;
  return {
    EngineExecutionTimeInMillis: completedAt - began,
    DataScannedInBytes: bytesScanned,
    ...(manifestLocation === undefined ? {} : { DataManifestLocation: manifestLocation }),
    TotalExecutionTimeInMillis: completedAt - submittedAt,
    QueryQueueTimeInMillis: began - submittedAt,
    ServicePreProcessingTimeInMillis: 0,
    QueryPlanningTimeInMillis: 0,
    ServiceProcessingTimeInMillis: 0,
    ResultReuseInformation: { ReusedPreviousResult: false },
  };
}
