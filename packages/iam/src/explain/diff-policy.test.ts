import fc from "fast-check";
import { expect, it } from "vitest";
import { propertyRuns } from "../../../../scripts/lib/property-runs.ts";
import { evaluatePolicies } from "../evaluation/evaluate-policies.ts";
import { coversPattern } from "../policy/covers-pattern.ts";
import { diffPolicy, type PolicyChange } from "./diff-policy.ts";

const patterns = fc.stringMatching(/^(arn:aws:s3:::b\/[ab*?]{0,3}|\*)$/);
const statements = fc.record({
  Effect: fc.constantFrom("Allow", "Allow", "Deny"),
  Action: fc.uniqueArray(fc.constantFrom("s3:Get*", "s3:GetObject", "s3:PutObject", "S3:*"), {
    minLength: 1,
    maxLength: 2,
  }),
  Resource: fc.uniqueArray(patterns, { minLength: 1, maxLength: 2 }),
  Condition: fc.constantFrom(
    {},
    { StringLike: { "s3:prefix": ["a*"] } },
    { StringEquals: { "s3:prefix": ["ab", "b"] } },
  ),
});
const policies = fc
  .array(statements, { minLength: 1, maxLength: 4 })
  .map((Statement) => ({ Version: "2012-10-17", Statement }));
const requests = fc.record({
  action: fc.constantFrom("s3:GetObject", "s3:GetObjectTagging", "s3:PutObject", "s3:DeleteObject"),
  resource: fc.stringMatching(/^arn:aws:s3:::b\/[ab]{0,3}$/),
  context: fc.constantFrom({}, { "s3:prefix": "ab" }, { "s3:prefix": "b" }, { "s3:prefix": "c" }),
});

it("lists all that only one of two policies allows", () => {
  fc.assert(
    fc.property(
      policies,
      policies,
      fc.array(requests, { minLength: 15 }),
      (before, after, asked) => {
        const { gains, losses, issues } = diffPolicy(before, after);
        expect(issues).toEqual([]);
        const unlisted = asked.filter((request) => {
          const [was, is] = [isAllowed(before, request), isAllowed(after, request)];
          return was !== is && !(is ? gains : losses).some((each) => matches(each, request));
        });
        expect(unlisted).toEqual([]);
      },
    ),
    { numRuns: propertyRuns(100) },
  );
});

it("sees no change in another order, or where a statement says what another does", () => {
  fc.assert(
    fc.property(policies, (policy) => {
      const { Statement } = policy;
      const other = { ...policy, Statement: [...Statement.toReversed(), ...Statement.slice(0, 1)] };
      expect(diffPolicy(policy, other)).toMatchObject({
        gains: [],
        losses: [],
        text: "Nothing changes.",
      });
    }),
    { numRuns: propertyRuns(100) },
  );
});

it("says in words what becomes possible and what stops", () => {
  const of = (Action: string, Resource: string, Effect = "Allow") => ({ Effect, Action, Resource });
  const diff = diffPolicy(
    {
      Statement: [
        of("s3:GetObject", "arn:aws:s3:::b/a/*"),
        of("s3:*", "arn:aws:s3:::b/a/x", "Deny"),
      ],
    },
    JSON.stringify({ Statement: [of("s3:Get*", "arn:aws:s3:::b/a/*")] }),
  );
  expect(diff.text.split("\n")).toEqual([
    "Becomes possible:",
    "  s3:Get* on arn:aws:s3:::b/a/*",
    "  s3:* on arn:aws:s3:::b/a/x (denied in the other)",
  ]);
});

it("gives the issues of what can't be read", () => {
  const { issues, gains, text } = diffPolicy("{", { Statement: 7 });
  expect(issues.length).toBeGreaterThan(0);
  expect(gains).toEqual([]);
  expect(text).toContain("The policy before can't be read. The document is not JSON: ");
  expect(text).toContain("The policy after can't be read. Statement: ");
});

type Request = { readonly action: string; readonly resource: string; readonly context: object };

function isAllowed(policy: object, { action, resource, context }: Request): boolean {
  const principal = "arn:aws:iam::123456789012:user/ana";
  const request = { principal, action, resource, context: { ...context } };
  return evaluatePolicies({ identity: [policy], request }).decision === "allow";
}

function matches({ action, resource }: PolicyChange, request: Request): boolean {
  return (
    coversPattern(action.toLowerCase(), request.action.toLowerCase()) &&
    coversPattern(resource, request.resource)
  );
}
