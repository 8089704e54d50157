import type { PolicyConditions, PolicyDocument, PolicyStatement } from "./policy-document.ts";
import { byText, sortedConditions, sortedSet } from "./sorted-conditions.ts";
import { unitedSid } from "./united-sid.ts";

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
  const all = used.map(sorted);
  const joint = all.filter(isJoint);
  const merged = [
    ...mergeByResources(all.filter((grant) => !isJoint(grant))),
    ...mergeByActions(joint),
  ];
  const statements = merged.map(toStatement).sort(byText);
  return { Version: "2012-10-17", Statement: statements.map(numbered) };
}

/** Glue asks for a table, its database and the catalog at once, so each of its actions has all of them in one statement. */
function isJoint({ actions }: Grant): boolean {
  return actions.every((action) => action.startsWith("glue:"));
}

function mergeByResources(grants: readonly Grant[]): Grant[] {
  const byResources = unite(grants, ({ resources }) => resources, uniteActions);
  return unite(byResources, ({ actions }) => actions, uniteResources);
}

function mergeByActions(grants: readonly Grant[]): Grant[] {
  const byActions = unite(grants, ({ actions }) => actions, uniteResources);
  return unite(byActions, ({ resources }) => resources, uniteActions);
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

function united(a: Grant, b: Grant): Pick<Grant, "sid"> {
  return { sid: unitedSid(a.sid, b.sid) };
}

function sorted({ sid, actions, resources, conditions }: Grant): Grant {
  const grant = { sid, actions: sortedSet(actions), resources: sortedSet(resources) };
  return conditions === undefined ? grant : { ...grant, conditions: sortedConditions(conditions) };
}

function toStatement({ sid, actions, resources, conditions }: Grant): PolicyStatement {
  const statement = { Sid: sid, Effect: "Allow", Action: actions, Resource: resources } as const;
  return conditions === undefined ? statement : { ...statement, Condition: conditions };
}
