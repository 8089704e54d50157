import { evaluateLimits } from "../evaluation/evaluate-limits.ts";
import type { Evaluation } from "../evaluation/evaluate-policies.ts";
import type { EvaluationRequest } from "../evaluation/read-request.ts";
import type { CheckedPolicies } from "./given-policies.ts";

/** What a session's and an organisation's policies say of a request, as `evaluatePolicies` takes them: none is not the same as one that is silent. */
export function limitsOf({ session, serviceControl, resourceControl }: CheckedPolicies) {
  return {
    ...(session === undefined || session.length === 0 ? {} : { session }),
    // A level has at least one policy where the kind is in use at all.
    organisation: (serviceControl ?? []).filter((level) => level.length > 0),
    resourceControl: resourceControl ?? [],
  };
}

/** Whether what is allowed otherwise stays so; `undefined` where it does. */
export function limitedBy(
  given: CheckedPolicies,
  request: EvaluationRequest,
): Evaluation | undefined {
  const evaluation = evaluateLimits({ ...limitsOf(given), request });
  return evaluation.decision === "allow" ? undefined : evaluation;
}
