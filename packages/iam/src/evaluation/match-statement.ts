import type { Patterns, Policy, Statement } from "../document/policy.ts";
import { expandVariables } from "./expand-variables.ts";
import { arnGlobOf, globOf, matchGlob } from "./glob.ts";
import { all, any, type Match, maybe, NO, not, YES } from "./match.ts";
import { matchCondition } from "./match-condition.ts";
import { matchPrincipal, type Reach } from "./match-principal.ts";
import type { ContextKeys } from "./request-context.ts";
import type { KnownPrincipal } from "./request-principal.ts";

/** A request, ready to be compared with statements. */
export interface CheckedRequest {
  readonly principal: KnownPrincipal;
  readonly action: string;
  readonly resource: string;
  readonly context: ContextKeys;
  /** Whether the principal has a permissions boundary. */
  readonly hasBoundary?: boolean;
}

/** Whether a statement is about a request, and in a resource policy how it means the principal. */
export interface StatementMatch {
  readonly match: Match;
  readonly reach: Reach;
}

/** Compare a statement with a request. */
export function matchStatement(
  statement: Statement,
  { version }: Policy,
  request: CheckedRequest,
): StatementMatch {
  const { principal, action, resource, conditions } = statement;
  const who =
    principal === undefined || deniesBounded(statement, request)
      ? { match: YES, reach: "principal" as const }
      : matchPrincipal(principal, request.principal);
  const match = all([
    who.match,
    matchAction(action, request.action),
    resource === undefined ? YES : matchResource(resource, version, request),
    ...conditions.map((condition) => matchCondition(condition, version, request.context)),
  ]);
  return { match, reach: who.reach };
}

/** A deny with NotPrincipal is about every principal that has a permissions boundary, also about those that it names. */
function deniesBounded(
  { effect, principal }: Statement,
  { hasBoundary = false }: CheckedRequest,
): boolean {
  return hasBoundary && effect === "Deny" && principal?.not === true;
}

/** Actions have no variables, and upper and lower case are the same. */
function matchAction({ not: isNot, patterns }: Patterns, action: string): Match {
  const matched = any(
    patterns.map((pattern) =>
      matchGlob(globOf([{ text: pattern.toLowerCase(), isLiteral: false }]), action.toLowerCase()),
    ),
  );
  return isNot ? not(matched) : matched;
}

function matchResource(
  { not: isNot, patterns }: Patterns,
  version: Policy["version"],
  { resource, context }: CheckedRequest,
): Match {
  const matched = any(
    patterns.map((pattern) => {
      const expansion = expandVariables(pattern, version, context);
      if ("unknown" in expansion) return maybe(expansion.unknown);
      if ("parts" in expansion) return matchGlob(arnGlobOf(globOf(expansion.parts)), resource);
      return isNot
        ? maybe(`the variable ${expansion.unresolved} has no value, which NotResource compares`)
        : NO;
    }),
  );
  return isNot ? not(matched) : matched;
}
