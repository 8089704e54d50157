import { apiLogs } from "@cloudapi/core";
import type { ValidationResult } from "../validation-result.ts";
import { fieldCheck } from "./field-check.ts";

const check = /* @__PURE__ */ fieldCheck(
  "response_time_ms",
  () => apiLogs.schema.shape.response_time_ms._zod.def.innerType,
);

/**
 * Check one response time in milliseconds: a finite number, at least 0.
 *
 * A record may do without one; this checks a value that is there, so null and `undefined` are refused.
 *
 * @example
 * ```ts
 * import { validateResponseTime } from "@cloudapi/validation";
 *
 * console.log(validateResponseTime(145.5).valid); // => true
 * console.log(validateResponseTime(-1).valid); // => false
 * ```
 */
export function validateResponseTime(value: unknown): ValidationResult<number> {
  return check(value);
}
