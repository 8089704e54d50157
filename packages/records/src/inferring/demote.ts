import type { Issue } from "../report/issue.ts";
import type { ProposedField, ProposedValue } from "./proposal.ts";

/** A type that takes any value. */
type Anything = "string" | "json";

/** Fields that take what an issue of a record is about: absent where it was required, or of a type that holds anything. */
export function demote(
  fields: readonly ProposedField[],
  { code, path }: Pick<Issue, "code" | "path">,
  anything: Anything,
): readonly ProposedField[] {
  const [name, ...rest] = path;
  return fields.map((field) =>
    field.name === name
      ? { ...field, ...demoteValue(field, { code, path: rest }, anything) }
      : field,
  );
}

function demoteValue(
  value: ProposedValue,
  issue: Pick<Issue, "code" | "path">,
  anything: Anything,
): ProposedValue {
  const { type } = value;
  if (issue.path.length > 0 && type.kind === "struct") {
    const fields = demote(type.fields, issue, anything);
    if (isOther(fields, type.fields)) return { ...value, type: { kind: "struct", fields } };
  }
  if (issue.path.length > 0 && type.kind === "list") {
    const inside = { ...issue, path: issue.path.slice(1) };
    const element = demoteValue(type.element, inside, anything);
    if (isOther(element, type.element)) return { ...value, type: { kind: "list", element } };
  }
  const isMissing = issue.code === "required" && issue.path.length === 0;
  if (isMissing && !value.isAbsent) return { ...value, isAbsent: true };
  return { ...value, type: { kind: anything } };
}

/** What is not changed by an issue inside it can only change as a whole. */
function isOther(now: unknown, before: unknown): boolean {
  return JSON.stringify(now) !== JSON.stringify(before);
}
