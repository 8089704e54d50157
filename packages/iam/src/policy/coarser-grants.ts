import type { Grant } from "./canonical-policy.ts";
import type { PolicyConditions } from "./policy-document.ts";
import { takesAnyOf } from "./unite-conditions.ts";
import { unitedSid } from "./united-sid.ts";

/** Rights over roles are never made wider: conditions are what keeps them from being all rights. */
const KEPT = /^(iam|sts):/;
/** What a key is used for: a bucket, or objects in it. */
const KEY_USE = "kms:EncryptionContext:aws:s3:arn";

/** Whole buckets and databases instead of prefixes and tables. A key stays that of its buckets. */
export function ofWholePlaces(grants: readonly Grant[]): Grant[] {
  return grants.map((grant) => {
    if (grant.actions.some((action) => KEPT.test(action))) return grant;
    const conditions = without(grant.conditions ?? {}, "s3:prefix");
    return withConditions({ ...grant, resources: wholes(grant.resources) }, ofBuckets(conditions));
  });
}

function wholes(resources: readonly string[]): string[] {
  const all = resources.map((resource) =>
    resource
      .replace(/^(arn:[^:]+:s3:::[^/]+\/).*$/s, "$1*")
      .replace(/^(arn:[^:]+:glue:[^/]+:table\/[^/]+\/).*$/s, "$1*"),
  );
  return [...new Set(all)];
}

function ofBuckets(conditions: PolicyConditions): PolicyConditions {
  const operators = Object.entries(conditions).map(([operator, keys]) => {
    const values = Object.entries(keys).map(
      ([key, each]) => [key, key === KEY_USE ? wholes(each) : each] as const,
    );
    return [operator, Object.fromEntries(values)] as const;
  });
  return Object.fromEntries(operators);
}

/**
 * One grant for each service: each of its actions on each of its resources, under the conditions that all of them have.
 */
export function byService(grants: readonly Grant[]): Grant[] {
  const kept = grants.filter(({ actions }) => actions.some((action) => KEPT.test(action)));
  const groups = Map.groupBy(
    grants
      .filter((grant) => !kept.includes(grant))
      .map((grant) => withConditions(grant, without(grant.conditions ?? {}, KEY_USE))),
    ({ actions: [action = ""] }) => action.split(":")[0] ?? "",
  );
  return [...kept, ...[...groups.values()].map(united)];
}

function united(group: readonly Grant[]): Grant {
  const [first, ...rest] = group;
  if (first === undefined) throw new Error("There is no group without grants.");
  return rest.reduce<Grant>(
    (all, grant) =>
      withConditions(
        {
          sid: unitedSid(all.sid, grant.sid),
          actions: [...new Set([...all.actions, ...grant.actions])],
          resources: [...new Set([...all.resources, ...grant.resources])],
        },
        common(all.conditions ?? {}, grant.conditions ?? {}),
      ),
    first,
  );
}

/** Conditions that both have, met by what meets either. */
function common(a: PolicyConditions, b: PolicyConditions): PolicyConditions {
  const operators = Object.entries(a).flatMap(([operator, keys]) => {
    const shared = Object.entries(keys).flatMap(([key, values]) => {
      const others = b[operator]?.[key];
      if (others === undefined) return [];
      if (takesAnyOf(operator)) return [[key, [...new Set([...values, ...others])]] as const];
      return JSON.stringify(values) === JSON.stringify(others) ? [[key, values] as const] : [];
    });
    return shared.length === 0 ? [] : [[operator, Object.fromEntries(shared)] as const];
  });
  return Object.fromEntries(operators);
}

function without(conditions: PolicyConditions, dropped: string): PolicyConditions {
  const operators = Object.entries(conditions).flatMap(([operator, keys]) => {
    const left = Object.entries(keys).filter(([key]) => key !== dropped);
    return left.length === 0 ? [] : [[operator, Object.fromEntries(left)] as const];
  });
  return Object.fromEntries(operators);
}

function withConditions({ sid, actions, resources }: Grant, conditions: PolicyConditions): Grant {
  const grant = { sid, actions, resources };
  return Object.keys(conditions).length === 0 ? grant : { ...grant, conditions };
}
