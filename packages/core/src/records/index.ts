export type {
  AcceptedRecord,
  CheckedRecord,
  RecordPlace,
  RejectedRecord,
} from "./checked-record.ts";
export type {
  InvalidRecord,
  RecordCheck,
  RecordChecker,
  ValidRecord,
} from "./compile-record-checker.ts";
export { compileRecordChecker } from "./compile-record-checker.ts";
export { decodeText } from "./decode-text.ts";
export type { Finding } from "./finding.ts";
export type { Issue } from "./issue.ts";
export { previewValue } from "./issue.ts";
export { cellReader } from "./parsing/cell-value.ts";
export type { QuarantineRecord } from "./quarantine-record.ts";
export { quarantineRecord } from "./quarantine-record.ts";
export type { ReadOptions, ReadProgress, RecordBatch } from "./read-checked-records.ts";
export { readCheckedRecords } from "./read-checked-records.ts";
export type { RecordFormat } from "./record-format.ts";
export type { Source } from "./source/source.ts";
export { byteChunks } from "./source/source.ts";
export type { SourceErrorCode } from "./source/source-error.ts";
export { SourceError } from "./source/source-error.ts";
