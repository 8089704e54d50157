export type { QuarantineRecord } from "@cloudapi/records";
export type { EndpointMetrics, RequestRow } from "./api-logs/compute-endpoint-metrics.ts";
export { computeEndpointMetrics } from "./api-logs/compute-endpoint-metrics.ts";
export type { OtherContract } from "./manifest/check-contracts.ts";
export { IncompatibleContractError } from "./manifest/incompatible-contract-error.ts";
export type { Manifest, QuarantineObject, RowFormat, WrittenObject } from "./manifest/manifest.ts";
export { fileSource } from "./read/file-source.ts";
export type { IdentifiedSource } from "./read/identified-source.ts";
export { transform } from "./read/transform.ts";
export type { TransformOptions, TransformProgress } from "./read/transform-options.ts";
export type { DropNullsOptions } from "./rows/drop-nulls.ts";
export { dropNulls } from "./rows/drop-nulls.ts";
export type { PartitionByDateOptions } from "./rows/partition-by-date.ts";
export { partitionByDate } from "./rows/partition-by-date.ts";
export type { RowRejection } from "./rows/rows-error.ts";
export { RowsError } from "./rows/rows-error.ts";
export { toParquet } from "./rows/to-parquet.ts";
export { folderSink } from "./sink/folder-sink.ts";
export type { MemorySink } from "./sink/memory-sink.ts";
export { memorySink } from "./sink/memory-sink.ts";
export type { ObjectProperties, PendingObject, Sink, SinkOptions } from "./sink/sink.ts";
export { StorageError } from "./storage-error.ts";
export type { RowBatches } from "./write/checked-rows.ts";
export { PublishRefusedError } from "./write/publish-refused-error.ts";
export type { WriteOptions } from "./write/write-options.ts";
export type {
  PartitionSummary,
  RejectedRow,
  Rejection,
  TransformReport,
  WriteReport,
  WriteRowsReport,
} from "./write/write-report.ts";
export type { WritableRow, WriteProgress, WriteRowsOptions } from "./write/write-rows.ts";
export { writeRows } from "./write/write-rows.ts";
