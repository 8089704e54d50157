import type { Grant } from "./canonical-policy.ts";
import type { PolicyConditions } from "./policy-document.ts";

/** Operators that are met by any one of their values. */
const ANY_OF = /^String(?:Equals|Like)(?:IfExists)?$/;

/** Whether a condition is met by any one of its values, so that more values allow more. */
export function takesAnyOf(operator: string): boolean {
  return ANY_OF.test(operator);
}

/** Grants that differ in the values of one condition only are one with the values of all: of two prefixes of a bucket. */
export function uniteConditions(grants: readonly Grant[]): Grant[] {
  const names = new Set(
    grants.flatMap(({ conditions = {} }) =>
      Object.entries(conditions)
        .filter(([operator]) => takesAnyOf(operator))
        .flatMap(([operator, keys]) => Object.keys(keys).map((key) => `${operator} ${key}`)),
    ),
  );
  return [...names].sort().reduce(uniteValues, [...grants]);
}

function uniteValues(grants: readonly Grant[], name: string): Grant[] {
  const groups = new Map<string, Grant>();
  for (const grant of grants) {
    const values = valuesOf(grant, name);
    const { sid, actions, resources } = grant;
    const others = withValues(grant.conditions, name, []);
    const key = JSON.stringify([sid, actions, resources, values === undefined, others]);
    const present = groups.get(key);
    const before = present === undefined ? undefined : valuesOf(present, name);
    const all = [...new Set([...(before ?? []), ...(values ?? [])])];
    groups.set(
      key,
      values === undefined
        ? grant
        : { ...grant, conditions: withValues(grant.conditions, name, all) },
    );
  }
  return [...groups.values()];
}

function valuesOf({ conditions }: Grant, name: string): readonly string[] | undefined {
  const [operator = "", key = ""] = name.split(" ");
  return conditions?.[operator]?.[key];
}

function withValues(
  conditions: PolicyConditions = {},
  name: string,
  values: readonly string[],
): PolicyConditions {
  const [operator = "", key = ""] = name.split(" ");
  return { ...conditions, [operator]: { ...conditions[operator], [key]: values } };
}
