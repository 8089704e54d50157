export type { AthenaFailure } from "./errors/athena-query-error.ts";
export { AthenaQueryError } from "./errors/athena-query-error.ts";
export type { ResultFault } from "./errors/athena-result-error.ts";
export { AthenaResultError } from "./errors/athena-result-error.ts";
export type { SqlPosition } from "./errors/sql-excerpt.ts";
export type { MetricsQueryInput } from "./metrics/build-metrics-query.ts";
export { buildMetricsQuery } from "./metrics/build-metrics-query.ts";
export type { MetricsViewInput } from "./metrics/build-metrics-view.ts";
export { buildMetricsView } from "./metrics/build-metrics-view.ts";
export type { PercentilesQueryInput } from "./metrics/build-percentiles-query.ts";
export { buildPercentilesQuery } from "./metrics/build-percentiles-query.ts";
export type { CreateMetricsViewInput } from "./metrics/create-metrics-view.ts";
export { createMetricsView } from "./metrics/create-metrics-view.ts";
export type { PartitionFilter, PartitionFilterValue } from "./metrics/key-predicates.ts";
export type { MetricsSource } from "./metrics/metrics-sql.ts";
export type { PercentileMethod } from "./metrics/percentile-sql.ts";
export type { EndpointMetricsRow, QueryMetricsInput } from "./metrics/query-metrics.ts";
export { queryMetrics } from "./metrics/query-metrics.ts";
export type { PercentilesRow, QueryPercentilesInput } from "./metrics/query-percentiles.ts";
export { queryPercentiles } from "./metrics/query-percentiles.ts";
export type { QueryInput, QueryOptions } from "./query.ts";
export { query } from "./query.ts";
export type { RawTableInput } from "./raw/build-raw-table.ts";
export { buildRawTable } from "./raw/build-raw-table.ts";
export type {
  TableName,
  TrinoTransform,
  TrinoTransformInput,
} from "./raw/compile-trino-transform.ts";
export { compileTrinoTransform } from "./raw/compile-trino-transform.ts";
export type { TransformRefusal } from "./raw/not-in-sql-error.ts";
export { NotInSqlError } from "./raw/not-in-sql-error.ts";
export { transformRefusals } from "./raw/transform-refusals.ts";
export type { AthenaValue } from "./results/convert-cell.ts";
export type {
  AthenaRow,
  GetResultsInput,
  GetResultsOptions,
  ResultColumnType,
  ResultRow,
} from "./results/get-results.ts";
export { getResults } from "./results/get-results.ts";
export type { GetUpdateCountInput } from "./results/get-update-count.ts";
export { getUpdateCount } from "./results/get-update-count.ts";
export type { ResultSchema } from "./results/row-shaper.ts";
export type { DeleteQueryInput } from "./row-level/build-delete-query.ts";
export { buildDeleteQuery } from "./row-level/build-delete-query.ts";
export type { MergeQueryInput } from "./row-level/build-merge-query.ts";
export { buildMergeQuery } from "./row-level/build-merge-query.ts";
export type { OptimizeQueryInput } from "./row-level/build-optimize-query.ts";
export { buildOptimizeQuery } from "./row-level/build-optimize-query.ts";
export type { UpdateQueryInput } from "./row-level/build-update-query.ts";
export { buildUpdateQuery } from "./row-level/build-update-query.ts";
export type { VacuumQueryInput } from "./row-level/build-vacuum-query.ts";
export { buildVacuumQuery } from "./row-level/build-vacuum-query.ts";
export type { RowCondition, RowConditionValue } from "./row-level/row-condition.ts";
export type { TargetTable } from "./row-level/target-table.ts";
export type { PollOptions } from "./run/poll-options.ts";
export type { QueryPlace } from "./run/query-place.ts";
export type { QueryRun, QueryStatistics } from "./run/query-run.ts";
export type { QueryProgress, RunQueryOptions } from "./run/run-query.ts";
export { runQuery } from "./run/run-query.ts";
export type { RunQueryInput } from "./run/start-request.ts";
export type { SelectColumnsOptions } from "./select-columns.ts";
export { selectColumns } from "./select-columns.ts";
export type { Statement } from "./statement.ts";
export type { CreateTableInput } from "./tables/build-create-table.ts";
export { buildCreateTable } from "./tables/build-create-table.ts";
export type { DropTableInput } from "./tables/build-drop-table.ts";
export { buildDropTable } from "./tables/build-drop-table.ts";
export type { TableFormat } from "./tables/table-format.ts";
