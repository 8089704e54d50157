import { CloudApiError } from "@cloudapi/core";

/** What an {@link IamCheckError} is about. */
export interface IamCheckErrorDetails {
  readonly principalArn: string;
  readonly permissions?: readonly string[];
  readonly cause?: unknown;
}

/**
 * A check that IAM could not answer; tell cases apart by `code`.
 *
 * Codes: `CANNOT_SIMULATE` (the caller may not use the policy simulator), `CANNOT_READ_ROLE`,
 * `CANNOT_READ_POLICIES`, `INVALID_POLICY`, `NO_SUCH_PRINCIPAL`, `UNSUPPORTED_PRINCIPAL`, `INVALID_TRUST_POLICY`, `INVALID_SIMULATION` (IAM refused
 * the input), `SIMULATION_NOT_SUPPORTED` (the endpoint has no simulator), `IAM_REQUEST_FAILED`.
 *
 * @example
 * ```ts
 * import { IamCheckError } from "@cloudapi/iam";
 *
 * const error = new IamCheckError("NO_SUCH_PRINCIPAL", "There is no such role.", { principalArn: "arn:aws:iam::123456789012:role/x" });
 * console.log(error.principalArn); // => "arn:aws:iam::123456789012:role/x"
 * ```
 */
export class IamCheckError extends CloudApiError {
  /** The principal that was to be checked: its ARN, or the role's name where that is all there is. */
  readonly principalArn: string;
  /** The permissions that whoever runs the check lacks, such as `iam:SimulatePrincipalPolicy`; none where that is not the reason. */
  readonly permissions: readonly string[];

  constructor(code: string, message: string, details: IamCheckErrorDetails) {
    const { principalArn, permissions = [], cause } = details;
    super(code, message, cause === undefined ? undefined : { cause });
    this.name = "IamCheckError";
    this.principalArn = principalArn;
    this.permissions = permissions;
  }
}
