import type * as z from "zod";
import { dataTypeOfSchema } from "../types/data-type-of-schema.ts";
import { refusalOfSchema } from "../types/refusal-of-schema.ts";
import { unwrapSchema } from "../types/unwrap-schema.ts";
import { columnCodec } from "../values/column-codec.ts";
import type { ContractIssue } from "./contract-error.ts";
import { defaultIssue } from "./default-issue.ts";
import { hasAsyncCheck } from "./has-async-check.ts";
import { patternIssue } from "./pattern-issue.ts";

/** What is wrong with the fields of a schema, one issue for each that has any. */
export function fieldIssues(schema: z.core.$ZodObject): ContractIssue[] {
  const issues: ContractIssue[] = [];
  const taken = new Map<string, string>();
  for (const [name, field] of Object.entries(schema._zod.def.shape)) {
    const message = nameIssue(name, taken) ?? schemaIssue(field);
    if (message !== undefined) issues.push({ field: name, message });
    taken.set(name.toLowerCase(), name);
  }
  return issues;
}

function nameIssue(name: string, taken: ReadonlyMap<string, string>): string | undefined {
  if (name in Object.prototype) return "this name is JavaScript's own; rename the field";
  if (!/^[A-Za-z0-9_]{1,255}$/.test(name)) {
    return "a column name is 1 to 255 letters, digits and underscores, as Athena's are";
  }
  const other = taken.get(name.toLowerCase());
  return other === undefined
    ? undefined
    : `Athena's column names ignore case, so it clashes with "${other}"`;
}

function schemaIssue(field: z.core.$ZodType): string | undefined {
  const { leaf, optional, nullable, defaultValue } = unwrapSchema(field);
  const type = dataTypeOfSchema(leaf);
  if (type === undefined) return refusalOfSchema(leaf);
  if (defaultValue !== undefined && (optional || nullable)) {
    return "it has a default and may be null; absent and null mean the same here; use only one of them";
  }
  if (hasAsyncCheck(field)) return "asynchronous checks can't be run; use a synchronous one";
  return patternIssue(leaf) ?? defaultIssue(field, columnCodec(type, leaf));
}
