export { computeEndpointMetrics } from "./metrics/compute-endpoint-metrics.ts";
export type { EndpointMetrics, RequestRow } from "./metrics/compute-endpoint-metrics.ts";
export { partitionByDate } from "./partition/partition-by-date.ts";
export type { PartitionByDateOptions } from "./partition/partition-by-date.ts";
export { dropNulls } from "./rows/drop-nulls.ts";
export type { DropNullsOptions } from "./rows/drop-nulls.ts";
export { RowsError } from "./rows/rows-error.ts";
export type { RowRejection } from "./rows/rows-error.ts";
export { toParquet } from "./rows/to-parquet.ts";
