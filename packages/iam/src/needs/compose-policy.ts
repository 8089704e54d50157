import { canonicalPolicy } from "../policy/canonical-policy.ts";
import { checkPolicySize, type PolicyAttachment } from "../policy/check-policy-size.ts";
import { minimalGrants } from "../policy/minimal-grants.ts";
import type { PolicyDocument } from "../policy/policy-document.ts";
import { uniteConditions } from "../policy/unite-conditions.ts";
import type { BoundNeed } from "./bind-needs.ts";
import { grantsOf } from "./grants-of.ts";

/**
 * The policy of these needs: sorted, merged, and without what another statement implies.
 *
 * @throws {PolicySizeError} `POLICY_TOO_LARGE`
 */
export function composePolicy(
  needs: readonly BoundNeed[],
  { bucketOwners, attachment }: { bucketOwners: readonly string[]; attachment: PolicyAttachment },
): PolicyDocument {
  const policy = canonicalPolicy(uniteConditions(minimalGrants(grantsOf(needs, bucketOwners))));
  checkPolicySize(policy, attachment);
  return policy;
}
