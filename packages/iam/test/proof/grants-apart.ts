import type { PolicyDocument, PolicyStatement } from "../../src/index.ts";

/** A policy's statements taken apart: each with one action, one resource, and one value of each condition. */
export function grantsApart({ Statement }: PolicyDocument): PolicyStatement[] {
  return Statement.flatMap(({ Action, Resource = [], ...rest }) =>
    Action.flatMap((action) =>
      Resource.map((resource) => ({ ...rest, Action: [action], Resource: [resource] })),
    ),
  );
}

export function withGrants(
  policy: PolicyDocument,
  Statement: readonly PolicyStatement[],
): PolicyDocument {
  return { ...policy, Statement };
}
