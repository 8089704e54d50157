import { evaluatePolicies } from "@cloudapi/iam/evaluation";

/** What S3 wants to do with a queue or topic. */
export interface ServiceCall {
  readonly action: string;
  readonly resource: string;
  /** The bucket's ARN. */
  readonly sourceArn: string;
  readonly sourceAccount: string;
}

/** Whether a resource policy lets S3 make a call: some statement allows it and none denies it. */
export function allowsService(policy: string | undefined, call: ServiceCall): boolean {
  const { action, resource, sourceArn, sourceAccount } = call;
  const { decision } = evaluatePolicies({
    resource: policy,
    request: {
      principal: "s3.amazonaws.com",
      action,
      resource,
      context: { "aws:SourceArn": sourceArn, "aws:SourceAccount": sourceAccount },
      // A condition on anything else makes an Allow not apply, and a Deny apply.
      unknownKeys: "rest",
    },
  });
  return decision === "allow";
}
