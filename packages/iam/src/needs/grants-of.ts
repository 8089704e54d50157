import type { Grant } from "../policy/canonical-policy.ts";
import type { PolicyConditions } from "../policy/policy-document.ts";
import type { BoundNeed } from "./bind-needs.ts";

/**
 * A grant for each need. Where the owners of the buckets are known, buckets of the same names in other accounts are out
 * of reach.
 */
export function grantsOf(needs: readonly BoundNeed[], bucketOwners: readonly string[]): Grant[] {
  return needs.map(({ action, resource, sid, conditions }) => {
    const all = action.startsWith("s3:") ? ofOwners(conditions, bucketOwners) : conditions;
    const grant = { sid, actions: [action], resources: [resource] };
    return all === undefined ? grant : { ...grant, conditions: all };
  });
}

function ofOwners(
  conditions: PolicyConditions | undefined,
  owners: readonly string[],
): PolicyConditions | undefined {
  if (owners.length === 0) return conditions;
  const equals = { ...conditions?.["StringEquals"], "aws:ResourceAccount": owners };
  return { ...conditions, StringEquals: equals };
}
