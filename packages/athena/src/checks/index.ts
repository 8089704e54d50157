export type { CheckQueriesInput, CheckQuery } from "./build-check-queries.ts";
export { buildCheckQueries } from "./build-check-queries.ts";
export type { SaveChecksInput } from "./build-save-checks.ts";
export { buildSaveChecks } from "./build-save-checks.ts";
export type { CheckResult } from "./check-results.ts";
export { checkResults } from "./check-results.ts";
export { contractChecks } from "./contract-checks.ts";
export type {
  AllowedValuesCheck,
  CheckLimits,
  FreshnessCheck,
  NotNullCheck,
  QualityCheck,
  RangeCheck,
  ReferencesCheck,
  RowChangeCheck,
  RowCountCheck,
  SqlCheck,
  UniqueCheck,
  ViolationMeasure,
} from "./quality-check.ts";
export type { ChecksReport, RunChecksInput } from "./run-checks.ts";
export { runChecks } from "./run-checks.ts";
