import type * as z from "zod";
import { hasOwnCodec, nestedCodec } from "../nested/nested-field.ts";
import { typeOfSchema } from "../types/nested-type.ts";
import { refusalOfSchema } from "../types/refusal-of-schema.ts";
import { unwrapSchema } from "../types/unwrap-schema.ts";
import { columnCodec } from "../values/column-codec.ts";
import type { ContractIssue } from "./contract-error.ts";
import { defaultIssue } from "./default-issue.ts";
import { hasAsyncCheck } from "./has-async-check.ts";
import { nestingIssue, schemasInside } from "./nested-issues.ts";
import { patternIssue } from "./pattern-issue.ts";

/** What is wrong with the fields of a schema, one issue for each that has any. */
export function fieldIssues(schema: z.core.$ZodObject): ContractIssue[] {
  const names = new NameIssues();
  return Object.entries(schema._zod.def.shape).flatMap(([name, field]) => {
    const message = names.check(name) ?? nestingIssue(field);
    return message === undefined ? schemaIssues(name, field) : [{ field: name, message }];
  });
}

/** Looks at the names of the fields of a row or a struct; variants may have them in common. */
class NameIssues {
  readonly #taken = new Map<string, string>();

  check(name: string): string | undefined {
    const other = this.#taken.get(name.toLowerCase());
    this.#taken.set(name.toLowerCase(), name);
    if (name in Object.prototype) return "this name is JavaScript's own; rename the field";
    if (!/^[A-Za-z0-9_]{1,255}$/.test(name)) {
      return "a column name is 1 to 255 letters, digits and underscores, as Athena's are";
    }
    return other === undefined || other === name
      ? undefined
      : `Athena's column names ignore case, so it clashes with "${other}"`;
  }
}

/** What is wrong with a field: inside it, or else with itself. */
function schemaIssues(place: string, field: z.core.$ZodType): ContractIssue[] {
  const { leaf } = unwrapSchema(field);
  const names = new NameIssues();
  const inside = new Map<string, ContractIssue>();
  for (const { place: end, schema } of schemasInside(leaf)) {
    const at = `${place}${end}`;
    const name = end.startsWith(".") ? names.check(end.slice(1)) : undefined;
    const found = name === undefined ? schemaIssues(at, schema) : [{ field: at, message: name }];
    for (const issue of found) inside.set(`${issue.field} ${issue.message}`, issue);
  }
  if (inside.size > 0) return [...inside.values()];
  const message = ownIssue(field);
  return message === undefined ? [] : [{ field: place, message }];
}

function ownIssue(field: z.core.$ZodType): string | undefined {
  const { leaf, optional, nullable, defaultValue } = unwrapSchema(field);
  const type = typeOfSchema(leaf);
  if (type === undefined) return refusalOfSchema(leaf);
  if (defaultValue !== undefined && (optional || nullable)) {
    return "it has a default and may be null; absent and null mean the same here; use only one of them";
  }
  if (hasAsyncCheck(field)) return "asynchronous checks can't be run; use a synchronous one";
  const codec = hasOwnCodec(type) ? columnCodec(type, leaf) : nestedCodec(field);
  return patternIssue(leaf) ?? defaultIssue(field, codec);
}
