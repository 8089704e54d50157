export { compileRecordChecker } from "./compile-record-checker.ts";
export type { InvalidRecord, RecordCheck, RecordChecker, ValidRecord } from "./compile-record-checker.ts";
export { previewValue } from "./issue.ts";
export type { Issue } from "./issue.ts";
