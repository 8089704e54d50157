export type {
  CsvOptions,
  ExplodeOptions,
  MapPlace,
  QuarantineRecord,
  RecordMap,
  SourceFormat,
  SourceRecord,
  TimestampFormat,
  TimestampFormatOptions,
  Timestamps,
} from "@cloudapi/records";
export { csvFormat, explode, pick, pipe, rename } from "@cloudapi/records";
export type { EndpointMetrics, RequestRow } from "./api-logs/compute-endpoint-metrics.ts";
export { computeEndpointMetrics } from "./api-logs/compute-endpoint-metrics.ts";
export type { CompactInput, CompactReport } from "./maintain/compact.ts";
export { compact } from "./maintain/compact.ts";
export type { DataFile } from "./maintain/list-data-files.ts";
export { listDataFiles } from "./maintain/list-data-files.ts";
export type { RemovedSource, RemoveSourceInput } from "./maintain/remove-source.ts";
export { removeSource } from "./maintain/remove-source.ts";
export type { RepairInput, RepairReport } from "./maintain/repair.ts";
export { repair } from "./maintain/repair.ts";
export type { VacuumInput } from "./maintain/vacuum.ts";
export { vacuum } from "./maintain/vacuum.ts";
export type { OtherContract } from "./manifest/check-contracts.ts";
export { IncompatibleContractError } from "./manifest/incompatible-contract-error.ts";
export type {
  Manifest,
  PublishedBefore,
  QuarantineObject,
  ReplacedFiles,
  RowFormat,
  TakenFiles,
  WrittenObject,
} from "./manifest/manifest.ts";
export type { Compression } from "./parquet/compression.ts";
export type { RejectedTableRow } from "./quarantine/rejected-rows.ts";
export { rejectedRows } from "./quarantine/rejected-rows.ts";
export type { FileFormat } from "./read/file-format.ts";
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
export type { ToParquetOptions } from "./rows/to-parquet.ts";
export { toParquet } from "./rows/to-parquet.ts";
export { folderSink } from "./sink/folder-sink.ts";
export type { MemorySink } from "./sink/memory-sink.ts";
export { memorySink } from "./sink/memory-sink.ts";
export type {
  CreateOptions,
  DatedKey,
  ObjectProperties,
  PendingObject,
  Sink,
  SinkOptions,
} from "./sink/sink.ts";
export { StorageError } from "./storage-error.ts";
export type { SymlinkReport } from "./symlinks/write-symlinks.ts";
export { writeSymlinks } from "./symlinks/write-symlinks.ts";
export type { RowBatches } from "./write/checked-rows.ts";
export type { TableSink } from "./write/destination.ts";
export { PublishRefusedError } from "./write/publish-refused-error.ts";
export type { WriteMode, WriteOptions } from "./write/write-options.ts";
export type {
  PartitionSummary,
  RejectedRow,
  Rejection,
  ReplacedRows,
  TransformReport,
  WriteReport,
  WriteRowsReport,
} from "./write/write-report.ts";
export type { WritableRow, WriteProgress, WriteRowsOptions } from "./write/write-rows.ts";
export { writeRows } from "./write/write-rows.ts";
