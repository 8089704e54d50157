import type { ContextValue, Policy, RequestContext } from "@cloudapi/iam/evaluation";
import { matchesWildcards } from "../../text/matches-wildcards.ts";
import type { IamCall } from "../iam-call.ts";
import { invalidInput } from "../iam-error.ts";

const TYPES = ["string", "numeric", "boolean", "ip", "binary", "date"];

/** The condition keys that a simulation is given, each of a type; a list's are joined. */
export function readContext(call: IamCall): RequestContext {
  const entries = call.members("ContextEntries").map((entry): [string, ContextValue] => {
    const key = call.text(`${entry}.ContextKeyName`);
    const type = call.text(`${entry}.ContextKeyType`) ?? "string";
    const isList = type.endsWith("List");
    if (key === undefined || key === "")
      throw invalidInput("A context entry needs a ContextKeyName.");
    if (!TYPES.includes(isList ? type.slice(0, -"List".length) : type))
      throw invalidInput(`${type.slice(0, 100)} is no ContextKeyType.`);
    const values = call.list(`${entry}.ContextKeyValues`);
    return [key, isList || values.length !== 1 ? values : (values[0] ?? "")];
  });
  return Object.fromEntries(entries);
}

/** The condition keys that statements about an action ask for and nobody gave. */
export function missingKeys(
  policies: readonly Policy[],
  action: string,
  given: readonly string[],
): string[] {
  const known = new Set(given.map((key) => key.toLowerCase()));
  const asked = policies
    .flatMap(({ statements }) => statements)
    .filter(({ action: { not, patterns } }) => not !== patterns.some((one) => names(one, action)))
    .flatMap(({ conditions }) => conditions.map(({ key }) => key));
  return [...new Set(asked)].filter((key) => !known.has(key.toLowerCase())).sort();
}

function names(pattern: string, action: string): boolean {
  return matchesWildcards(pattern.toLowerCase(), action.toLowerCase());
}
