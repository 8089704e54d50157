import { apiLogs } from "@cloudapi/core";
import type { ValidationResult } from "../validation-result.ts";
import { fieldCheck } from "./field-check.ts";

const check = /* @__PURE__ */ fieldCheck("status_code", () => apiLogs.schema.shape.status_code);

/**
 * Check one HTTP status code: an integer from 100 to 599.
 *
 * @example
 * ```ts
 * import { validateStatusCode } from "@cloudapi/validation";
 *
 * console.log(validateStatusCode(200).valid); // => true
 * console.log(validateStatusCode(600).valid); // => false
 * ```
 */
export function validateStatusCode(value: unknown): ValidationResult<number> {
  return check(value);
}
