import type { IAMClient } from "@aws-sdk/client-iam";
import { type Evaluation, evaluatePolicies } from "../evaluation/evaluate-policies.ts";
import type { PolicyKind } from "../evaluation/judge-policies.ts";
import type { EvaluationRequest } from "../evaluation/read-request.ts";
import { unreadPolicyOf } from "../evaluation/unread-policy.ts";
import { coverPolicies } from "../policy-kinds/cover-policies.ts";
import { limitedBy, limitsOf } from "../policy-kinds/limit-decision.ts";
import type { PolicyCoverage } from "../policy-kinds/policy-coverage.ts";
import type { PrincipalPolicyDocuments } from "../role/read-policies.ts";
import { readRolePolicies } from "../role/role-policies.ts";
import { readUserPolicies } from "../role/user-policies.ts";
import type { ActionDecision, DeniedBy } from "./action-decision.ts";
import { IamCheckError } from "./iam-error.ts";
import {
  type ActionQuestion,
  knownContext,
  type Simulation,
  simulateActions,
} from "./simulate-actions.ts";

/** Who answered: IAM's policy simulator, or our own evaluation of the policies that could be read. */
export type AnsweredBy = "simulator" | "evaluation";

/** Answers for actions, and whose they are. */
export interface DecidedActions {
  readonly decisions: readonly ActionDecision[];
  readonly answeredBy: AnsweredBy;
  /** Which kinds of policies took part, and how. */
  readonly coverage: readonly PolicyCoverage[];
}

const WITHOUT_SIMULATOR = ["CANNOT_SIMULATE", "SIMULATION_NOT_SUPPORTED"];

/**
 * Ask the policy simulator; where it may not be used or there is none, read the policies of a role, or of a user and its groups, and evaluate them here.
 *
 * @throws {IamCheckError} what the simulator's error is, where the policies can't be read either
 */
export async function decideActions(
  iam: IAMClient,
  simulation: Simulation,
  questions: readonly ActionQuestion[],
): Promise<DecidedActions> {
  const { given, takesResourcePolicy = false, resourcePolicy } = simulation;
  const known = takesResourcePolicy ? { hasResource: resourcePolicy !== undefined } : {};
  try {
    const simulated = await simulateActions(iam, simulation, questions);
    const answeredBy = "simulator";
    const decisions = questions
      .flatMap((question) => question.actions.map(() => question))
      .map((question, index) => ({ question, decision: simulated[index] }))
      .flatMap(({ question, decision }) =>
        decision === undefined ? [] : [underLimits(simulation, question, decision)],
      );
    return { decisions, answeredBy, coverage: coverPolicies({ ...known, answeredBy, given }) };
  } catch (error) {
    const principal = await policiesInstead(iam, simulation, error);
    const decisions = questions.flatMap((question) =>
      question.actions.map((action) => evaluateAction(simulation, principal, question, action)),
    );
    const answeredBy = "evaluation";
    const hasBoundary = principal.boundary !== undefined;
    const coverage = coverPolicies({ ...known, answeredBy, given, hasBoundary });
    return { decisions, answeredBy, coverage };
  }
}

/** @throws the simulator's error, where there is nothing to answer with instead */
async function policiesInstead(
  iam: IAMClient,
  { principalArn, signal }: Simulation,
  error: unknown,
): Promise<PrincipalPolicyDocuments> {
  const kind = /^arn:[^:]+:iam::\d{12}:(role|user)\//.exec(principalArn)?.[1];
  const isReadable = kind !== undefined;
  if (!(error instanceof IamCheckError) || !WITHOUT_SIMULATOR.includes(error.code) || !isReadable)
    throw error;
  try {
    const read = kind === "user" ? readUserPolicies : readRolePolicies;
    return await read(iam, principalArn.split("/").at(-1) ?? "", signal);
  } catch (cause) {
    if (!(cause instanceof IamCheckError)) throw cause;
    throw new IamCheckError(
      error.code,
      `${error.message} Its policies can't be evaluated here instead: ${cause.message}`,
      {
        principalArn,
        permissions: [...error.permissions, ...cause.permissions],
        cause: error.cause ?? error,
      },
    );
  }
}

function requestOf(
  simulation: Simulation,
  { resource, context }: ActionQuestion,
  action: string,
): EvaluationRequest {
  return {
    principal: simulation.principalArn,
    action,
    resource,
    resourceAccount: simulation.resourceOwner,
    context: knownContext(simulation, context),
    unknownKeys: "rest",
  };
}

/** What the simulator allows, where the policies that it knows nothing of allow it, too. */
function underLimits(
  simulation: Simulation,
  question: ActionQuestion,
  decision: ActionDecision,
): ActionDecision {
  if (!decision.allowed) return decision;
  const { action } = decision;
  const limit = limitedBy(simulation.given, requestOf(simulation, question, action));
  return limit === undefined ? decision : { ...decision, ...sayDenied(question, action, limit) };
}

function evaluateAction(
  simulation: Simulation,
  { identity, boundary }: PrincipalPolicyDocuments,
  question: ActionQuestion,
  action: string,
): ActionDecision {
  const request = requestOf(simulation, question, action);
  const evaluation = evaluatePolicies({
    identity,
    boundary,
    // The policy that is given is a bucket's: it says nothing of a key.
    resource: unreadPolicyOf(request) ?? simulation.resourcePolicy,
    ...limitsOf(simulation.given),
    request,
  });
  const { resource } = question;
  const { decision, by, why } = evaluation;
  if (decision !== "allow")
    return { action, resource, ...sayDenied(question, action, evaluation), missingContext: [] };
  return {
    action,
    resource,
    allowed: true,
    explanation: `${action} on ${resource} is allowed: ${why}`,
    policies: by === undefined ? [] : [by.policy],
    missingContext: [],
  };
}

function sayDenied(
  { resource }: ActionQuestion,
  action: string,
  evaluation: Evaluation,
): Pick<ActionDecision, "allowed" | "deniedBy" | "explanation" | "policies"> {
  const { decision, by, why } = evaluation;
  const said = decision === "undecided" ? "not known to be allowed" : "denied";
  return {
    allowed: false,
    deniedBy: deniedBy(evaluation),
    explanation: `${action} on ${resource} is ${said}: ${why}`,
    policies: by === undefined ? [] : [by.policy],
  };
}

const BY_KIND: Readonly<Record<PolicyKind, DeniedBy>> = {
  identity: "explicit-deny",
  resource: "bucket-policy",
  boundary: "permissions-boundary",
  session: "session-policy",
  organisation: "service-control-policy",
  resourceControl: "resource-control-policy",
};

function deniedBy({ decision, limitedBy: limit = "identity", by }: Evaluation): DeniedBy {
  if (decision === "undecided") return "undecided";
  if (decision === "explicitDeny") return by === undefined ? "explicit-deny" : BY_KIND[by.kind];
  return limit === "identity" ? "implicit-deny" : BY_KIND[limit];
}
