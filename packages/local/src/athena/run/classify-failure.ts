import { TrinoError } from "@cloudapi/athena/internal/analysis";
import { HiveError } from "./ddl/hive-error.ts";
import type { AthenaFailure } from "./execution.ts";

const USER = 2;

/** Athena's error type for an error name, from its error catalog and as it has been seen to use it. */
const TYPES: Record<string, number> = {
  TABLE_NOT_FOUND: 1301,
  SCHEMA_NOT_FOUND: 1301,
  COLUMN_NOT_FOUND: 1006,
  CATALOG_NOT_FOUND: 1006,
  TYPE_MISMATCH: 1002,
  FUNCTION_NOT_FOUND: 1303,
  DIVISION_BY_ZERO: 1001,
  INVALID_CAST_ARGUMENT: 1100,
  NOT_SUPPORTED: 1200,
};

const SYSTEM: ReadonlySet<string> = new Set([
  "GENERIC_INTERNAL_ERROR",
  "EXCEEDED_LOCAL_MEMORY_LIMIT",
]);

/** Why a statement failed, as `StateChangeReason` and `AthenaError`. */
export function classifyFailure(error: unknown): { reason: string; failure: AthenaFailure } {
  if (error instanceof TrinoError) {
    const system = SYSTEM.has(error.errorName);
    return failureOf(
      error.reason,
      system ? 1 : USER,
      system ? 200 : (TYPES[error.errorName] ?? 1000),
    );
  }
  if (error instanceof HiveError)
    return failureOf(
      error.message,
      USER,
      /Table not found|does not exist/.test(error.message) ? 1301 : 1006,
    );
  const message = error instanceof Error ? error.message : String(error);
  return failureOf(`GENERIC_INTERNAL_ERROR: ${message}`, 1, 200);
}

function failureOf(
  reason: string,
  category: 1 | 2,
  type: number,
): { reason: string; failure: AthenaFailure } {
  return {
    reason,
    failure: { ErrorCategory: category, ErrorType: type, Retryable: false, ErrorMessage: reason },
  };
}
