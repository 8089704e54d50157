import type { IAMClient } from "@aws-sdk/client-iam";
import { checkOptionNames } from "@cloudapi/core/internal";
import type { Condition, Patterns, Policy } from "../document/policy.ts";
import { readPolicy } from "../document/read-policy.ts";
import { evaluatePolicies, type PolicySource } from "../evaluation/evaluate-policies.ts";
import type { EvaluationRequest } from "../evaluation/read-request.ts";
import { unreadPolicyOf } from "../evaluation/unread-policy.ts";
import { type Atom, atoms, covers } from "../policy/atoms.ts";
import { takesAnyOf } from "../policy/unite-conditions.ts";
import { coverPolicies } from "../policy-kinds/cover-policies.ts";
import {
  type CheckedPolicies,
  checkGivenPolicies,
  GIVEN,
  type GivenPolicies,
} from "../policy-kinds/given-policies.ts";
import { limitedBy } from "../policy-kinds/limit-decision.ts";
import type { PolicyCoverage } from "../policy-kinds/policy-coverage.ts";
import { contextEntries, type SimulationContext } from "../simulation/context.ts";
import { needContexts, needText } from "./need-context.ts";
import { type RolePolicyDocuments, readRolePolicies } from "./role-policies.ts";

/** Which role, and what it is for. */
export interface RoleNeedsInput extends GivenPolicies {
  readonly roleName: string;
  /** What each operation needs, by the operation's name: the policy that is built for it. */
  readonly needs: Readonly<Record<string, PolicySource>>;
  /** Values for the condition keys that the policies of a session or an organisation ask for. */
  readonly context?: SimulationContext;
}

/** A right that an operation needs and the role hasn't. */
export interface MissingRight {
  readonly operation: string;
  readonly action: string;
  readonly resource: string;
  /** Why it is denied. */
  readonly why: string;
}

/** A right that the role has and no operation needs. */
export interface ExcessiveRight {
  /** The policy that gives it, and the statement's place in it. */
  readonly policy: string;
  readonly statement: number;
  /** As the policy says it: `s3:*`. */
  readonly action: string;
  readonly resource: string;
  /** That no operation needs it, or only under conditions that the statement doesn't ask for. */
  readonly why: string;
}

/** What a role has, against what it needs. */
export interface RoleNeedsReport {
  readonly roleArn: string;
  /** Nothing missing and nothing excessive. */
  readonly fits: boolean;
  readonly missing: readonly MissingRight[];
  readonly excessive: readonly ExcessiveRight[];
  /** Which kinds of policies took part in the answer, which did not, and why. */
  readonly coverage: readonly PolicyCoverage[];
}

const WHAT = "checkRole";

/**
 * Compare what a role may do with what its operations need: what is missing, by operation, and what is more than any of them
 * needs. Both by our own evaluation of the role's policies and boundary. What a session's own policies (`sessionPolicies`) or an
 * organisation's (`organisation`, which `readOrganisationPolicies` reads) don't allow is missing, too, where they are given; so is what
 * they leave to condition keys that `context` has no value for. Policies of resources take no part. `coverage` says so of each kind.
 *
 * Needs `iam:GetRole`, `iam:ListRolePolicies`, `iam:GetRolePolicy`, `iam:ListAttachedRolePolicies`, `iam:GetPolicy` and
 * `iam:GetPolicyVersion`.
 *
 * @throws {TypeError} naming the field at fault
 * @throws {IamCheckError} `NO_SUCH_PRINCIPAL`, `CANNOT_READ_ROLE`, `CANNOT_READ_POLICIES`, `INVALID_POLICY`,
 *   `IAM_REQUEST_FAILED`
 *
 * @example
 * ```ts
 * import { IAMClient } from "@aws-sdk/client-iam";
 * import { buildLambdaPolicy, checkRole } from "@cloudapi/iam";
 *
 * const needs = { validator: buildLambdaPolicy({ bucket: "cloudapi-logs-raw" }) };
 * const check = checkRole(new IAMClient({}), { roleName: "not a name", needs });
 * console.log(await check.catch((error) => error.message.includes("roleName"))); // => true
 * ```
 */
export async function checkRole(
  iam: IAMClient,
  input: RoleNeedsInput,
  options?: { readonly signal?: AbortSignal },
): Promise<RoleNeedsReport> {
  checkOptionNames(WHAT, input, [...GIVEN, "roleName", "needs", "context"]);
  checkOptionNames(WHAT, options, ["signal"]);
  if (typeof input.roleName !== "string" || !/^[\w+=,.@-]{1,64}$/.test(input.roleName))
    throw new TypeError(`${WHAT}: roleName must be the name of a role.`);
  const needs = Object.entries(input.needs).map(
    ([operation, source]) => [operation, policyOf(operation, source)] as const,
  );
  const given = checkGivenPolicies(WHAT, input);
  const { context = {} } = input;
  contextEntries(WHAT, context);
  const role = await readRolePolicies(iam, input.roleName, options?.signal);
  const asked = { role, given, context };
  const missing = needs.flatMap(([operation, policy]) => missingOf(operation, policy, asked));
  const needed = needs.flatMap(([, policy]) => atoms(policy, "Allow"));
  const excessive = role.identity.flatMap((policy) => excessiveOf(policy, needed));
  const fits = missing.length === 0 && excessive.length === 0;
  const hasBoundary = role.boundary !== undefined;
  const coverage = coverPolicies({ answeredBy: "evaluation", given, hasBoundary });
  return { roleArn: role.roleArn, fits, missing, excessive, coverage };
}

function policyOf(operation: string, source: PolicySource): Policy {
  if (typeof source === "object" && "statements" in source) return source;
  const { policy, issues } = readPolicy(source);
  if (policy !== undefined) return policy;
  throw new TypeError(`${WHAT}: needs.${operation} is no policy: ${issues[0]?.message}`);
}

interface Asked {
  readonly role: RolePolicyDocuments;
  readonly given: CheckedPolicies;
  readonly context: SimulationContext;
}

function missingOf(operation: string, need: Policy, asked: Asked): MissingRight[] {
  return atoms(need, "Allow").flatMap(({ action, resource, conditions }) => {
    const [name, pattern] = [sayPatterns(action), sayPatterns(resource)];
    const why = needContexts(conditions)
      .map((context) =>
        whyDenied(asked, {
          principal: asked.role.roleArn,
          action: name,
          resource: needText(pattern),
          context,
        }),
      )
      .find((each) => each !== undefined);
    return why === undefined ? [] : [{ operation, action: name, resource: pattern, why }];
  });
}

/** By the role's own policies nothing else is said in a request than the need says; others may ask for more. */
function whyDenied({ role, given, context }: Asked, request: EvaluationRequest) {
  const { identity, boundary } = role;
  const own = evaluatePolicies({ identity, boundary, resource: unreadPolicyOf(request), request });
  if (own.decision !== "allow") return own.why;
  const whole = { ...context, ...request.context };
  return limitedBy(given, { ...request, context: whole, unknownKeys: "rest" })?.why;
}

/** What a policy allows, as it says it, that nothing of the needs covers. */
function excessiveOf(policy: Policy, needed: readonly Atom[]): ExcessiveRight[] {
  return policy.statements.flatMap((statement, index) =>
    atoms({ statements: [statement] }, "Allow")
      .filter((atom) => !eachValue(atom).every((one) => needed.some((need) => covers(need, one))))
      .map((atom) => ({
        policy: policy.name ?? "",
        statement: index,
        action: sayPatterns(atom.action),
        resource: sayPatterns(atom.resource),
        why: whyExcessive(atom, needed),
      })),
  );
}

/** All but some is, to who needs some, all. */
function sayPatterns({ not, patterns: [pattern = "*"] }: Patterns): string {
  return not ? "*" : pattern;
}

function whyExcessive(atom: Atom, needed: readonly Atom[]): string {
  const under = needed.filter((need) => covers({ ...need, conditions: [] }, atom));
  if (under.length === 0) return "No operation needs it.";
  const asked = under.flatMap(({ conditions }) =>
    conditions.map(({ operator, key, values }) => `${operator} ${key} ${values.join(", ")}`),
  );
  return `It is needed only under conditions that the statement does not ask for: ${[...new Set(asked)].join("; ")}.`;
}

const MAX_COMBINATIONS = 1000;

/** The same with one value for each condition that is met by any of several: different operations may need different ones. */
function eachValue(atom: Atom): Atom[] {
  const combinations = atom.conditions.reduce<Condition[][]>(
    (before, condition) => {
      const { values, operator } = condition;
      const isJoint = !takesAnyOf(operator) || before.length * values.length > MAX_COMBINATIONS;
      const single = isJoint
        ? [condition]
        : values.map((value) => ({ ...condition, values: [value] }));
      return before.flatMap((some) => single.map((one) => [...some, one]));
    },
    [[]],
  );
  return combinations.map((conditions) => ({ ...atom, conditions }));
}
