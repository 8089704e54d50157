import type { EvaluationResult, ResourceSpecificResult } from "@aws-sdk/client-iam";
import type { ActionDecision, DeniedBy } from "./action-decision.ts";

/** The answer that one result of the simulator gives for a resource. */
export function readDecision(result: EvaluationResult, resource: string): ActionDecision {
  const specific = result.ResourceSpecificResults?.find(
    ({ EvalResourceName }) => EvalResourceName === resource,
  );
  const action = result.EvalActionName ?? "";
  const decision = specific?.EvalResourceDecision ?? result.EvalDecision;
  const deniedBy = decision === "allowed" ? undefined : whoDenies(result, specific, decision);
  const policies = policyNames(specific?.MatchedStatements ?? result.MatchedStatements);
  const missingContext = specific?.MissingContextValues ?? result.MissingContextValues ?? [];
  return {
    action,
    resource,
    allowed: deniedBy === undefined,
    ...(deniedBy === undefined ? {} : { deniedBy }),
    explanation: explain(action, resource, deniedBy, policies, missingContext),
    policies,
    missingContext,
  };
}

type Denial = EvaluationResult["EvalDecision"];

function whoDenies(
  result: EvaluationResult,
  specific: ResourceSpecificResult | undefined,
  decision: Denial,
): DeniedBy {
  if (result.OrganizationsDecisionDetail?.AllowedByOrganizations === false)
    return "service-control-policy";
  const boundary =
    specific?.PermissionsBoundaryDecisionDetail ?? result.PermissionsBoundaryDecisionDetail;
  if (boundary?.AllowedByPermissionsBoundary === false) return "permissions-boundary";
  const details = Object.entries(specific?.EvalDecisionDetails ?? result.EvalDecisionDetails ?? {});
  const allowed = details.filter(([, each]) => each === "allowed").map(([source]) => source);
  const denied = details.filter(([, each]) => each !== "allowed").map(([source]) => source);
  // Across accounts both sides must allow: the simulator then says which one does not.
  if (allowed.length > 0 && denied.some((source) => /resource/i.test(source)))
    return "bucket-policy";
  return decision === "explicitDeny" ? "explicit-deny" : "implicit-deny";
}

function policyNames(statements: EvaluationResult["MatchedStatements"]): string[] {
  const names = (statements ?? []).map(({ SourcePolicyId }) => SourcePolicyId ?? "");
  return [...new Set(names)].filter((name) => name !== "").sort();
}

function explain(
  action: string,
  resource: string,
  deniedBy: DeniedBy | undefined,
  policies: readonly string[],
  missingContext: readonly string[],
): string {
  const named = policies.length === 0 ? "" : ` (${policies.join(", ")})`;
  const what = `${action} on ${resource}`;
  if (deniedBy === undefined) return `${what} is allowed${named}.`;
  const missing =
    missingContext.length === 0
      ? ""
      : ` The policies have conditions on ${missingContext.join(", ")}, which the simulation had no value for: pass it as context if the real request has one.`;
  return `${what} is denied: ${REASONS[deniedBy].replace("%", named)}${missing}`;
}

const REASONS: Readonly<Record<DeniedBy, string>> = {
  "explicit-deny":
    "a policy%, or the bucket policy if it was given, denies it explicitly; no Allow can outweigh that.",
  "implicit-deny": "no policy of the principal allows it; add it to one.",
  "service-control-policy":
    "a service control policy of the organization does not allow it; ask who manages the organization.",
  "resource-control-policy":
    "a resource control policy of the organization denies it; ask who manages the organization.",
  "session-policy": "the session's own policies do not allow it; give the session others.",
  "permissions-boundary":
    "the permissions boundary of the principal does not allow it; a policy alone can't help.",
  undecided: "it depends on what only a real request says.",
  "bucket-policy":
    "the principal's own policies allow it, the bucket policy does not; allow the principal there too.",
};
