import { isCloudApiError } from "@cloudapi/core";
import { IamCheckError } from "./iam-error.ts";

export type IamOperation =
  | "iam:SimulatePrincipalPolicy"
  | "iam:GetRole"
  | "iam:ListRolePolicies"
  | "iam:GetRolePolicy"
  | "iam:ListAttachedRolePolicies"
  | "iam:GetPolicy"
  | "iam:GetPolicyVersion"
  | "iam:GetUser"
  | "iam:ListUserPolicies"
  | "iam:GetUserPolicy"
  | "iam:ListAttachedUserPolicies"
  | "iam:ListGroupsForUser"
  | "iam:ListGroupPolicies"
  | "iam:GetGroupPolicy"
  | "iam:ListAttachedGroupPolicies";

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
  const permissions = DENIED.has(name) ? [operation] : [];
  return new IamCheckError(code, `${explanation}${said}`, {
    principalArn,
    permissions,
    cause: error,
  });
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

const DENIALS: Partial<Record<IamOperation, readonly [code: string, purpose: string]>> = {
  "iam:GetRole": ["CANNOT_READ_ROLE", "read the role"],
  "iam:SimulatePrincipalPolicy": ["CANNOT_SIMULATE", "use the policy simulator"],
};

function deniedFor(operation: IamOperation, principal: string): [string, string] {
  const [code, purpose] = DENIALS[operation] ?? [
    "CANNOT_READ_POLICIES",
    operation.includes("Role") ? "read the policies of the role" : "read the policies",
  ];
  return [
    code,
    `The caller may not ${purpose}, so nothing is known about the access of ${principal}. ` +
      `Allow the caller ${operation} on ${resourceOf(operation)}, or run the check with credentials that have it.`,
  ];
}

/** What the caller is to be allowed an operation on: groups and managed policies have ARNs of their own. */
function resourceOf(operation: IamOperation): string {
  if (/Group(Policies|Policy)$/.test(operation)) return "its groups";
  return /:GetPolicy(Version)?$/.test(operation) ? "the policies attached to it" : "it";
}
