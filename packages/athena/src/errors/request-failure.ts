import { AthenaQueryError } from "./athena-query-error.ts";
import { classifyFailure } from "./classify-failure.ts";
import { positionIn } from "./sql-excerpt.ts";

/** What errors of the AWS SDK have that we look at. */
interface SdkError {
  readonly name?: string;
  readonly message?: string;
  readonly AthenaErrorCode?: string;
  readonly $metadata?: { readonly httpStatusCode?: number };
  readonly $retryable?: { readonly throttling?: boolean };
}

const THROTTLING =
  /^(?:Throttling|ThrottlingException|ThrottledException|TooManyRequestsException|RequestLimitExceeded|RequestThrottled|RequestThrottledException|SlowDown)$/;

/** Whether a request was refused because there were too many of them. */
export function isThrottling(error: unknown): boolean {
  const { name, $metadata, $retryable } = (error ?? {}) as SdkError;
  return (
    THROTTLING.test(name ?? "") ||
    $metadata?.httpStatusCode === 429 ||
    $retryable?.throttling === true
  );
}

/** Whether a request failed on the server's side, so that the same request may succeed. */
export function isServerFault(error: unknown): boolean {
  return ((error as SdkError | undefined)?.$metadata?.httpStatusCode ?? 0) >= 500;
}

/** The error for a request that Athena, or the way to it, refused. */
export function requestFailure(
  error: unknown,
  context: { sql?: string | undefined; queryExecutionId?: string | undefined },
): AthenaQueryError {
  if (error instanceof AthenaQueryError) return error;
  const { name = "Error", message = String(error), AthenaErrorCode } = (error ?? {}) as SdkError;
  const known = isThrottling(error)
    ? classifyFailure("ThrottlingException")
    : classifyFailure(`${name} ${AthenaErrorCode ?? ""} ${message}`);
  const reason = message === "" ? name : message;
  return new AthenaQueryError(
    name === "CredentialsProviderError" ? "NO_CREDENTIALS" : (known?.code ?? "REQUEST_FAILED"),
    {
      reason:
        /^[A-Z]\w*(?:Exception|Error)$/.test(name) && name !== "Error"
          ? `${name}: ${reason}`
          : reason,
      hint: known?.hint,
      ...context,
      position: positionIn(message),
      cause: error,
    },
  );
}
