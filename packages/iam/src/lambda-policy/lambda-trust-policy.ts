import { checkOptionNames } from "@cloudapi/core/internal";
import { show } from "../arn/check-names.ts";
import type { PolicyDocument } from "../policy/policy-document.ts";

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
  if (accountId !== undefined && !/^\d{12}$/.test(accountId))
    throw new TypeError(
      `lambdaTrustPolicy: accountId must be an account id of 12 digits, not ${show(accountId)}.`,
    );
  const condition = { StringEquals: { "aws:SourceAccount": [accountId ?? ""] } };
  return {
    Version: "2012-10-17",
    Statement: [
      {
        Sid: "AssumedByLambda",
        Effect: "Allow",
        Principal: { Service: ["lambda.amazonaws.com"] },
        Action: ["sts:AssumeRole"],
        ...(accountId === undefined ? {} : { Condition: condition }),
      },
    ],
  };
}
