import { apiLogs, type Row } from "@cloudapi/core";
import { validateRecord } from "../validate-record.ts";
import type { ValidationResult } from "../validation-result.ts";

/** A validated API log. */
export type ApiLog = Row<typeof apiLogs>;

/**
 * Check one API log against the ready-made contract `apiLogs`: the row, or every issue of it.
 *
 * @example
 * ```ts
 * import { validateApiLog } from "@cloudapi/validation";
 *
 * const log = { timestamp: "2025-01-15T10:30:45Z", endpoint: "/api/users", status_code: 200 };
 * console.log(validateApiLog(log)); // => { valid: true, value: { timestamp: "2025-01-15T10:30:45Z", endpoint: "/api/users", status_code: 200 } }
 * ```
 */
export function validateApiLog(record: unknown): ValidationResult<ApiLog> {
  return validateRecord(apiLogs, record);
}
