export type {
  InvalidRecord,
  RecordCheck,
  RecordChecker,
  ValidRecord,
} from "./checking/compile-record-checker.ts";
export { compileRecordChecker } from "./checking/compile-record-checker.ts";
export type { ReadOptions, ReadProgress, RecordBatch } from "./engine/read-checked-records.ts";
export { readCheckedRecords } from "./engine/read-checked-records.ts";
export type { RecordFormat } from "./framing/record-format.ts";
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
