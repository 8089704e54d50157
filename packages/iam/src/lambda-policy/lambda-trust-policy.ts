import type { PolicyDocument } from "../policy/policy-document.ts";

/**
 * The trust policy of a function's role: the Lambda service may assume it.
 *
 * @example
 * ```ts
 * import { lambdaTrustPolicy } from "@cloudapi/iam";
 *
 * console.log(lambdaTrustPolicy().Statement[0]?.Principal?.Service); // => ["lambda.amazonaws.com"]
 * ```
 */
export function lambdaTrustPolicy(): PolicyDocument {
  return {
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal: { Service: ["lambda.amazonaws.com"] },
        Action: ["sts:AssumeRole"],
      },
    ],
  };
}
