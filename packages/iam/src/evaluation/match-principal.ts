import type { PrincipalElement } from "../document/policy.ts";
import { type Match, maybe, NO, YES } from "./match.ts";
import type { KnownPrincipal } from "./request-principal.ts";

/**
 * How a resource policy means a principal. What it gives a `role` is limited by the role's boundary and the session's
 * policy; what it gives a session or a user by name, or everybody, is not; and an `account` must pass it on by its own policies.
 */
export type Reach = "principal" | "role" | "account";

/** Whether a statement is about a principal, and how it means it. */
export interface PrincipalMatch {
  readonly match: Match;
  readonly reach: Reach;
}

const NOBODY: PrincipalMatch = { match: NO, reach: "principal" };

/** Whether a `Principal` or `NotPrincipal` is about a principal. */
export function matchPrincipal(
  element: PrincipalElement,
  principal: KnownPrincipal,
): PrincipalMatch {
  return element.not ? matchOthers(element, principal) : matchNamed(element, principal);
}

function matchNamed(element: PrincipalElement, principal: KnownPrincipal): PrincipalMatch {
  if (element.aws.includes("*")) return { match: YES, reach: "principal" };
  if (principal.kind === "service")
    return element.service.includes(principal.arn) || element.service.includes("*")
      ? { match: YES, reach: "principal" }
      : NOBODY;
  if (principal.kind === "unknown")
    return {
      match: maybe(`${principal.arn.slice(0, 200)} is no principal that is known here`),
      reach: "principal",
    };
  const direct = principal.names.find((name) => element.aws.includes(name));
  if (direct !== undefined)
    return { match: YES, reach: direct === principal.roleArn ? "role" : "principal" };
  if (namesAccount(element, principal)) return { match: YES, reach: "account" };
  return principal.kind === "role" ? matchSessions(element, principal) : NOBODY;
}

function namesAccount({ aws }: PrincipalElement, { account, partition }: KnownPrincipal): boolean {
  return (
    aws.some((name) => name === account || name === `arn:${partition}:iam::${account}:root`) &&
    account !== ""
  );
}

/** A statement about one session of a role may be about the session that asks. */
function matchSessions({ aws }: PrincipalElement, principal: KnownPrincipal): PrincipalMatch {
  const { partition, account, arn } = principal;
  const sessions = `arn:${partition}:sts::${account}:assumed-role/${arn.split("/").at(-1)}/`;
  return aws.some((name) => name.startsWith(sessions))
    ? { match: maybe("a statement is about one session of the role"), reach: "principal" }
    : NOBODY;
}

/**
 * Everybody but the named. An exception for a principal needs its account named as well, and for a session its role:
 * where only some of them are, AWS leaves open what happens.
 */
function matchOthers(element: PrincipalElement, principal: KnownPrincipal): PrincipalMatch {
  const reach = "principal";
  if (element.aws.includes("*")) return { match: NO, reach };
  if (
    principal.kind === "service" ||
    principal.kind === "anonymous" ||
    principal.kind === "unknown"
  )
    return { match: matchNamed(element, principal).match.is === "yes" ? NO : YES, reach };
  const needed = [principal.arn, ...(principal.roleArn === undefined ? [] : [principal.roleArn])];
  const named = [
    namesAccount(element, principal),
    ...needed.map((name) => element.aws.includes(name)),
  ];
  if (named.every((each) => each)) return { match: NO, reach };
  if (!named.some((each) => each)) return { match: YES, reach };
  return {
    match: maybe("NotPrincipal names only some of the principal, its role and its account"),
    reach,
  };
}
