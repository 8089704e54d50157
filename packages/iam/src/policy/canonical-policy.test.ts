import fc from "fast-check";
import { expect, it } from "vitest";
import { canonicalPolicy, type Grant } from "./canonical-policy.ts";

const names = fc.uniqueArray(fc.constantFrom("a", "b", "c", "d"), { minLength: 1 });
const conditions = fc.option(
  fc.constantFrom(
    { StringLike: { k: ["1", "2"] } },
    { StringLike: { k: ["2", "1"] } },
    { Bool: { k: ["true"] } },
  ),
  { nil: undefined },
);
const grants = fc.array(
  fc
    .record({
      sid: fc.constantFrom("Read", "Write", "List"),
      actions: names,
      resources: names,
      conditions,
    })
    .map(
      ({ conditions: some, ...grant }): Grant =>
        some === undefined ? grant : { ...grant, conditions: some },
    ),
);

it("allows exactly what the grants allow, the same for any order", () => {
  fc.assert(
    fc.property(grants, fc.infiniteStream(fc.nat()), (list, random) => {
      const policy = canonicalPolicy(list);
      expect(
        pairs(
          policy.Statement.map(({ Action, Resource, Condition }) => ({
            actions: Action,
            resources: Resource ?? [],
            conditions: Condition,
          })),
        ),
      ).toEqual(pairs(list));
      const shuffled = list
        .map((grant) => ({ grant, at: random.next().value as number }))
        .sort((a, b) => a.at - b.at);
      const again = canonicalPolicy(
        shuffled.map(({ grant: { actions, resources, ...rest } }) => ({
          actions: actions.toReversed(),
          resources: resources.toReversed(),
          ...rest,
        })),
      );
      expect(allowed(again)).toEqual(allowed(policy));
      const ids = policy.Statement.map(({ Sid }) => Sid ?? "");
      expect(new Set(ids).size).toBe(ids.length);
      for (const id of ids) expect(id).toMatch(/^[A-Za-z0-9]+$/);
    }),
  );
});

it("merges statements that differ in actions or in resources only", () => {
  const policy = canonicalPolicy([
    { sid: "Write", actions: ["b"], resources: ["x"] },
    { sid: "Read", actions: ["a", "b"], resources: ["x", "x"] },
    { sid: "Read", actions: ["b", "a"], resources: ["y"] },
    { sid: "Nothing", actions: [], resources: ["z"] },
  ]);
  expect(policy.Statement).toEqual([
    { Sid: "ReadAndWrite", Effect: "Allow", Action: ["a", "b"], Resource: ["x", "y"] },
  ]);
});

function allowed(policy: ReturnType<typeof canonicalPolicy>): string[] {
  return policy.Statement.map((statement) => JSON.stringify(statement));
}

function pairs(
  list: readonly {
    actions: readonly string[];
    resources: readonly string[];
    conditions?: unknown;
  }[],
): string[] {
  const all = list.flatMap(({ actions, resources, conditions: some }) =>
    actions.flatMap((action) =>
      resources.map((resource) => `${action} ${resource} ${sorted(some)}`),
    ),
  );
  return [...new Set(all)].sort();
}

function sorted(value: unknown): string {
  return (
    JSON.stringify(value, (_, each: unknown) =>
      Array.isArray(each) ? each.map(String).toSorted() : each,
    ) ?? ""
  );
}
