import { isCloudApiError } from "@cloudapi/core";
import { type RequestFailure, readFailure } from "@cloudapi/core/internal";
import { AthenaQueryError } from "./athena-query-error.ts";
import { classifyRequest, type FailureKind } from "./classify-failure.ts";
import { FAILURE_HINTS } from "./failure-hints.ts";
import { positionIn } from "./sql-excerpt.ts";

/**
 * Whether the same request may succeed a little later: Athena throttles, fails on its side, or can't be reached at this
 * moment. All requests sent here may be sent twice; a start carries a token that makes it so.
 */
export function mayPass(error: unknown): boolean {
  if (isCloudApiError(error)) return false;
  const { isThrottling, isNetwork, httpStatus = 0 } = readFailure(error);
  return isThrottling || isNetwork || httpStatus >= 500;
}

/** The error for a request that Athena, or the way to it, refused. */
export function requestFailure(
  error: unknown,
  context: { sql?: string | undefined; queryExecutionId?: string | undefined },
): AthenaQueryError {
  if (error instanceof AthenaQueryError) return error;
  const failure = readFailure(error);
  const known = kindOf(failure, error);
  return new AthenaQueryError(known?.code ?? "REQUEST_FAILED", {
    reason: reasonOf(failure, error),
    hint: known?.hint,
    ...context,
    position: positionIn(failure.message),
    cause: error,
  });
}

function kindOf(failure: RequestFailure, error: unknown): FailureKind | undefined {
  if (failure.name === "CredentialsProviderError") return told("NO_CREDENTIALS");
  if (failure.isThrottling) return told("THROTTLED");
  if (failure.isNetwork) return told("ATHENA_UNREACHABLE");
  const { AthenaErrorCode } = Object(error) as { readonly AthenaErrorCode?: string };
  return classifyRequest({ ...failure, athenaErrorCode: AthenaErrorCode });
}

function told(code: keyof typeof FAILURE_HINTS): FailureKind {
  return { code, hint: FAILURE_HINTS[code] };
}

function reasonOf({ name, message }: RequestFailure, error: unknown): string {
  if (name === "" && message === "") return String(error);
  if (name === "" || message === "") return message || name;
  return /^[A-Z]\w*(?:Exception|Error)$/.test(name) ? `${name}: ${message}` : message;
}
