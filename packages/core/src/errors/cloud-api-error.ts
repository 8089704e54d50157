const BRAND = Symbol.for("@cloudapi/error");

/**
 * The base of every error that a caller is expected to catch; tell them apart by `code`.
 *
 * The message says what happened, where, and what to do. Subclasses add the data needed to act
 * (a bucket and key, a query id, the issues of a contract).
 *
 * @example
 * ```ts
 * import { CloudApiError } from "@cloudapi/core";
 *
 * const error = new CloudApiError("NO_SUCH_TABLE", "Table api_logs does not exist; create it with buildCreateTable.");
 * console.log(error.code); // => "NO_SUCH_TABLE"
 * ```
 */
export class CloudApiError extends Error {
  readonly code: string;

  constructor(code: string, message: string, options?: { cause?: unknown }) {
    super(message, options);
    // A minifier shortens the names of classes; logs and alarms show this one.
    this.name = new.target === CloudApiError ? "CloudApiError" : new.target.name;
    this.code = code;
    Object.defineProperty(this, BRAND, { value: true });
  }
}

/**
 * Whether a value is a {@link CloudApiError}, with the given code if one is named; also true for an
 * error made by another copy of this package (ESM beside CJS).
 *
 * @example
 * ```ts
 * import { CloudApiError, isCloudApiError } from "@cloudapi/core";
 *
 * console.log(isCloudApiError(new CloudApiError("NO_SUCH_KEY", "..."), "NO_SUCH_KEY")); // => true
 * console.log(isCloudApiError(new TypeError("no"))); // => false
 * ```
 */
export function isCloudApiError(error: unknown, code?: string): error is CloudApiError {
  if (typeof error !== "object" || error === null || !(BRAND in error)) return false;
  return code === undefined || (error as unknown as CloudApiError).code === code;
}
