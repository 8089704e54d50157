import { isCloudApiError } from "@cloudapi/core";
import { IamCheckError } from "./iam-error.ts";

export type IamOperation = "iam:SimulatePrincipalPolicy" | "iam:GetRole";

const DENIED = new Set(["AccessDenied", "AccessDeniedException", "UnauthorizedOperation"]);
const INVALID = new Set([
  "InvalidInput",
  "InvalidInputException",
  "PolicyEvaluation",
  "PolicyEvaluationException",
  "MalformedPolicyDocument",
  "MalformedPolicyDocumentException",
  "ValidationError",
  "ValidationException",
]);
const MISSING = new Set(["NoSuchEntity", "NoSuchEntityException"]);
const UNKNOWN_OPERATION = new Set([
  "InvalidAction",
  "NotImplemented",
  "UnknownOperationException",
  "UnsupportedOperation",
]);

/** What an IAM request threw, as an {@link IamCheckError} that says who needs what. */
export function toIamError(error: unknown, operation: IamOperation, principalArn: string): Error {
  if (isCloudApiError(error)) return error;
  const { name = "", message = String(error) } = error as Partial<Error>;
  const { httpStatusCode } = (error as { $metadata?: { httpStatusCode?: number } }).$metadata ?? {};
  const [code, explanation] = explain(name, httpStatusCode, operation, principalArn);
  const words = message === "" || message === "UnknownError" ? name : message;
  const said = words === "" ? "" : ` IAM said: ${words.slice(0, 300)}`;
  return new IamCheckError(code, `${explanation}${said}`, { principalArn, cause: error });
}

function explain(
  name: string,
  status: number | undefined,
  operation: IamOperation,
  principal: string,
): [string, string] {
  if (DENIED.has(name)) return deniedFor(operation, principal);
  if (MISSING.has(name)) {
    return [
      "NO_SUCH_PRINCIPAL",
      `${principal} does not exist in the account of the credentials. Check its name, its path and the account.`,
    ];
  }
  if (INVALID.has(name)) {
    return [
      "INVALID_SIMULATION",
      `IAM refused to simulate ${principal}: an ARN, a context value or the bucket policy is not one it takes.`,
    ];
  }
  if (UNKNOWN_OPERATION.has(name) || status === 501) {
    return [
      "SIMULATION_NOT_SUPPORTED",
      `The IAM endpoint does not implement ${operation}; access can't be checked there.`,
    ];
  }
  return ["IAM_REQUEST_FAILED", `${operation} failed for ${principal}.`];
}

function deniedFor(operation: IamOperation, principal: string): [string, string] {
  const code = operation === "iam:GetRole" ? "CANNOT_READ_ROLE" : "CANNOT_SIMULATE";
  const purpose = operation === "iam:GetRole" ? "read the role" : "use the policy simulator";
  return [
    code,
    `The caller may not ${purpose}, so nothing is known about the access of ${principal}. ` +
      `Allow the caller ${operation} on it, or run the check with credentials that have it.`,
  ];
}
