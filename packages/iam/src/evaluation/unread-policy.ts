import { parseArn } from "../arn/parse-arn.ts";
import { needsResourcePolicy } from "./allowance.ts";
import type { EvaluationRequest } from "./read-request.ts";

/**
 * What stands for the policy of a key or a role that nobody has read: that it leaves all to the policies of the principal's account, as
 * the one does that a key has at first. Without it, a check that no such policy takes part in would find everything denied. Other
 * resources need none.
 */
export function unreadPolicyOf({
  principal,
  action,
  resource,
}: EvaluationRequest): object | undefined {
  if (!needsResourcePolicy({ action, resource })) return undefined;
  const { partition = "aws", account = "" } = parseArn(principal) ?? {};
  return {
    Version: "2012-10-17",
    Statement: {
      Effect: "Allow",
      Principal: { AWS: `arn:${partition}:iam::${account}:root` },
      Action: "*",
      Resource: "*",
    },
  };
}
