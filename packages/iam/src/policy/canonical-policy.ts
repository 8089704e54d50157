import type { PolicyConditions, PolicyDocument, PolicyStatement } from "./policy-document.ts";

/** What is to be allowed: each action on each resource, under the conditions. */
export interface Grant {
  /** What it is for, in one word: the statement's id. */
  readonly sid: string;
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly conditions?: PolicyConditions;
}

/**
 * One policy for all grants, the same for the same grants in any order: statements that differ only in
 * their actions, or only in their resources, are one; everything is sorted and nothing is there twice.
 */
export function canonicalPolicy(grants: readonly Grant[]): PolicyDocument {
  const used = grants.filter(
    ({ actions, resources }) => actions.length > 0 && resources.length > 0,
  );
  const byResources = unite(used.map(sorted), ({ resources }) => resources, uniteActions);
  const byActions = unite(byResources, ({ actions }) => actions, uniteResources);
  const statements = byActions.map(toStatement).sort(byText);
  return { Version: "2012-10-17", Statement: statements.map(numbered) };
}

/** Ids are unique in a policy: of statements with the same one, the later are numbered. */
function numbered(statement: PolicyStatement, index: number, all: readonly PolicyStatement[]) {
  const before = all.slice(0, index).filter(({ Sid }) => Sid === statement.Sid).length;
  return before === 0 ? statement : { ...statement, Sid: `${statement.Sid}${before + 1}` };
}

function unite(
  grants: readonly Grant[],
  same: (grant: Grant) => readonly string[],
  into: (a: Grant, b: Grant) => Grant,
): Grant[] {
  const groups = new Map<string, Grant>();
  for (const grant of grants) {
    const key = JSON.stringify([same(grant), grant.conditions ?? null]);
    const present = groups.get(key);
    groups.set(key, present === undefined ? grant : into(present, grant));
  }
  return [...groups.values()];
}

function uniteActions(a: Grant, b: Grant): Grant {
  return { ...a, ...united(a, b), actions: sortedSet([...a.actions, ...b.actions]) };
}

function uniteResources(a: Grant, b: Grant): Grant {
  return { ...a, ...united(a, b), resources: sortedSet([...a.resources, ...b.resources]) };
}

/** Statement ids hold letters and digits only: `ReadRaw` and `WriteQuarantine` are `ReadRawAndWriteQuarantine`. */
function united(a: Grant, b: Grant): Pick<Grant, "sid"> {
  return { sid: sortedSet([...a.sid.split("And"), ...b.sid.split("And")]).join("And") };
}

function sorted({ sid, actions, resources, conditions }: Grant): Grant {
  const grant = { sid, actions: sortedSet(actions), resources: sortedSet(resources) };
  return conditions === undefined ? grant : { ...grant, conditions: sortedConditions(conditions) };
}

function sortedConditions(conditions: PolicyConditions): PolicyConditions {
  const operators = Object.entries(conditions).map(([operator, keys]) => {
    const values = Object.entries(keys).map(([key, list]) => [key, sortedSet(list)] as const);
    return [operator, Object.fromEntries(values.sort(byText))] as const;
  });
  return Object.fromEntries(operators.sort(byText));
}

function toStatement({ sid, actions, resources, conditions }: Grant): PolicyStatement {
  const statement = { Sid: sid, Effect: "Allow", Action: actions, Resource: resources } as const;
  return conditions === undefined ? statement : { ...statement, Condition: conditions };
}

function sortedSet(texts: readonly string[]): string[] {
  return [...new Set(texts)].sort();
}

function byText(a: unknown, b: unknown): number {
  const [left, right] = [JSON.stringify(a), JSON.stringify(b)];
  return left < right ? -1 : left > right ? 1 : 0;
}
