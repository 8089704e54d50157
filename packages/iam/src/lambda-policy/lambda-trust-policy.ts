import { checkOptionNames } from "@cloudapi/core/internal";
import { checkAccount } from "../arn/check-account.ts";
import type { PolicyDocument } from "../policy/policy-document.ts";
import { trustPolicy } from "../resource-policy/build-trust-policy.ts";

/**
 * The trust policy of a function's role: the Lambda service may assume it, for functions of the given account only.
 *
 * @throws {TypeError} when `accountId` is not 12 digits
 *
 * @example
 * ```ts
 * import { lambdaTrustPolicy } from "@cloudapi/iam";
 *
 * const [statement] = lambdaTrustPolicy({ accountId: "123456789012" }).Statement;
 * console.log(statement?.Principal?.Service); // => ["lambda.amazonaws.com"]
 * console.log(statement?.Condition?.StringEquals); // => { "aws:SourceAccount": ["123456789012"] }
 * ```
 */
export function lambdaTrustPolicy({
  accountId,
  ...rest
}: {
  readonly accountId?: string;
} = {}): PolicyDocument {
  checkOptionNames("lambdaTrustPolicy", rest, ["accountId"]);
  if (accountId !== undefined) checkAccount("lambdaTrustPolicy", "accountId", accountId);
  return trustPolicy("lambda.amazonaws.com", accountId === undefined ? {} : { accountId });
}
