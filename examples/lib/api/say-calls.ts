import type { PolicyDocument } from "@cloudapi/iam";
import type { LoggedCall } from "@cloudapi/local";

/** What of a policy its principal used, and what it was denied. */
export function sayCalls(
  policy: PolicyDocument,
  calls: readonly Pick<LoggedCall, "action" | "resource" | "decision">[],
): string {
  const denied = calls.filter(({ decision }) => decision !== "allow");
  const used = new Set(calls.map(({ action }) => action));
  const granted = new Set(policy.Statement.flatMap(({ Action }) => Action));
  const unused = [...granted].filter((action) => !used.has(action)).toSorted();
  return [
    `Under its policy: ${calls.length - denied.length} accesses allowed, ${denied.length} denied.`,
    ...new Set(denied.map(({ action, resource }) => `  denied: ${action} ${resource}`)),
    `Allowed and not used: ${unused.join(", ") || "nothing"}.`,
  ].join("\n");
}
