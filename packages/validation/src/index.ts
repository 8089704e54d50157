export type {
  CsvOptions,
  ExplodeOptions,
  MapPlace,
  RecordMap,
  Rejection,
  SourceFormat,
  SourceRecord,
  TimestampFormat,
  TimestampFormatOptions,
  Timestamps,
} from "@cloudapi/records";
export { csvFormat, explode, pick, pipe, rename } from "@cloudapi/records";
export type { ApiLog } from "./api-logs/validate-api-log.ts";
export { validateApiLog } from "./api-logs/validate-api-log.ts";
export { validateResponseTime } from "./api-logs/validate-response-time.ts";
export { validateStatusCode } from "./api-logs/validate-status-code.ts";
export { validateTimestamp } from "./api-logs/validate-timestamp.ts";
export type { ValidateCsvOptions } from "./validate-csv.ts";
export { validateCsv } from "./validate-csv.ts";
export { validateJson } from "./validate-json.ts";
export { validateRecord } from "./validate-record.ts";
export type { ValidateOptions } from "./validate-source.ts";
export type { ValidationReport } from "./validation-report.ts";
export type { ValidationResult } from "./validation-result.ts";
