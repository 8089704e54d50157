import { CloudApiError } from "@cloudapi/core";

/**
 * A check that IAM could not answer; tell cases apart by `code`.
 *
 * Codes: `CANNOT_SIMULATE` (the caller may not use the policy simulator), `CANNOT_READ_ROLE`,
 * `NO_SUCH_PRINCIPAL`, `UNSUPPORTED_PRINCIPAL`, `INVALID_TRUST_POLICY`, `INVALID_SIMULATION` (IAM refused
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

  constructor(
    code: string,
    message: string,
    { principalArn, cause }: { principalArn: string; cause?: unknown },
  ) {
    super(code, message, cause === undefined ? undefined : { cause });
    this.name = "IamCheckError";
    this.principalArn = principalArn;
  }
}
