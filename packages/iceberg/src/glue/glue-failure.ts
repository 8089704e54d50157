import { type RequestFailure, readFailure } from "@cloudapi/core/internal";
import { IcebergError } from "../errors/iceberg-error.ts";
import { wasNeverSent } from "../errors/was-never-sent.ts";

/** A request to Glue, for messages: what it was to do, to what, and the IAM action that it needs. */
export interface GlueRequest {
  readonly doing: string;
  /** `database.table`, or the database. */
  readonly title: string;
  readonly action: string;
}

const DENIED = /^AccessDenied(?:Exception)?$|^UnrecognizedClientException$|^InvalidSignature/;
const NO_CREDENTIALS = /^(?:Credentials|Token)ProviderError$/;
const SERVER_FAULT = /^(?:InternalServiceException|OperationTimeoutException|InternalFailure)$/;

/** Whether a request that failed may have been carried out all the same: the SDK may have sent it before and lost the answer. */
export function mayHaveWorked(error: unknown): boolean {
  return readFailure(error).attempts > 1 || isOpen(error);
}

/** Whether the failure itself leaves open what became of the request, so that it may even be carried out later. */
function isOpen(error: unknown): boolean {
  const failure = readFailure(error);
  if (failure.isNetwork) return !wasNeverSent(failure.systemCode);
  return isServerFault(failure) || (failure.isThrottling && failure.attempts > 1);
}

function isServerFault({ name, httpStatus, isThrottling }: RequestFailure): boolean {
  return !isThrottling && ((httpStatus ?? 0) >= 500 || SERVER_FAULT.test(name));
}

export function isNamed(error: unknown, name: string): boolean {
  return readFailure(error).name === name;
}

/** What a failed request means; nothing was changed. */
export function glueFailure(error: unknown, request: GlueRequest): IcebergError {
  if (error instanceof IcebergError) return error;
  const failure = readFailure(error);
  const [code, advice] = explain(failure, request);
  const said = failure.message === "" ? failure.name : failure.message;
  const words = said === "" ? "" : ` Glue said: ${said.slice(0, 500)}`;
  return new IcebergError(code, `Cannot ${request.doing} ${request.title}: ${advice}${words}`, {
    cause: error,
    table: request.title,
  });
}

function explain(
  failure: RequestFailure,
  { action }: GlueRequest,
): readonly [code: string, advice: string] {
  if (NO_CREDENTIALS.test(failure.name)) {
    return [
      "CATALOG_ACCESS_DENIED",
      "no AWS credentials were found. Set AWS_PROFILE, or run with a role.",
    ];
  }
  if (DENIED.test(failure.name) || failure.httpStatus === 403) {
    return [
      "CATALOG_ACCESS_DENIED",
      `the caller may not. It needs ${action} on the catalog, the database and the table, and under Lake Formation a grant.`,
    ];
  }
  if (failure.isThrottling)
    return ["CATALOG_THROTTLED", "Glue asks for fewer requests. Try again later."];
  if (failure.isNetwork)
    return ["CATALOG_UNAVAILABLE", "Glue can't be reached. Check region, endpoint and network."];
  if (isServerFault(failure)) return ["CATALOG_UNAVAILABLE", "Glue failed. Try again later."];
  if (failure.name === "ResourceNumberLimitExceededException") {
    return [
      "CATALOG_REQUEST_FAILED",
      "a limit of the account is reached, such as that of table versions: delete old versions, or have it raised.",
    ];
  }
  return ["CATALOG_REQUEST_FAILED", `${failure.name || "Glue"} refused the request.`];
}
