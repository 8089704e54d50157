import { tablePattern } from "../../catalog/table-pattern.ts";
import { invalidInput } from "../glue-error.ts";

/** The rule of GetTables: a regular expression over the whole name, in which `*` alone is any text. */
export function namesMatching(expression: string | undefined): (name: string) => boolean {
  if (expression === undefined || expression === "") return () => true;
  try {
    const rule = tablePattern(expression);
    return (name) => rule.test(name);
  } catch {
    throw invalidInput(`The expression '${expression}' is not a regular expression.`);
  }
}
