import { readFailure } from "@cloudapi/core/internal";
import { failureCode } from "../../errors/failure-code.ts";

/**
 * Whether a request failed because the object, or its version, is not there: by its code, or by a bare 404 or 405. A
 * version id that no version could have (400) is a broken event, not an object that has gone.
 */
export function isMissing(error: unknown): boolean {
  const failure = readFailure(error);
  const code = failureCode(failure);
  return (
    code === "NO_SUCH_KEY" ||
    (code === "NO_SUCH_VERSION" && failure.httpStatus !== 400) ||
    (code !== "NO_SUCH_BUCKET" && (failure.httpStatus === 404 || failure.httpStatus === 405))
  );
}

/** Whether a conditional write failed because somebody else wrote, before it or at the same time. */
export function isContested(error: unknown): boolean {
  const failure = readFailure(error);
  const code = failureCode(failure);
  return code === "PRECONDITION_FAILED" || code === "CONFLICT" || failure.httpStatus === 409;
}
