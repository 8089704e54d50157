import type { CheckedPolicies } from "./given-policies.ts";
import type { CoverageState, CoveredKind, PolicyCoverage } from "./policy-coverage.ts";

/** What is known of the answer that a coverage is about. */
export interface Covered {
  readonly answeredBy: "simulator" | "evaluation";
  readonly given: CheckedPolicies;
  /** Whether the principal has a boundary; `undefined` where the simulator knows and we don't. */
  readonly hasBoundary?: boolean;
  /** Whether the policy of the resource was given; `undefined` where the check takes none. */
  readonly hasResource?: boolean;
}

/** How each kind of policy took part in an answer. */
export function coverPolicies(covered: Covered): PolicyCoverage[] {
  return [
    principalCoverage(covered),
    boundaryCoverage(covered),
    sessionCoverage(covered),
    organisationCoverage("serviceControl", covered),
    organisationCoverage("resourceControl", covered),
    resourceCoverage(covered),
  ];
}

function say(kind: CoveredKind, state: CoverageState, why: string): PolicyCoverage {
  return { kind, state, why };
}

function principalCoverage({ answeredBy }: Covered): PolicyCoverage {
  return answeredBy === "simulator"
    ? say("identity", "simulated", "IAM's policy simulator evaluated the principal's policies.")
    : say("identity", "evaluated", "The inline and attached policies were read and evaluated.");
}

function boundaryCoverage({ answeredBy, hasBoundary }: Covered): PolicyCoverage {
  if (answeredBy === "simulator")
    return say("boundary", "simulated", "IAM's policy simulator evaluates a boundary if any.");
  return hasBoundary === true
    ? say("boundary", "evaluated", "The permissions boundary was read and evaluated.")
    : say("boundary", "none", "The principal has no permissions boundary.");
}

function sessionCoverage({ given: { session } }: Covered): PolicyCoverage {
  if (session === undefined)
    return say(
      "session",
      "notRead",
      "IAM keeps no record of the policies that sessions are made with, and they may allow less; give them as sessionPolicies, or [] for sessions without.",
    );
  return session.length === 0
    ? say("session", "none", "The session has no policies of its own, as sessionPolicies says.")
    : say("session", "evaluated", "The policies given as sessionPolicies were evaluated.");
}

const NAMES = { serviceControl: "service control", resourceControl: "resource control" } as const;

function organisationCoverage(kind: keyof typeof NAMES, covered: Covered): PolicyCoverage {
  const { given, answeredBy } = covered;
  const levels = given[kind];
  const name = `${NAMES[kind]} policies`;
  const unread = given.unread.find((each) => each.kind === kind);
  if (levels !== undefined && levels.flat().length > 0)
    return say(kind, "evaluated", `The organisation's ${name} were evaluated.`);
  if (levels !== undefined && unread === undefined)
    return say(kind, "none", `No ${name} apply to the account.`);
  if (kind === "serviceControl" && answeredBy === "simulator")
    return say(
      kind,
      "simulated",
      "IAM's policy simulator evaluates service control policies, except those with conditions.",
    );
  if (unread !== undefined) {
    const { permission } = unread;
    return {
      ...say(kind, "notRead", unread.why),
      ...(permission === undefined ? {} : { permission }),
    };
  }
  return say(
    kind,
    "notRead",
    `IAM does not show the ${name} of an organisation; read them with readOrganisationPolicies of @cloudapi/iam/organisation, and give them as organisation.`,
  );
}

function resourceCoverage({ hasResource, answeredBy }: Covered): PolicyCoverage {
  if (hasResource === true)
    return say(
      "resource",
      answeredBy === "simulator" ? "simulated" : "evaluated",
      "The bucket policy that was given took part; policies of keys, queues and topics did not.",
    );
  return say(
    "resource",
    "notRead",
    hasResource === false
      ? "No bucket policy was given; give it as bucketPolicy. Policies of keys take no part."
      : "Policies of buckets, keys and the catalog take no part in this check.",
  );
}
