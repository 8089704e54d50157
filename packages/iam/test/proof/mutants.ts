import type { PolicyDocument, PolicyStatement } from "../../src/index.ts";
import { grantsApart } from "./grants-apart.ts";

/** A policy in which one thing was changed. */
export interface Mutant {
  readonly name: string;
  readonly policy: PolicyDocument;
}

/** Each statement, action and resource left out: something that the operation does must fail. */
export function narrowed(policy: PolicyDocument): Mutant[] {
  const { Statement } = policy;
  const statements = Statement.map((statement) => ({
    name: `without ${statement.Sid}`,
    policy: { ...policy, Statement: Statement.filter((each) => each !== statement) },
  }));
  const parts = Statement.flatMap((statement, index) => {
    const { Sid, Action, Resource = [] } = statement;
    const replace = (part: Partial<PolicyStatement>, what: string) => ({
      name: `${Sid} without ${what}`,
      policy: { ...policy, Statement: Statement.with(index, { ...statement, ...part }) },
    });
    return [
      ...(Action.length > 1
        ? Action.map((one) => replace({ Action: Action.filter((each) => each !== one) }, one))
        : []),
      ...(Resource.length > 1
        ? Resource.map((one) => replace({ Resource: Resource.filter((each) => each !== one) }, one))
        : []),
    ];
  });
  return [...statements, ...parts];
}

/** Each action and resource made wider, and each condition left out: a neighbour must be allowed. */
export function widened(policy: PolicyDocument): Mutant[] {
  const grants = grantsApart(policy);
  return grants.flatMap((grant) => {
    const add = (part: Partial<PolicyStatement>, name: string) => ({
      name: `${grant.Sid}: ${grant.Action[0]} on ${grant.Resource?.[0]} ${name}`,
      // The policy itself denies every neighbour, so the changed grant alone decides.
      policy: { ...policy, Statement: [{ ...grant, ...part }] },
    });
    const [action = ""] = grant.Action;
    const [resource = ""] = grant.Resource ?? [];
    return [
      add({ Action: [`${action.split(":")[0]}:*`] }, "for every action"),
      ...widerThan(resource).map((wide) => add({ Resource: [wide] }, `on ${wide}`)),
      ...withoutConditions(grant).map(({ name, conditions }) => add(conditions, name)),
    ];
  });
}

function widerThan(resource: string): string[] {
  const inFolder = /^(arn:aws:s3:::[^/]+)\/([^/]+)\/\*$/.exec(resource);
  const [, bucket, folder] = inFolder ?? [];
  const [, ofDatabase] = /^(arn:aws:glue:.*:table\/[^/]+\/)[^*/]+$/.exec(resource) ?? [];
  // What is about no resource can't be about more.
  if (resource === "*") return [];
  return [
    "*",
    ...(bucket === undefined ? [] : [`${bucket}/*`, `${bucket}/${folder}*`]),
    ...(ofDatabase === undefined ? [] : [`${ofDatabase}*`]),
  ];
}

function withoutConditions({ Condition = {} }: PolicyStatement) {
  return Object.entries(Condition).flatMap(([operator, keys]) =>
    Object.keys(keys).map((key) => {
      const { [key]: _, ...rest } = keys;
      const { [operator]: __, ...operators } = Condition;
      const left = Object.keys(rest).length === 0 ? operators : { ...operators, [operator]: rest };
      return { name: `without ${operator} ${key}`, conditions: { Condition: left } };
    }),
  );
}
