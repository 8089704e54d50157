import { checkOptionNames, type Need, type OperationNeeds } from "@cloudapi/core/internal";
import type { Condition, Patterns, Policy, PolicyIssue } from "../document/policy.ts";
import { readPolicy } from "../document/read-policy.ts";
import { sayIssues } from "../document/say-issues.ts";
import { EXPLAINED_NEEDS, type UseName } from "../needs/all-needs.ts";
import { coversPattern } from "../policy/covers-pattern.ts";
import { withoutNumber } from "../policy/united-sid.ts";
import { templateMatches } from "./template-matches.ts";

/** An action of a statement, and what it is there for. */
export interface ExplainedAction {
  readonly action: string;
  /** The operations that need it, each with what for: `s3Sink: reads manifests before they are replaced`. */
  readonly neededBy: readonly { readonly operation: UseName; readonly for: string }[];
}

/** A statement in plain words. */
export interface ExplainedStatement {
  /** Its place in the document, from 0. */
  readonly statement: number;
  readonly sid: string | undefined;
  readonly effect: "Allow" | "Deny";
  readonly actions: readonly ExplainedAction[];
  readonly resources: readonly string[];
  /** Each condition as a sentence. */
  readonly conditions: readonly string[];
}

/** A policy in plain words. */
export interface PolicyExplanation {
  readonly statements: readonly ExplainedStatement[];
  /** All of it, to be read. */
  readonly text: string;
  /** What is wrong with a document that can't be read. */
  readonly issues: readonly PolicyIssue[];
}

/** Whose needs explain the policy. */
export interface ExplainPolicyOptions {
  /** The operations that its role runs; all that there are when left out. */
  readonly operations?: readonly UseName[];
}

const WHAT = "explainPolicy";

/**
 * Say in plain words what each statement of a policy allows, and which operation of CloudAPI needs it. What no operation
 * needs is said to be so. A document that can't be read gives issues, and no statements.
 *
 * @param policy a document as text or object, also one that IAM hands out percent-encoded
 * @throws {TypeError} for an operation that there is none of
 *
 * @example
 * ```ts
 * import { buildTransformPolicy, explainPolicy } from "@cloudapi/iam";
 *
 * const policy = buildTransformPolicy({ destination: { bucket: "cloudapi-logs-processed", prefix: "api_logs/" } });
 * const { statements } = explainPolicy(policy, { operations: ["s3Sink"] });
 * console.log(statements[0]?.actions[0]?.neededBy[0]?.operation); // => "s3Sink"
 * ```
 */
export function explainPolicy(
  policy: unknown,
  options: ExplainPolicyOptions = {},
): PolicyExplanation {
  checkOptionNames(WHAT, options, ["operations"]);
  const operations = (options.operations ?? (Object.keys(EXPLAINED_NEEDS) as UseName[])).map(
    needsOf,
  );
  const { policy: read, issues } = readPolicy(policy);
  if (read === undefined) {
    return { statements: [], text: `The policy can't be read. ${sayIssues(issues)}`, issues };
  }
  const statements = read.statements.map((each, index) => explain(each, index, operations));
  return { statements, text: statements.map(sayStatement).join("\n\n"), issues: [] };
}

function needsOf(name: UseName): OperationNeeds & { readonly operation: UseName } {
  if (!Object.hasOwn(EXPLAINED_NEEDS, name))
    throw new TypeError(
      `${WHAT}: operations must be of ${Object.keys(EXPLAINED_NEEDS).join(", ")}, not ${String(name)}.`,
    );
  return { operation: name, needs: EXPLAINED_NEEDS[name].needs };
}

type Statement = Policy["statements"][number];

function explain(
  statement: Statement,
  index: number,
  operations: readonly (OperationNeeds & { readonly operation: UseName })[],
): ExplainedStatement {
  const { sid, effect, action, resource, conditions } = statement;
  const reasons = (pattern: string) =>
    operations.flatMap(({ operation, needs }) =>
      reasonsOf(
        needs.filter((need) => isMeant(need, pattern, resource)),
        sid,
      ).map((reason) => ({ operation, for: reason })),
    );
  return {
    statement: index,
    sid,
    effect,
    actions: action.patterns.map((pattern) => ({
      action: action.not ? `everything but ${pattern}` : pattern,
      neededBy: action.not || effect === "Deny" ? [] : reasons(pattern),
    })),
    resources: (resource?.patterns ?? []).map((each) =>
      resource?.not === true ? `everything but ${each}` : each,
    ),
    conditions: conditions.map(sayCondition),
  };
}

/** Where the statement's id says which of several purposes it has, those. */
function reasonsOf(needs: readonly Need[], sid: string | undefined): string[] {
  const purposes = withoutNumber(sid ?? "").split("And");
  const named = needs.filter((need) => purposes.includes(need.sid));
  return [...new Set((named.length > 0 ? named : needs).map((need) => need.for))];
}

function isMeant(need: Need, action: string, resource: Patterns | undefined): boolean {
  return (
    coversPattern(action.toLowerCase(), need.action.toLowerCase()) &&
    // Of everything but some, nothing says which place is meant.
    resource?.not !== true &&
    (resource?.patterns ?? []).some((each) => templateMatches(need.resource, each))
  );
}

const WORDS: Readonly<Record<string, string>> = {
  StringEquals: "is",
  StringLike: "is like",
  StringNotEquals: "is not",
  StringNotLike: "is not like",
  ArnLike: "is like",
  ArnEquals: "is like",
  Bool: "is",
};
/** What the keys of our own policies say. */
const KEYS: Readonly<Record<string, string>> = {
  "aws:ResourceAccount": "the account that owns the resource",
  "aws:SourceAccount": "the account that the call comes from",
  "aws:SourceArn": "what the call comes from",
  "aws:SecureTransport": "the connection being encrypted",
  "s3:prefix": "the prefix that is listed",
  "kms:ViaService": "the service that uses the key",
  "kms:EncryptionContext:aws:s3:arn": "the object, or the bucket, that S3 uses the key for",
  "iam:PassedToService": "the service that the role is given to",
};

function sayCondition({ operator, key, values }: Condition): string {
  if (operator.toLowerCase() === "null")
    return `only if ${KEYS[key] ?? key} is ${values.includes("true") ? "absent" : "given"}`;
  const isOptional = operator.endsWith("IfExists");
  const base = isOptional ? operator.slice(0, -"IfExists".length) : operator;
  const verb = WORDS[base] ?? `meets ${base} of`;
  return `only if ${KEYS[key] ?? key} ${verb} ${values.join(" or ")}${isOptional ? ", where it is known" : ""}`;
}

function sayStatement({
  sid,
  statement,
  effect,
  actions,
  resources,
  conditions,
}: ExplainedStatement): string {
  const title = sid ?? `Statement ${statement + 1}`;
  return [
    `${title}: ${effect === "Allow" ? "allows" : "denies"}, on ${resources.join(", ") || "what the policy belongs to"}`,
    ...actions.map(({ action, neededBy }) => `  ${action}${sayReasons(neededBy, effect)}`),
    ...conditions.map((each) => `  ${each}`),
  ].join("\n");
}

function sayReasons(neededBy: ExplainedAction["neededBy"], effect: string): string {
  if (effect === "Deny") return "";
  if (neededBy.length === 0) return ": no operation of CloudAPI needs it";
  return `: ${neededBy.map(({ operation, for: reason }) => `${operation} ${reason}`).join("; ")}`;
}
