import { CloudApiError } from "@cloudapi/core";

/**
 * A step of a deployment that could not be done; the steps before it stay done, and running again goes on from there.
 *
 * Codes: `FUNCTION_FAILED`, `FUNCTION_NOT_READY`, `ROLE_NOT_ASSUMABLE`, `NO_SUCH_FUNCTION`, `NO_SUCH_BUCKET`,
 * `NOTIFICATION_CONFLICT`, `DESTINATION_NOT_ALLOWED`, `ACCESS_DENIED`.
 *
 * @example
 * ```ts
 * import { DeployError } from "@cloudapi/infra";
 *
 * const error = new DeployError("FUNCTION_NOT_READY", "Function validate-logs is still Pending.", "validate-logs");
 * console.log(error.code, error.resource); // => FUNCTION_NOT_READY validate-logs
 * ```
 */
export class DeployError extends CloudApiError {
  /** The function or bucket the step was about. */
  readonly resource: string;

  constructor(code: string, message: string, resource: string, options?: { cause?: unknown }) {
    super(code, message, options);
    this.name = "DeployError";
    this.resource = resource;
  }
}

/** A denied request as an error that names the action; any other error as it is. */
export function explainDenial(action: string, resource: string, error: unknown): unknown {
  const { name = "", $metadata } = Object(error) as {
    name?: string;
    $metadata?: { httpStatusCode?: number };
  };
  if ($metadata?.httpStatusCode !== 403 && !/AccessDenied/.test(name)) return error;
  return new DeployError(
    "ACCESS_DENIED",
    `Access denied: the caller needs ${action} on ${resource}.`,
    resource,
    { cause: error },
  );
}

/** The name of an SDK error, by which its kind is told. */
export function nameOf(error: unknown): string {
  const { name } = Object(error) as { name?: unknown };
  return typeof name === "string" ? name : "";
}
