import type { $ZodRawIssue, $ZodType, $ZodTypes, ParsePayload } from "zod/v4/core";
import { runSchema } from "../contract/run-schema.ts";
import { unwrapSchema } from "../types/unwrap-schema.ts";

/** So many issues are looked for. */
const ENOUGH = 1000;

/**
 * Run a schema part by part, where zod can't carry all issues at once: with a hundred thousand of them in one list
 * its stack overflows. Finds the first of them; `undefined` where that is not what happened.
 */
export function runApart(schema: $ZodType, value: unknown): ParsePayload | undefined {
  const issues: $ZodRawIssue[] = [];
  collect(schema, value, [], issues);
  return issues.length === 0 ? undefined : { value, issues };
}

function collect(
  schema: $ZodType,
  value: unknown,
  path: readonly PropertyKey[],
  issues: $ZodRawIssue[],
): void {
  if (issues.length >= ENOUGH) return;
  try {
    const found = runSchema(schema, value)?.issues ?? [];
    for (const issue of found.slice(0, ENOUGH - issues.length))
      issues.push({ ...issue, path: [...path, ...(issue.path ?? [])] });
  } catch (error) {
    const parts = error instanceof RangeError ? partsOf(unwrapSchema(schema).leaf, value) : [];
    for (const [key, part, inside] of parts) {
      if (issues.length >= ENOUGH) return;
      collect(part, inside, [...path, key], issues);
    }
  }
}

/** The parts of a value that was converted for a schema, each with its key and its own schema. */
function* partsOf(
  schema: $ZodType,
  value: unknown,
): Generator<readonly [PropertyKey, $ZodType, unknown]> {
  const def = (schema as $ZodTypes)._zod.def;
  if (def.type === "array" && Array.isArray(value)) {
    for (const [i, element] of value.entries()) yield [i, def.element, element];
  } else if (def.type === "map" && value instanceof Map) {
    for (const [key, element] of value) yield [key as string, def.valueType, element];
  } else if (typeof value === "object" && value !== null) {
    const fields = value as Readonly<Record<string, unknown>>;
    for (const [key, element] of Object.entries(fields)) {
      if (def.type === "record") yield [key, def.valueType, element];
      const field = def.type === "object" ? def.shape[key] : undefined;
      if (field !== undefined) yield [key, field, element];
    }
    const options = def.type === "union" ? def.options : [];
    for (const option of options) yield* partsOf(option, value);
  }
}
