import type * as z from "zod";

/** What does not decide whether a value fits: the words of an error, and defaults, which may differ at each call. */
const SILENT = new Set(["error", "defaultValue"]);

/**
 * A text of everything that a schema checks: two schemas with the same text give the same verdicts, as far as their
 * functions say what they do in their own source. What a closure captures, and what is inside `superRefine`, is not seen.
 */
export function schemaRules(schema: z.core.$ZodType): string {
  return JSON.stringify(describe(schema, new Map()));
}

function describe(value: unknown, seen: Map<object, number>): unknown {
  if (typeof value === "string" || typeof value === "boolean" || value === null) return value;
  if (typeof value !== "object")
    return [typeof value, String(value as number | bigint | symbol | undefined)];
  if (value instanceof RegExp) return ["pattern", String(value)];
  if (value instanceof Date) return ["date", value.getTime()];
  const known = seen.get(value);
  if (known !== undefined) return ["again", known];
  seen.set(value, seen.size);
  if (Array.isArray(value)) return value.map((each) => describe(each, seen));
  if (value instanceof Set || value instanceof Map)
    return ["all", ...[...value].map((each) => describe(each, seen))];
  if ("_zod" in value) return describeSchema(value as SchemaOrCheck, seen);
  return Object.entries(value)
    .filter(([name]) => !SILENT.has(name))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, each]) => [name, describe(each, seen)]);
}

interface SchemaOrCheck {
  readonly _zod: {
    readonly def: { readonly check?: string; readonly fn?: unknown };
    readonly check?: unknown;
  };
}

/** A check that is nothing but a function has it beside its definition. */
function describeSchema(
  { _zod: { def, check } }: SchemaOrCheck,
  seen: Map<object, number>,
): unknown {
  const isBare = def.check === "custom" && def.fn === undefined;
  return isBare ? ["function", String(check)] : describe(def, seen);
}
