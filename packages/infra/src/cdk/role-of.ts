import type { PolicyDocument } from "@cloudapi/iam";
import * as iam from "aws-cdk-lib/aws-iam";
import type { Construct } from "constructs";
import type { Placeholders } from "./placeholders.ts";

/** What a role is for. */
export interface RoleInput {
  readonly id: string;
  readonly description: string;
  readonly names: Placeholders;
  readonly trust: PolicyDocument;
  readonly policy: PolicyDocument;
}

/** A role with one policy and one trust, both as `@cloudapi/iam` builds them. */
export function roleOf(
  scope: Construct,
  { id, description, names, trust, policy }: RoleInput,
): iam.Role {
  const role = new iam.Role(scope, id, {
    // The construct wants a principal; who may take the role is said by the trust, which comes in its place.
    assumedBy: new iam.AccountRootPrincipal(),
    description,
    inlinePolicies: { needs: names.fill(policy) },
  });
  (role.node.defaultChild as iam.CfnRole).assumeRolePolicyDocument = names.fill(trust);
  return role;
}
