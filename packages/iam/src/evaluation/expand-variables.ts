import type { Policy } from "../document/policy.ts";
import type { GlobPart } from "./glob.ts";
import type { ContextKeys } from "./request-context.ts";

/** A text of a policy with the request's values in the place of its variables. */
export type Expansion =
  | { readonly parts: readonly GlobPart[] }
  /** A variable has no value, so that the text matches nothing. */
  | { readonly unresolved: string }
  | { readonly unknown: string };

const VARIABLE = /\$\{([^{}]*)\}/g;
const WITH_DEFAULT = /^([^,]*),\s*'([^']*)'\s*$/;

/**
 * Put values in the place of `${aws:username}` and its like. `${*}`, `${?}` and `${$}` stand for the characters; so do the
 * characters of values. A policy of the older version has no variables.
 */
export function expandVariables(
  text: string,
  version: Policy["version"],
  context: ContextKeys,
): Expansion {
  if (version !== "2012-10-17" || !text.includes("${"))
    return { parts: [{ text, isLiteral: false }] };
  const parts: GlobPart[] = [];
  let from = 0;
  for (const match of text.matchAll(VARIABLE)) {
    const value = valueOf((match[1] ?? "").trim(), context);
    if (!("text" in value)) return value;
    parts.push({ text: text.slice(from, match.index), isLiteral: false });
    parts.push({ text: value.text, isLiteral: true });
    from = match.index + match[0].length;
  }
  parts.push({ text: text.slice(from), isLiteral: false });
  return { parts };
}

type Value = { readonly text: string } | Exclude<Expansion, { parts: unknown }>;

function valueOf(variable: string, context: ContextKeys): Value {
  if (variable === "*" || variable === "?" || variable === "$") return { text: variable };
  const [, name = variable, otherwise] = WITH_DEFAULT.exec(variable) ?? [];
  const key = name.trim();
  const found = context.find(key);
  if (found.state === "unknown") return { unknown: `the value of ${key} is not known` };
  if (found.state === "absent")
    return otherwise === undefined ? { unresolved: key } : { text: otherwise };
  const [value = "", ...more] = found.values;
  return more.length === 0 ? { text: value } : { unknown: `${key} has several values` };
}
