import type { Patterns, Policy, PolicyIssue } from "../document/policy.ts";
import { readPolicy } from "../document/read-policy.ts";
import { sayIssues } from "../document/say-issues.ts";
import { type Atom, atoms, covers } from "../policy/atoms.ts";

/** Something that one policy allows and the other doesn't, wholly or in part. */
export interface PolicyChange {
  /** As it stands in the policy, also with wildcards; `not ` before it where everything else is meant. */
  readonly action: string;
  readonly resource: string;
  /** `StringLike s3:prefix raw/*` */
  readonly conditions: readonly string[];
  /** Why: it is (or was) allowed by a statement that the other policy doesn't have, or a statement that denied it is (or was) there. */
  readonly by: "allow" | "deny";
}

/** What a change of a policy does. */
export interface PolicyDiff {
  /** What becomes possible. */
  readonly gains: readonly PolicyChange[];
  /** What stops. */
  readonly losses: readonly PolicyChange[];
  /** All of it, to be read. */
  readonly text: string;
  /** What is wrong with documents that can't be read; there are no gains and losses then. */
  readonly issues: readonly PolicyIssue[];
}

/**
 * What becomes possible and what stops when one identity policy takes another's place. Whatever only one of them allows is
 * in the list; where statements overlap in part, the list has the whole of them.
 *
 * @param before a document as text or object
 * @param after a document as text or object
 *
 * @example
 * ```ts
 * import { buildTransformPolicy, diffPolicy } from "@cloudapi/iam";
 *
 * const of = (prefix: string) => buildTransformPolicy({ destination: { bucket: "cloudapi-logs-processed", prefix } });
 * const { gains, losses } = diffPolicy(of("tables/api_logs/"), of("tables/"));
 * console.log(gains.map(({ resource }) => resource).includes("arn:aws:s3:::cloudapi-logs-processed/tables/*")); // => true
 * console.log(losses.length); // => 0
 * ```
 */
export function diffPolicy(before: unknown, after: unknown): PolicyDiff {
  const [old, now] = [readPolicy(before), readPolicy(after)];
  if (old.policy === undefined || now.policy === undefined) {
    const unread = [
      ["before", old.issues],
      ["after", now.issues],
    ] as const;
    const told = unread
      .filter(([, issues]) => issues.length > 0)
      .map(([name, issues]) => `The policy ${name} can't be read. ${sayIssues(issues)}`);
    const issues = [...old.issues, ...now.issues];
    return { gains: [], losses: [], text: told.join(" "), issues };
  }
  const gains = possibleOnlyIn(now.policy, old.policy);
  const losses = possibleOnlyIn(old.policy, now.policy);
  return { gains, losses, text: say(gains, losses), issues: [] };
}

function possibleOnlyIn(policy: Policy, other: Policy): PolicyChange[] {
  const [allows, denies] = [atoms(policy, "Allow"), atoms(policy, "Deny")];
  const [otherAllows, otherDenies] = [atoms(other, "Allow"), atoms(other, "Deny")];
  const possible = allows.filter((atom) => !denies.some((deny) => covers(deny, atom)));
  return [
    ...possible
      .filter((atom) => !otherAllows.some((each) => covers(each, atom)))
      .map((atom) => change(atom, "allow")),
    ...otherDenies
      .filter((deny) => possible.length > 0 && !denies.some((each) => covers(each, deny)))
      .map((atom) => change(atom, "deny")),
  ];
}

function change({ action, resource, conditions }: Atom, by: PolicyChange["by"]): PolicyChange {
  return {
    action: nameOf(action),
    resource: nameOf(resource),
    conditions: conditions.map(
      ({ operator, key, values }) => `${operator} ${key} ${values.join(", ")}`,
    ),
    by,
  };
}

function nameOf({ not, patterns }: Patterns): string {
  return `${not ? "not " : ""}${patterns.join(", ")}`;
}

function say(gains: readonly PolicyChange[], losses: readonly PolicyChange[]): string {
  if (gains.length + losses.length === 0) return "Nothing changes.";
  const lines = (title: string, list: readonly PolicyChange[]) =>
    list.length === 0 ? [] : [title, ...list.map(sayChange)];
  return [...lines("Becomes possible:", gains), ...lines("Stops:", losses)].join("\n");
}

function sayChange({ action, resource, conditions, by }: PolicyChange): string {
  const when = conditions.length === 0 ? "" : ` if ${conditions.join(" and ")}`;
  return `  ${action} on ${resource}${when}${by === "deny" ? " (denied in the other)" : ""}`;
}
