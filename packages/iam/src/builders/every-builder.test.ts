import fc from "fast-check";
import { expect, it } from "vitest";
import { propertyRuns } from "../../../../scripts/lib/property-runs.ts";
import { builtPolicies } from "../../test/support/builder-inputs.ts";
import { diffPolicy } from "../explain/diff-policy.ts";
import { explainPolicy } from "../explain/explain-policy.ts";
import { lintPolicy } from "../lint/lint-policy.ts";
import { splitPolicy } from "../policy/split-policy.ts";
import { buildPermissionBoundary } from "./build-permission-boundary.ts";

/** What the linter says, and why it stays. */
const EXPECTED: readonly RegExp[] = [
  // Metrics have no resource but the namespace, which is a condition; AWS's data knows of data sets, which are something else.
  /^Every resource is allowed for cloudwatch:PutMetricData, which could name some\.$/,
  // Deploying code is what a deployer is for: the function's role and the boundary say how far that goes.
  /^With (lambda:UpdateFunctionCode|iam:PassRole and lambda:CreateFunction) who has this policy can /,
];

it("gives policies that the linter finds nothing in, whatever they are built of", async () => {
  await fc.assert(
    fc.asyncProperty(builtPolicies, async ({ policy }) => {
      const findings = await lintPolicy(policy);
      expect(
        findings.filter(({ message }) => !EXPECTED.some((each) => each.test(message))),
      ).toEqual([]);
    }),
    { numRuns: propertyRuns(60) },
  );
});

it("names resources of its own partition alone, each statement by an id of its own, and says what each is for", () => {
  fc.assert(
    fc.property(builtPolicies, ({ policy, partition }) => {
      const ids = policy.Statement.map(({ Sid = "" }) => Sid);
      expect(new Set(ids).size).toBe(ids.length);
      expect(ids.every((id) => /^[A-Za-z0-9]+$/.test(id))).toBe(true);
      const resources = policy.Statement.flatMap(({ Resource = [] }) => Resource);
      const partitions = resources.filter((each) => each !== "*").map((arn) => arn.split(":")[1]);
      expect(new Set(partitions)).toEqual(new Set([partition]));
      const { statements } = explainPolicy(policy);
      const unexplained = statements.flatMap(({ actions }) =>
        actions.filter(({ neededBy }) => neededBy.length === 0),
      );
      expect(unexplained).toEqual([]);
    }),
    { numRuns: propertyRuns(60) },
  );
});

it("can be split, and bounded, without a right more or less", () => {
  fc.assert(
    fc.property(builtPolicies, ({ policy }) => {
      const Statement = splitPolicy(policy).flatMap((part) => part.Statement);
      expect(diffPolicy(policy, { ...policy, Statement })).toMatchObject({ gains: [], losses: [] });
      const isSmall = JSON.stringify(policy).length < 5_000;
      fc.pre(isSmall);
      const boundary = buildPermissionBoundary({ policies: [policy] });
      expect(diffPolicy(policy, boundary)).toMatchObject({ gains: [], losses: [] });
    }),
    { numRuns: propertyRuns(20) },
  );
});
