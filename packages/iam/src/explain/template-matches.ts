/** What stands for the placeholders of a need's resource: a name has no separators, a prefix may have any. */
const CLASSES: readonly (readonly [RegExp, string])[] = [
  [/^(partition|region|accountId)$/, "[^:/]*"],
  [/(bucket|database|table|view|workGroup)$/, "[^:/]+"],
  [/Arn$/, "arn:[^*]+?"],
];

/** Whether a resource of a policy is of the kind that a need's template stands for; `*` is of every kind. */
export function templateMatches(template: string, resource: string): boolean {
  if (resource === "*") return true;
  const pattern = template
    .split(/(\{[\w.]+\})/)
    .map((part) => (part.startsWith("{") ? classOf(part.slice(1, -1)) : escape(part)));
  const source = pattern.join("").replaceAll(/(?:\.\*)+/g, ".*");
  return new RegExp(`^${source}$`, "s").test(resource);
}

function classOf(name: string): string {
  return CLASSES.find(([names]) => names.test(name))?.[1] ?? ".*";
}

/** A `*` at the end of a template is whatever the policy has there. */
function escape(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\/]/g, (each) => (each === "*" ? ".*" : `\\${each}`));
}
