import { checkOptionNames } from "@cloudapi/core/internal";
import type { Policy } from "../document/policy.ts";
import { readPolicy } from "../document/read-policy.ts";
import { type Allowance, allowanceOf } from "./allowance.ts";
import {
  type DecidingStatement,
  judgePolicies,
  type PolicyKind,
  type ReadablePolicy,
} from "./judge-policies.ts";
import { type EvaluationRequest, readRequest } from "./read-request.ts";

/** A policy: its document as text or object, or what `readPolicy` makes of one, which saves reading it for each request. */
export type PolicySource = Policy | string | object;

/** The policies that have a say in a request, and the request. */
export interface EvaluationInput {
  /** Those of the user or role; none when left out. */
  readonly identity?: readonly PolicySource[];
  /** The resource's own: a bucket's, a queue's, a role's trust policy. */
  readonly resource?: PolicySource | undefined;
  /** The permissions boundary of the user or role. */
  readonly boundary?: PolicySource | undefined;
  /** The policies that a session was made with. */
  readonly session?: readonly PolicySource[] | undefined;
  /** Service control policies, level by level from the root of the organisation: each level must allow. */
  readonly organisation?: readonly (readonly PolicySource[])[];
  /** Resource control policies of the account that has the resource, level by level: these only deny. */
  readonly resourceControl?: readonly (readonly PolicySource[])[];
  readonly request: EvaluationRequest;
}

/** The answer for one request. */
export interface Evaluation {
  readonly decision: "allow" | "explicitDeny" | "implicitDeny" | "undecided";
  /** The statement that allows or denies. Nothing denies implicitly. */
  readonly by?: DecidingStatement;
  /** For an implicit deny: the policies that would have to allow, and don't. */
  readonly limitedBy?: PolicyKind;
  /** The answer's reason in a sentence. */
  readonly why: string;
}

/**
 * Decide whether policies allow a request, as AWS evaluates them: an explicit deny wins; within an account an identity
 * policy or the resource's suffices, and boundary, session and organisation limit; across accounts both sides must allow.
 *
 * `undecided` says why: a condition key whose value is not known (`unknownKeys`), an operator that there is none of, a
 * policy that can't be read. Who enforces treats it as a deny. Not part of it: ACLs, the public access block, endpoint
 * policies.
 *
 * @throws {TypeError} for an unknown field, and for a request without principal, action or resource
 *
 * @example
 * ```ts
 * import { evaluatePolicies } from "@cloudapi/iam";
 *
 * const reads = {
 *   Version: "2012-10-17",
 *   Statement: { Sid: "Read", Effect: "Allow", Action: "s3:GetObject", Resource: "arn:aws:s3:::logs/${aws:username}/*" },
 * };
 * const { decision, by } = evaluatePolicies({
 *   identity: [reads],
 *   request: {
 *     principal: "arn:aws:iam::123456789012:user/ana",
 *     action: "s3:GetObject",
 *     resource: "arn:aws:s3:::logs/ana/2025.csv",
 *   },
 * });
 * console.log(`${decision} by ${by?.sid}`); // => "allow by Read"
 * ```
 */
export function evaluatePolicies(input: EvaluationInput): Evaluation {
  checkOptionNames("evaluatePolicies", input, KNOWN);
  const request = readRequest(input.request);
  const asked = { ...request, hasBoundary: input.boundary !== undefined };
  const judge = (kind: PolicyKind, sources: readonly (PolicySource | undefined)[]) =>
    judgePolicies(kind, sources.flatMap(readablePolicy), asked);
  const judged = {
    identity: judge("identity", input.identity ?? []),
    resource: judge("resource", [input.resource]),
    boundary: input.boundary === undefined ? undefined : judge("boundary", [input.boundary]),
    session: input.session === undefined ? undefined : judge("session", input.session),
    organisation: (input.organisation ?? []).map((level) => judge("organisation", level)),
  };
  const { identity, resource, boundary, session, organisation } = judged;
  const resourceControl = judge("resourceControl", (input.resourceControl ?? []).flat());
  const limits = [organisation, resourceControl, boundary ?? [], session ?? []];
  const denials = [...limits, resource, identity].flat().map(({ denies }) => denies);
  const denied = denials.find(({ match }) => match.is === "yes");
  if (denied !== undefined)
    return { decision: "explicitDeny", ...byOf(denied), why: sentence(denied.by, "denies") };
  const allowance = allowanceOf(judged, request);
  const doubt = denials.find(({ match }) => match.is === "maybe");
  return conclude(allowance, doubt?.match.is === "maybe" ? doubt.match.why : undefined);
}

const KNOWN = [
  "identity",
  "resource",
  "boundary",
  "session",
  "organisation",
  "resourceControl",
  "request",
];

function conclude(allowance: Allowance, doubt: string | undefined): Evaluation {
  const { match, by, limitedBy } = allowance;
  if (match.is === "no")
    return {
      decision: "implicitDeny",
      ...(limitedBy === undefined ? {} : { limitedBy }),
      why: MISSING[limitedBy ?? "identity"],
    };
  const why = match.is === "maybe" ? match.why : doubt;
  if (why !== undefined) return { decision: "undecided", why: `It can't be decided: ${why}.` };
  return { decision: "allow", ...byOf({ by }), why: sentence(by, "allows") };
}

export const MISSING: Readonly<Record<PolicyKind, string>> = {
  identity: "No policy of the principal allows it.",
  resource: "The policy of the resource does not allow it.",
  boundary: "The permissions boundary does not allow it.",
  session: "The session's policy does not allow it.",
  organisation: "A level of the organisation has no service control policy that allows it.",
  resourceControl: "A resource control policy does not allow it.",
};

function byOf({ by }: { readonly by?: DecidingStatement | undefined }) {
  return by === undefined ? {} : { by };
}

export function sentence(by: DecidingStatement | undefined, verb: string): string {
  if (by === undefined)
    return `The account's root user may do it: nothing ${verb === "allows" ? "denies" : "allows"} it.`;
  const sid = by.sid === undefined ? "" : ` (${by.sid})`;
  return `Statement ${by.statement}${sid} of the ${by.kind} policy ${by.policy} ${verb} it.`;
}

/** A document is read anew each time: its owner may have changed it. */
export function readablePolicy(source: PolicySource | undefined): ReadablePolicy[] {
  if (source === undefined) return [];
  if (typeof source === "object" && "statements" in source) return [source];
  const { policy, issues } = readPolicy(source);
  return [policy ?? { unreadable: `a policy can't be read: ${issues?.[0]?.message}` }];
}
