import type { JsonValue } from "@cloudapi/core";
import { evaluateCall } from "./call.ts";
import type { Roots } from "./path.ts";

/** A value in which every field whose name ends in `.$` has what its path or call gives, under the name without that. */
export function fillTemplate(value: JsonValue, roots: Roots, where: string): JsonValue {
  if (Array.isArray(value))
    return (value as readonly JsonValue[]).map((each) => fillTemplate(each, roots, where));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) =>
      name.endsWith(".$") && typeof each === "string"
        ? [name.slice(0, -2), evaluateCall(each, roots, `${where}/${name}`)]
        : [name, fillTemplate(each, roots, `${where}/${name}`)],
    ),
  );
}
