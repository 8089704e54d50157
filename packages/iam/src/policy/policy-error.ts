import { CloudApiError } from "@cloudapi/core";

/**
 * A policy that IAM would not take: code `POLICY_TOO_LARGE`, with its size and the limit in characters.
 *
 * @example
 * ```ts
 * import { PolicySizeError } from "@cloudapi/iam";
 *
 * const error = new PolicySizeError("Too large.", { size: 7000, limit: 6144 });
 * console.log(error.code); // => "POLICY_TOO_LARGE"
 * ```
 */
export class PolicySizeError extends CloudApiError {
  /** Characters of the policy, without white space. */
  readonly size: number;
  readonly limit: number;

  constructor(message: string, { size, limit }: { size: number; limit: number }) {
    super("POLICY_TOO_LARGE", message);
    this.name = "PolicySizeError";
    this.size = size;
    this.limit = limit;
  }
}
