import { checkOptionNames } from "@cloudapi/core/internal";
import { canonicalPolicy, type Grant } from "../policy/canonical-policy.ts";
import { checkPolicySize, MANAGED_LIMIT, policySize } from "../policy/check-policy-size.ts";
import { byService, ofWholePlaces } from "../policy/coarser-grants.ts";
import { minimalGrants } from "../policy/minimal-grants.ts";
import type { PolicyDocument, PolicyStatement } from "../policy/policy-document.ts";
import { uniteConditions } from "../policy/unite-conditions.ts";
import { withoutNumber } from "../policy/united-sid.ts";

/** What roles under a boundary may have at most. */
export interface PermissionBoundaryInput {
  /** Policies as the builders give them: of one role, or of all roles that are to have the boundary. */
  readonly policies: readonly PolicyDocument[];
  /**
   * Whether a boundary that would be too large is to be a coarser one: whole buckets and databases instead of prefixes and tables, and where
   * that is not enough one statement for each service, with each of its actions on each of its resources, under the conditions that all of
   * them have: keys are then no longer bound to buckets, nor statements of the Redshift Data API to who started them. Rights over roles stay
   * as they are. False when left out: it is refused.
   */
  readonly coarse?: boolean;
}

const WHAT = "buildPermissionBoundary";

/**
 * The boundary under which roles may have what these policies allow, and nothing else, whatever else is attached to them
 * later. It gives no right by itself. `buildDeployerPolicy` has whoever makes roles put them under one.
 *
 * With `coarse` a boundary that is too large allows more, so that it fits; `diffPolicy` of what one would like and what one got
 * says how much. Roles have no right by it that their own policies don't give.
 *
 * @throws {TypeError} for what is not a policy that only allows
 * @throws {PolicySizeError} `POLICY_TOO_LARGE` past 6,144 characters: a role has one boundary, so it can't be split
 *
 * @example
 * ```ts
 * import { buildLambdaPolicy, buildPermissionBoundary, buildTransformPolicy } from "@cloudapi/iam";
 *
 * const validator = buildLambdaPolicy({ bucket: "cloudapi-logs-raw", prefix: "raw/" });
 * const nightly = buildTransformPolicy({ destination: { bucket: "cloudapi-lake", prefix: "logs/" } });
 * const boundary = buildPermissionBoundary({ policies: [validator, nightly] });
 * console.log(boundary.Statement.some(({ Action }) => Action.includes("s3:DeleteObject"))); // => true
 * ```
 */
export function buildPermissionBoundary(input: PermissionBoundaryInput): PolicyDocument {
  if (typeof input !== "object" || input === null || !Array.isArray(input.policies))
    throw new TypeError(`${WHAT}: the input must be an object with a list of policies.`);
  checkOptionNames(WHAT, input, ["policies", "coarse"]);
  if (![undefined, true, false].includes(input.coarse))
    throw new TypeError(`${WHAT}: coarse must be true or false.`);
  if (input.policies.length === 0)
    throw new TypeError(`${WHAT}: give at least one policy; a boundary without rights denies all.`);
  const grants = (input.policies as readonly PolicyDocument[]).flatMap((policy, index) =>
    grantsOf(policy, `policies[${index}]`),
  );
  const isCoarse = input.coarse === true;
  const policy = firstThatFits(grants, isCoarse);
  checkPolicySize(policy, isCoarse ? "coarseBoundary" : "boundary");
  return policy;
}

/** The narrowest form that fits, else the coarsest. */
function firstThatFits(grants: readonly Grant[], isCoarse: boolean): PolicyDocument {
  const exact = minimalGrants(grants);
  const policy = canonicalPolicy(uniteConditions(exact));
  if (!isCoarse || policySize(policy) <= MANAGED_LIMIT) return policy;
  const places = minimalGrants(ofWholePlaces(exact));
  const whole = canonicalPolicy(uniteConditions(places));
  return policySize(whole) <= MANAGED_LIMIT ? whole : canonicalPolicy(byService(places));
}

function grantsOf(policy: PolicyDocument | null, name: string): Grant[] {
  const statements: readonly PolicyStatement[] | undefined = policy?.Statement;
  if (!Array.isArray(statements as unknown) || statements === undefined)
    throw new TypeError(`${WHAT}: ${name} must be a policy of one of the builders.`);
  return statements.map(({ Sid = "", Effect, Principal, Action, Resource, Condition }) => {
    if (Effect !== "Allow" || Principal !== undefined || Resource === undefined)
      throw new TypeError(
        `${WHAT}: ${name} must be a policy of a role that only allows, not one of a resource, a trust policy or a denial.`,
      );
    const grant = { sid: withoutNumber(Sid), actions: Action, resources: Resource };
    return Condition === undefined ? grant : { ...grant, conditions: Condition };
  });
}
