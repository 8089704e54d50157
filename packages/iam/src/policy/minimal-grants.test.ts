import fc from "fast-check";
import { expect, it } from "vitest";
import { isAllowed } from "../../../../scripts/lib/evaluate-policy.ts";
import { propertyRuns } from "../../../../scripts/lib/property-runs.ts";
import { canonicalPolicy, type Grant } from "./canonical-policy.ts";
import { coversPattern } from "./covers-pattern.ts";
import { minimalGrants } from "./minimal-grants.ts";
import { uniteConditions } from "./unite-conditions.ts";

const patterns = fc.stringMatching(/^([ab*?]|\$\{[*?$]\}){0,5}$/);
const texts = fc.stringMatching(/^[ab*?$]{0,6}$/);
const grants = fc.array(
  fc
    .record({
      sid: fc.constantFrom("Read", "Write", "List"),
      actions: fc.uniqueArray(fc.constantFrom("s3:a", "s3:b", "s3:*"), { minLength: 1 }),
      resources: fc.uniqueArray(patterns, { minLength: 1, maxLength: 3 }),
      prefixes: fc.option(fc.uniqueArray(patterns, { minLength: 1, maxLength: 2 }), {
        nil: undefined,
      }),
      owner: fc.option(fc.constantFrom("1", "2"), { nil: undefined }),
    })
    .map(({ prefixes, owner, ...grant }): Grant => {
      const conditions = {
        ...(prefixes === undefined ? {} : { StringLike: { prefix: prefixes } }),
        ...(owner === undefined ? {} : { StringEquals: { owner: [owner] } }),
      };
      return Object.keys(conditions).length === 0 ? grant : { ...grant, conditions };
    }),
  { maxLength: 5 },
);
const requests = fc.record({
  action: fc.constantFrom("s3:a", "s3:b", "s3:c"),
  resource: texts,
  context: fc.record(
    { prefix: texts, owner: fc.constantFrom("1", "2", "3") },
    { requiredKeys: [] },
  ),
});

it("allows what the grants allow, without one that another implies", () => {
  fc.assert(
    fc.property(grants, fc.array(requests, { minLength: 20 }), (list, asked) => {
      const least = minimalGrants(list);
      const policy = canonicalPolicy(uniteConditions(least));
      const all = canonicalPolicy(list);
      for (const request of asked) {
        expect(isAllowed(policy, request)).toBe(isAllowed(all, request));
      }
      for (const grant of least) {
        const others = canonicalPolicy(least.filter((each) => each !== grant));
        const [action = ""] = grant.actions;
        const [resource = ""] = grant.resources;
        const literal = !/[*?$]/.test(`${resource}${JSON.stringify(grant.conditions ?? {})}`);
        const context = Object.fromEntries(
          Object.values(grant.conditions ?? {})
            .flatMap(Object.entries)
            .map(([key, values]) => [key, String((values as string[])[0])]),
        );
        const request = { action: action.replace("*", "a"), resource, context };
        // Without wildcards, the grant's own request is one that no other allows, unless several do together.
        const isOnlyOne = (grant.conditions?.["StringLike"]?.["prefix"]?.length ?? 1) === 1;
        expect(literal && isOnlyOne && action !== "s3:*" && isAllowed(others, request)).toBe(false);
      }
    }),
    { numRuns: propertyRuns(60) },
  );
});

it("knows a pattern that covers another by what they match", () => {
  fc.assert(
    fc.property(patterns, patterns, fc.array(texts, { minLength: 10 }), (wide, narrow, tried) => {
      const [inWide, inNarrow] = [matcher(wide), matcher(narrow)];
      const counterexample = tried.some((text) => inNarrow(text) && !inWide(text));
      expect(coversPattern(wide, narrow) && counterexample).toBe(false);
    }),
    { numRuns: propertyRuns(300) },
  );
});

it.each([
  ["a/*", "a/b/*", true],
  ["a/*", "a/b", true],
  ["*", "a*b?", true],
  ["a?c", "abc", true],
  ["a?c", "a*c", false],
  ["a/b/*", "a/*", false],
  ["a*", "b*", false],
  ["a", "a", true],
  ["a${*}", "ab", false],
  ["a*", "a${*}", true],
  ["a${*}", "a*", false],
  ["${$}x", "$x", true],
])("says of %s whether it covers %s: %s", (wide, narrow, expected) => {
  expect(coversPattern(wide, narrow)).toBe(expected);
});

function matcher(pattern: string) {
  const policy = canonicalPolicy([{ sid: "M", actions: ["s3:a"], resources: [pattern] }]);
  return (resource: string) => isAllowed(policy, { action: "s3:a", resource });
}
