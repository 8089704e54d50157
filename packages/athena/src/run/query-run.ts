import type { QueryExecution } from "@aws-sdk/client-athena";

/** What a query cost. Times are in milliseconds. */
export interface QueryStatistics {
  readonly bytesScanned: number;
  readonly engineExecutionTimeMs: number | undefined;
  readonly queueTimeMs: number | undefined;
  readonly planningTimeMs: number | undefined;
  readonly totalExecutionTimeMs: number | undefined;
  /** Whether the result is that of an earlier, equal query. */
  readonly reusedPreviousResult: boolean;
}

/** A query that succeeded. */
export interface QueryRun {
  readonly queryExecutionId: string;
  /** Where Athena wrote the result: `s3://bucket/prefix/id.csv` for a SELECT. */
  readonly outputLocation: string | undefined;
  /** DDL, DML or UTILITY. */
  readonly statementType: string | undefined;
  readonly workGroup: string | undefined;
  readonly engineVersion: string | undefined;
  readonly statistics: QueryStatistics;
}

/** The run of a query that Athena reports as succeeded. */
export function queryRun(queryExecutionId: string, execution: QueryExecution): QueryRun {
  return {
    queryExecutionId,
    outputLocation: execution.ResultConfiguration?.OutputLocation,
    statementType: execution.StatementType,
    workGroup: execution.WorkGroup,
    engineVersion: execution.EngineVersion?.EffectiveEngineVersion,
    statistics: queryStatistics(execution),
  };
}

function queryStatistics({ Statistics: statistics = {} }: QueryExecution): QueryStatistics {
  return {
    bytesScanned: statistics.DataScannedInBytes ?? 0,
    engineExecutionTimeMs: statistics.EngineExecutionTimeInMillis,
    queueTimeMs: statistics.QueryQueueTimeInMillis,
    planningTimeMs: statistics.QueryPlanningTimeInMillis,
    totalExecutionTimeMs: statistics.TotalExecutionTimeInMillis,
    reusedPreviousResult: statistics.ResultReuseInformation?.ReusedPreviousResult ?? false,
  };
}
