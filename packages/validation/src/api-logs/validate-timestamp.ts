import { apiLogs } from "@cloudapi/core";
import type { ValidationResult } from "../validation-result.ts";
import { fieldCheck } from "./field-check.ts";

const check = /* @__PURE__ */ fieldCheck("timestamp", () => apiLogs.schema.shape.timestamp);

/**
 * Check one timestamp: RFC 3339 text with `Z` or an offset, of a day that exists. The value is the text as given.
 *
 * @example
 * ```ts
 * import { validateTimestamp } from "@cloudapi/validation";
 *
 * console.log(validateTimestamp("2025-01-15T10:30:45Z").valid); // => true
 * console.log(validateTimestamp("2025-02-30T10:30:45Z").valid); // => false
 * ```
 */
export function validateTimestamp(value: unknown): ValidationResult<string> {
  return check(value);
}
