import {
  type EvaluationResult,
  type IAMClient,
  SimulatePrincipalPolicyCommand,
} from "@aws-sdk/client-iam";
import type { CheckedPolicies } from "../policy-kinds/given-policies.ts";
import type { ActionDecision } from "./action-decision.ts";
import { contextEntries, type SimulationContext } from "./context.ts";
import { IamCheckError } from "./iam-error.ts";
import { readDecision } from "./read-decision.ts";
import { toIamError } from "./to-iam-error.ts";

/** Actions that are asked about together: on one resource, in one context. */
export interface ActionQuestion {
  readonly actions: readonly string[];
  readonly resource: string;
  readonly context?: SimulationContext;
}

/** What is the same for all questions of a check. */
export interface Simulation {
  /** The exported function, for messages. */
  readonly what: string;
  readonly principalArn: string;
  readonly context?: SimulationContext | undefined;
  readonly resourcePolicy?: string | undefined;
  /** Whether the check takes a resource's policy at all. */
  readonly takesResourcePolicy?: boolean;
  readonly resourceOwner?: string | undefined;
  /** What IAM has no record of, or does not show. */
  readonly given: CheckedPolicies;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Ask the policy simulator, one request for each question, and answer for each action in order.
 *
 * @throws {IamCheckError} see there
 */
export async function simulateActions(
  iam: IAMClient,
  simulation: Simulation,
  questions: readonly ActionQuestion[],
): Promise<ActionDecision[]> {
  const decisions: ActionDecision[] = [];
  for (const question of questions) {
    const results = await ask(iam, simulation, question);
    decisions.push(
      ...question.actions.map((action) => decisionOf(simulation, question, action, results)),
    );
  }
  return decisions;
}

async function ask(
  iam: IAMClient,
  simulation: Simulation,
  question: ActionQuestion,
): Promise<EvaluationResult[]> {
  const input = requestOf(simulation, question);
  const { signal, principalArn } = simulation;
  const results: EvaluationResult[] = [];
  let marker: string | undefined;
  do {
    signal?.throwIfAborted();
    const command = new SimulatePrincipalPolicyCommand(
      marker === undefined ? input : { ...input, Marker: marker },
    );
    const page = await iam
      .send(command, signal === undefined ? {} : { abortSignal: signal })
      .catch((error: unknown) => {
        signal?.throwIfAborted();
        throw toIamError(error, "iam:SimulatePrincipalPolicy", principalArn);
      });
    results.push(...(page.EvaluationResults ?? []));
    marker = page.IsTruncated === true ? page.Marker : undefined;
  } while (marker !== undefined);
  return results;
}

function requestOf(simulation: Simulation, { actions, resource, context }: ActionQuestion) {
  const { principalArn, resourcePolicy, resourceOwner } = simulation;
  const known = knownContext(simulation, context);
  return {
    PolicySourceArn: principalArn,
    ActionNames: [...actions],
    ResourceArns: [resource],
    ContextEntries: contextEntries(simulation.what, known),
    ...(resourcePolicy === undefined
      ? {}
      : { ResourcePolicy: resourcePolicy, CallerArn: principalArn }),
    ...(resourceOwner === undefined ? {} : { ResourceOwner: resourceOwner }),
  };
}

/** Every client speaks TLS; a policy that denies what does not is answered as it will be. */
export function knownContext(
  simulation: Simulation,
  context: SimulationContext | undefined,
): SimulationContext {
  return { "aws:SecureTransport": true, ...context, ...simulation.context };
}

function decisionOf(
  { principalArn }: Simulation,
  { resource }: ActionQuestion,
  action: string,
  results: readonly EvaluationResult[],
): ActionDecision {
  const result = results.find(
    ({ EvalActionName }) => EvalActionName?.toLowerCase() === action.toLowerCase(),
  );
  if (result !== undefined) return readDecision({ ...result, EvalActionName: action }, resource);
  throw new IamCheckError(
    "IAM_REQUEST_FAILED",
    `The simulator gave no answer for ${action} on ${resource}.`,
    { principalArn },
  );
}
