// What the packages of CloudAPI share with each other. It may change in any release: import from @cloudapi/transform instead.
export type { AvroFile } from "./avro-source/read-avro-file.ts";
export { readAvroFile } from "./avro-source/read-avro-file.ts";
export type { OtherContract } from "./manifest/check-contracts.ts";
export type { SourceIdentity } from "./manifest/manifest.ts";
export type { FieldIds } from "./parquet/field-ids.ts";
export type {
  FileEncoder,
  FileLayout,
  FileSummary,
  LeafSummary,
  StartFile,
} from "./parquet/file-encoder.ts";
export { micros } from "./parquet/micros.ts";
export { parquetFiles } from "./parquet/parquet-files.ts";
export type { FileFacts } from "./parquet-source/read-file-metadata.ts";
export { readFileFacts } from "./parquet-source/read-file-metadata.ts";
export type { ParquetFileRows, ParquetTree } from "./parquet-source/read-parquet-file.ts";
export { readParquetFile } from "./parquet-source/read-parquet-file.ts";
export { QuarantineWriter } from "./quarantine/quarantine-writer.ts";
export { checkSink } from "./sink/check-sink.ts";
export { TEMPORARY } from "./sink/folder-sink.ts";
export { makeInFolder } from "./sink/make-in-folder.ts";
export { ObjectWriter } from "./sink/object-writer.ts";
export { fileError } from "./storage-error.ts";
export { buildReport } from "./write/build-report.ts";
export { checkRows, NO_FINDINGS, RowChecker } from "./write/checked-rows.ts";
export type { ClosedFile } from "./write/data-file.ts";
export type {
  CommittedVersion,
  Destination,
  DestinationRun,
  FileStart,
  KeyedRows,
  OpenDestination,
  PartsRule,
  Publication,
  PublishedRun,
  QuarantineOutput,
  TableSink,
} from "./write/destination.ts";
export { DESTINATION } from "./write/destination.ts";
export { PartitionedWriter } from "./write/partitioned-writer.ts";
export { guardPublish } from "./write/publish-guard.ts";
export { SortedRows } from "./write/sorted-rows.ts";
export { sourceIdentity } from "./write/source-identity.ts";
export type { CheckedBatch } from "./write/write-job.ts";
export { keptRow, writeCheckedRows } from "./write/write-rows.ts";
