import type { Evaluation } from "./evaluate-policies.ts";
import { type EvaluationInput, MISSING, readablePolicy, sentence } from "./evaluate-policies.ts";
import { judgePolicies, type PolicyKind } from "./judge-policies.ts";
import { readRequest } from "./read-request.ts";

/** Policies that limit what others allow, and a request that others allow. */
export type LimitsInput = Pick<
  EvaluationInput,
  "session" | "organisation" | "resourceControl" | "request"
>;

/** Whether a request that is allowed otherwise stays so under the policies of a session and an organisation. */
export function evaluateLimits(input: LimitsInput): Evaluation {
  const request = readRequest(input.request);
  const { session, organisation = [], resourceControl = [] } = input;
  const levels: readonly (readonly [PolicyKind, readonly unknown[]])[] = [
    ...organisation.map((level) => ["organisation", level] as const),
    ...(session === undefined ? [] : [["session", session] as const]),
    ["resourceControl", resourceControl.flat()],
  ];
  const judged = levels.map(([kind, sources]) => ({
    kind,
    ...judgePolicies(kind, (sources as readonly object[]).flatMap(readablePolicy), request),
  }));
  const denied = judged.find(({ denies }) => denies.match.is === "yes")?.denies;
  if (denied !== undefined)
    return {
      decision: "explicitDeny",
      ...(denied.by === undefined ? {} : { by: denied.by }),
      why: sentence(denied.by, "denies"),
    };
  // Resource control policies only deny: the one that allows all is always there.
  const limiting = judged.filter(({ kind }) => kind !== "resourceControl");
  const silent = limiting.find(({ allows }) => allows.principal.match.is === "no");
  if (silent !== undefined)
    return { decision: "implicitDeny", limitedBy: silent.kind, why: MISSING[silent.kind] };
  const said = [...judged.map(({ denies }) => denies), ...limiting.map(allowsOf)];
  const doubt = said.map(({ match }) => match).find(({ is }) => is === "maybe");
  if (doubt?.is === "maybe")
    return { decision: "undecided", why: `It can't be decided: ${doubt.why}.` };
  return { decision: "allow", why: "The session and the organisation allow it." };
}

function allowsOf({ allows }: ReturnType<typeof judgePolicies>) {
  return allows.principal;
}
