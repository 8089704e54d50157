import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { testServer } from "../../../scripts/lib/test-server.ts";
import { type Evaluation, evaluatePolicies } from "../src/index.ts";
import { askIamSimulate } from "./evaluation/iam-simulate.ts";
import { askMiniStack } from "./evaluation/ministack.ts";
import { type PolicyPair, policyPairs } from "./evaluation/policy-pairs.ts";

/** The folder into which `@cloud-copilot/iam-simulate` is installed. */
const IAM_SIMULATE = testServer("CLOUDAPI_TEST_IAM_SIMULATE");
const PYTHON = testServer("CLOUDAPI_TEST_PYTHON");
const PAIRS = 6000;
/** Of which it has about two in five. */
const MINISTACK_PAIRS = 14_000;
const LEAST_COMPARED = 5000;

function evaluate({ session, organisation, resourceControl, ...pair }: PolicyPair): Evaluation {
  return evaluatePolicies({
    ...pair,
    session: session && [session],
    organisation: organisation.map((level) => [level]),
    resourceControl: resourceControl.map((level) => [level]),
  });
}

/** What we decide, what they decide, and the pair, where the two differ; the open ones are told by themselves. */
function compare(pairs: readonly PolicyPair[], theirs: readonly string[]) {
  const ours = pairs.map(evaluate);
  const isOpen = ({ decision }: Evaluation) => decision === "undecided";
  const differences = pairs.flatMap((pair, index) => {
    const [our, their] = [ours[index], theirs[index]];
    if (our === undefined || isOpen(our) || our.decision === their) return [];
    return [{ our, their, pair }];
  });
  const open = ours
    .filter(isOpen)
    .map(({ why }) => why.replaceAll(/aws:\w+|s3:\w+|\w+:String\w+/g, "…"));
  return { differences: differences.slice(0, 3), open, compared: pairs.length - open.length };
}

describe.skipIf(IAM_SIMULATE === undefined)("iam-simulate (CLOUDAPI_TEST_IAM_SIMULATE)", () => {
  it("decides as we do, but for what AWS leaves open", async () => {
    const pairs = fc.sample(policyPairs, { numRuns: PAIRS });
    const theirs = await askIamSimulate(IAM_SIMULATE ?? "", pairs);
    const { differences, open, compared } = compare(pairs, theirs);
    expect(differences).toEqual([]);
    expect(new Set(theirs)).toEqual(new Set(["allow", "explicitDeny", "implicitDeny"]));
    expect(compared).toBeGreaterThan(PAIRS * 0.99);
    expect(LEFT_OPEN).toEqual(expect.arrayContaining([...new Set(open)]));
  });
});

describe.skipIf(PYTHON === undefined)("MiniStack's evaluator (CLOUDAPI_TEST_PYTHON)", () => {
  it("decides as we do, for what it has", () => {
    const pairs = fc
      .sample(policyPairs, { numRuns: MINISTACK_PAIRS })
      .map((pair) => ({ ...pair, organisation: [], resourceControl: [] }))
      .filter(isForMiniStack);
    const theirs = askMiniStack(PYTHON ?? "", pairs);
    const { differences, open, compared } = compare(pairs, theirs);
    expect(differences).toEqual([]);
    expect(new Set(theirs)).toEqual(new Set(["allow", "explicitDeny", "implicitDeny"]));
    expect(compared).toBeGreaterThan(LEAST_COMPARED);
    expect(open).toEqual([]);
  });
});

/** Two sentences of the documentation contradict each other, or none says it. */
const LEFT_OPEN = [
  "It can't be decided: the variable … has no value, which a negated operator compares.",
  "It can't be decided: the variable … has no value, which NotResource compares.",
  "It can't be decided: nothing says what … is where there is no ….",
];

/** It has no organisations and no variables, and takes one side where `ForAnyValue…IfExists` is open. */
function isForMiniStack(pair: PolicyPair): boolean {
  return !/\$\{|ForAnyValue:\w+IfExists/.test(JSON.stringify(pair));
}
