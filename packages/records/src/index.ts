export type { ExplodeOptions } from "./adapting/explode.ts";
export { explode } from "./adapting/explode.ts";
export { pick } from "./adapting/pick.ts";
export { pipe } from "./adapting/pipe.ts";
export type { MapPlace, RecordMap, SourceRecord } from "./adapting/record-map.ts";
export { rename } from "./adapting/rename.ts";
export type { Timestamps } from "./adapting/timestamps/convert-times.ts";
export type {
  TimestampFormat,
  TimestampFormatName,
  TimestampFormatOptions,
} from "./adapting/timestamps/timestamp-format.ts";
export type {
  InvalidRecord,
  RecordCheck,
  RecordChecker,
  ValidRecord,
} from "./checking/compile-record-checker.ts";
export { compileRecordChecker } from "./checking/compile-record-checker.ts";
export { csvFormat } from "./dialect/csv-format.ts";
export type { CsvOptions } from "./dialect/csv-options.ts";
export type { ReadOptions, ReadProgress, RecordBatch } from "./engine/read-checked-records.ts";
export { readCheckedRecords } from "./engine/read-checked-records.ts";
export type { SourceFormat } from "./engine/record-reader.ts";
export type { RecordFormat } from "./framing/record-format.ts";
export type { InferredColumn } from "./inferring/columns-of-proposal.ts";
export type { InferOptions } from "./inferring/infer-dataset.ts";
export { inferDataset } from "./inferring/infer-dataset.ts";
export type { InferredDataset } from "./inferring/inferred-dataset.ts";
export type {
  AcceptedRecord,
  CheckedRecord,
  RecordPlace,
  RejectedRecord,
} from "./report/checked-record.ts";
export type { Issue } from "./report/issue.ts";
export type { Problem } from "./report/problem.ts";
export type { QuarantineRecord } from "./report/quarantine-record.ts";
export type { Rejection } from "./report/rejection.ts";
export type { Source } from "./source/source.ts";
export type { SourceErrorCode } from "./source/source-error.ts";
export { SourceError } from "./source/source-error.ts";
