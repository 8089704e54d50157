import type { Grant } from "./canonical-policy.ts";
import { coversPattern } from "./covers-pattern.ts";
import type { PolicyConditions } from "./policy-document.ts";
import { sortedConditions, sortedSet } from "./sorted-conditions.ts";
import { takesAnyOf } from "./unite-conditions.ts";
import { unitedSid } from "./united-sid.ts";

/** The grants without what others of them allow already: one on `a/*` says all that one on `a/b/*` does. */
export function minimalGrants(grants: readonly Grant[]): Grant[] {
  const single = unique(grants.flatMap(apart));
  return single.filter(
    (grant, index) =>
      !single.some(
        // Of two that say the same in other words, the first stays.
        (other, at) =>
          at !== index && implies(other, grant) && (at < index || !implies(grant, other)),
      ),
  );
}

/** One grant for each action and resource. */
function apart({ actions, resources, ...rest }: Grant): Grant[] {
  return actions.flatMap((action) =>
    resources.map((resource) => ({ ...rest, actions: [action], resources: [resource] })),
  );
}

/** The same right for two purposes is one, with both in its id. */
function unique(grants: readonly Grant[]): Grant[] {
  const found = new Map<string, Grant>();
  for (const grant of grants) {
    const key = JSON.stringify([
      grant.actions,
      grant.resources,
      sortedConditions(grant.conditions ?? {}),
    ]);
    const present = found.get(key);
    const sid = present === undefined ? grant.sid : unitedSid(present.sid, grant.sid);
    found.set(key, { ...grant, sid });
  }
  return [...found.values()];
}

function implies(wide: Grant, narrow: Grant): boolean {
  return (
    every(narrow.actions, wide.actions, (action, other) =>
      coversPattern(other.toLowerCase(), action.toLowerCase()),
    ) &&
    every(narrow.resources, wide.resources, (resource, other) => coversPattern(other, resource)) &&
    isLooser(wide.conditions ?? {}, narrow.conditions ?? {})
  );
}

function every(
  narrow: readonly string[],
  wide: readonly string[],
  covers: (narrow: string, wide: string) => boolean,
): boolean {
  return narrow.every((each) => wide.some((other) => covers(each, other)));
}

/** Whether whatever meets the second conditions meets the first: it asks for less, and takes at least the same values. */
function isLooser(wide: PolicyConditions, narrow: PolicyConditions): boolean {
  return Object.entries(wide).every(([operator, keys]) =>
    Object.entries(keys).every(([key, values]) => {
      const asked = narrow[operator]?.[key];
      if (asked === undefined) return false;
      if (!takesAnyOf(operator)) return sameSet(values, asked);
      const takes = operator.startsWith("StringLike") ? coversPattern : isSame;
      return asked.every((value) => values.some((other) => takes(other, value)));
    }),
  );
}

function sameSet(a: readonly string[], b: readonly string[]): boolean {
  return JSON.stringify(sortedSet(a)) === JSON.stringify(sortedSet(b));
}

function isSame(a: string, b: string): boolean {
  return a === b;
}
