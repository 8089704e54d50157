import type { Policy, Statement } from "../document/policy.ts";
import { type Match, NO } from "./match.ts";
import type { Reach } from "./match-principal.ts";
import { type CheckedRequest, matchStatement } from "./match-statement.ts";

/** Which kind of policy a statement is in. */
export type PolicyKind =
  | "identity"
  | "resource"
  | "boundary"
  | "session"
  | "organisation"
  | "resourceControl";

/** The statement that decides. */
export interface DecidingStatement {
  readonly kind: PolicyKind;
  /** The policy's name; its place among the policies of its kind, such as `identity[0]`, where it has none. */
  readonly policy: string;
  /** Its place in the policy, from 0. */
  readonly statement: number;
  readonly sid?: string;
}

/** What policies say of one effect: yes with the statement that says so, no, or that it can't be told. */
export interface Said {
  readonly match: Match;
  readonly by?: DecidingStatement;
}

/** What policies of one kind say of a request. */
export interface Judgement {
  readonly denies: Said;
  /** By how they mean the principal; all but resource policies mean it by itself. */
  readonly allows: Readonly<Record<Reach, Said>>;
}

/** A policy that can't be read is one that may say anything. */
export type ReadablePolicy = Policy | { readonly unreadable: string };

const SILENT: Said = { match: NO };
/** What says of each statement whom it is about. */
const NAMES_PRINCIPALS: readonly PolicyKind[] = ["resource", "resourceControl"];

/** Find what policies of one kind say of a request. */
export function judgePolicies(
  kind: PolicyKind,
  policies: readonly ReadablePolicy[],
  request: CheckedRequest,
): Judgement {
  const found = policies.flatMap((policy, index) =>
    judgePolicy(policy, { kind, policy: nameOf(policy) ?? `${kind}[${index}]` }, request),
  );
  const allows = (reach: Reach) =>
    strongest(found.filter((each) => each.effect === "Allow" && each.reach === reach));
  return {
    denies: strongest(found.filter(({ effect }) => effect === "Deny")),
    allows: { principal: allows("principal"), role: allows("role"), account: allows("account") },
  };
}

interface Finding extends Said {
  readonly effect: Statement["effect"];
  readonly reach: Reach;
}

function judgePolicy(
  policy: ReadablePolicy,
  place: Pick<DecidingStatement, "kind" | "policy">,
  request: CheckedRequest,
): Finding[] {
  if ("unreadable" in policy) {
    const match: Match = { is: "maybe", why: policy.unreadable };
    return (["Allow", "Deny"] as const).map((effect) => ({ effect, reach: "principal", match }));
  }
  return policy.statements.flatMap((statement, index) => {
    // In the policy of a resource, a statement about nobody is about nobody; AWS takes none.
    if (NAMES_PRINCIPALS.includes(place.kind) && statement.principal === undefined) return [];
    const { match, reach } = matchStatement(statement, policy, request);
    const { sid, effect } = statement;
    const by = { ...place, statement: index, ...(sid === undefined ? {} : { sid }) };
    return { effect, reach, match, by };
  });
}

function nameOf(policy: ReadablePolicy): string | undefined {
  return "unreadable" in policy ? undefined : policy.name;
}

function strongest(findings: readonly Finding[]): Said {
  const found =
    findings.find(({ match }) => match.is === "yes") ??
    findings.find(({ match }) => match.is === "maybe");
  return found === undefined
    ? SILENT
    : { match: found.match, ...(found.by === undefined ? {} : { by: found.by }) };
}
