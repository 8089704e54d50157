import { checkOptionNames } from "@cloudapi/core/internal";
import type { Policy } from "../document/policy.ts";
import { readPolicy } from "../document/read-policy.ts";
import type { PolicySource } from "../evaluation/evaluate-policies.ts";
import type { UnreadPolicies } from "./policy-coverage.ts";

/** The policies of an organisation that an account is under, as `readOrganisationPolicies` of `@cloudapi/iam/organisation` reads them. */
export interface OrganisationPolicies {
  /** Service control policies, level by level from the root; `[]` where there are none, left out where nobody knows. */
  readonly serviceControl?: readonly (readonly PolicySource[])[];
  /** Resource control policies, the same. */
  readonly resourceControl?: readonly (readonly PolicySource[])[];
  /** What could not be read, and why. */
  readonly unread?: readonly UnreadPolicies[];
}

/** Policies that IAM has no record of, or does not show: who knows them gives them to a check. */
export interface GivenPolicies {
  /** The policies that the session was made with (`AssumeRole`'s `Policy` and `PolicyArns`); `[]` for a session without. */
  readonly sessionPolicies?: readonly PolicySource[];
  readonly organisation?: OrganisationPolicies;
}

export const GIVEN = ["sessionPolicies", "organisation"] as const;

/** The same, read. */
export interface CheckedPolicies {
  readonly session: readonly Policy[] | undefined;
  readonly serviceControl: readonly (readonly Policy[])[] | undefined;
  readonly resourceControl: readonly (readonly Policy[])[] | undefined;
  readonly unread: readonly UnreadPolicies[];
}

/** @throws {TypeError} naming the field at fault */
export function checkGivenPolicies(what: string, input: GivenPolicies): CheckedPolicies {
  const { sessionPolicies, organisation } = input;
  if (organisation !== undefined)
    checkOptionNames(`${what}: organisation`, organisation, [
      "serviceControl",
      "resourceControl",
      "unread",
    ]);
  const levels = (name: "serviceControl" | "resourceControl") =>
    list(what, `organisation.${name}`, organisation?.[name])?.map((level, index) =>
      readAll(what, `organisation.${name}[${index}]`, level),
    );
  return {
    session:
      sessionPolicies === undefined ? undefined : readAll(what, "sessionPolicies", sessionPolicies),
    serviceControl: levels("serviceControl"),
    resourceControl: levels("resourceControl"),
    unread: organisation?.unread ?? [],
  };
}

function readAll(what: string, name: string, sources: unknown): Policy[] {
  return (list(what, name, sources) ?? []).map((source, index) => {
    const at = `${name}[${index}]`;
    if (typeof source === "object" && source !== null && "statements" in source)
      return source as Policy;
    const { policy, issues } = readPolicy(source, { name: at });
    if (policy !== undefined) return policy;
    throw new TypeError(`${what}: ${at} is no policy: ${issues[0]?.message}`);
  });
}

function list(what: string, name: string, value: unknown): readonly unknown[] | undefined {
  if (value === undefined || Array.isArray(value)) return value;
  throw new TypeError(
    `${what}: ${name} must be a list${name === "sessionPolicies" ? " of policies" : ""}.`,
  );
}
