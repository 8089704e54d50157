import type { DecidingStatement, Judgement, PolicyKind } from "./judge-policies.ts";
import { all, any, type Match, NO, YES } from "./match.ts";
import type { OwnedRequest } from "./read-request.ts";

/** What every kind of policy says of a request; `undefined` where there is no such policy. */
export interface Judged {
  readonly identity: Judgement;
  readonly resource: Judgement;
  readonly boundary: Judgement | undefined;
  readonly session: Judgement | undefined;
  readonly organisation: readonly Judgement[];
}

/** Whether something is allowed as long as nothing denies it. */
export interface Allowance {
  readonly match: Match;
  readonly by?: DecidingStatement | undefined;
  readonly limitedBy?: PolicyKind;
}

/** Whether the policies allow a request, denials left aside. */
export function allowanceOf(judged: Judged, request: OwnedRequest): Allowance {
  const { kind } = request.principal;
  if (kind === "service" || kind === "anonymous") return byResource(judged.resource);
  const granted = grantOf(judged, request);
  if (granted.match.is === "no") return granted;
  const levels = all(judged.organisation.map(({ allows }) => allows.principal.match));
  if (levels.is === "no") return { match: NO, limitedBy: "organisation" };
  return { ...granted, match: all([granted.match, levels]) };
}

function byResource({ allows }: Judgement): Allowance {
  const { match, by } = allows.principal;
  return match.is === "no" ? { match, limitedBy: "resource" } : { match, by };
}

function grantOf(judged: Judged, request: OwnedRequest): Allowance {
  const { principal, resourceAccount } = request;
  const own = ownGrant(judged, request);
  const { allows } = judged.resource;
  const limits = limitsOf(judged);
  const direct = [
    allows.principal,
    { ...allows.role, match: all([allows.role.match, limits.match]) },
  ];
  if (principal.account !== resourceAccount) {
    const theirs = firstOf([allows.principal, allows.role, allows.account]);
    if (theirs.match.is === "no") return { match: NO, limitedBy: "resource" };
    return { ...own, match: all([own.match, theirs.match]) };
  }
  if (!needsResourcePolicy(request)) {
    const either = firstOf([own, ...direct]);
    return either.match.is === "no" ? own : either;
  }
  const passedOn: Allowance = { ...own, match: all([allows.account.match, own.match]) };
  const granted = firstOf([...direct, passedOn]);
  if (granted.match.is !== "no") return granted;
  return allows.account.match.is === "no" ? { match: NO, limitedBy: "resource" } : own;
}

/** What the principal's own policies give it, within boundary and session. */
function ownGrant(judged: Judged, { principal }: OwnedRequest): Allowance {
  const { match, by } =
    principal.kind === "root" ? { match: YES, by: undefined } : judged.identity.allows.principal;
  if (match.is === "no") return { match, limitedBy: "identity" };
  const limits = limitsOf(judged);
  return limits.match.is === "no" ? limits : { match: all([match, limits.match]), by };
}

function limitsOf({ boundary, session }: Judged): Allowance {
  const within = (judgement: Judgement | undefined) => judgement?.allows.principal.match ?? YES;
  if (within(boundary).is === "no") return { match: NO, limitedBy: "boundary" };
  if (within(session).is === "no") return { match: NO, limitedBy: "session" };
  return { match: all([within(boundary), within(session)]) };
}

/** The first that allows for sure, or that may. */
function firstOf(said: readonly Allowance[]): Allowance {
  const found = said.find(({ match }) => match.is === "yes");
  return found ?? { match: any(said.map(({ match }) => match)) };
}

/** Trust policies and key policies must allow, whatever the principal's own say; `kms:CreateKey` is about no key yet. */
export function needsResourcePolicy({
  action,
  resource,
}: Pick<OwnedRequest, "action" | "resource">): boolean {
  if (/^kms:/i.test(action)) return resource !== "*";
  return /^(sts:AssumeRole|sts:TagSession|sts:SetSourceIdentity)/i.test(action);
}
