import type { Dataset } from "@cloudapi/core";
import { type $ZodObject, type $ZodShape, clone } from "zod/v4/core";
import type { FieldChecker } from "./compile-field.ts";

/** Fields of a contract that zod judges together, by its own schema: what a contract means is what that says. */
export interface SchemaPart {
  readonly schema: $ZodObject;
  readonly fields: ReadonlySet<FieldChecker>;
}

/** The whole contract. */
export function wholeSchema({ schema }: Dataset, fields: readonly FieldChecker[]): SchemaPart {
  return { schema: schema as $ZodObject, fields: new Set(fields) };
}

/**
 * What zod has to judge in every record, even where every value passes at a glance: the fields of which
 * only it can tell, or the whole contract when that has checks over several fields.
 */
export function partOfEveryRecord(whole: SchemaPart): SchemaPart | undefined {
  const { def } = whole.schema._zod;
  if ((def.checks ?? []).length > 0) return whole;
  const fields = [...whole.fields].filter(({ passes }) => passes === undefined);
  if (fields.length === 0) return undefined;
  return { schema: partOf(whole.schema, fields), fields: new Set(fields) };
}

/** The schema of some fields of an object, which takes any others. */
export function partOf(
  schema: $ZodObject,
  fields: readonly Pick<FieldChecker, "name">[],
): $ZodObject {
  const { def } = schema._zod;
  const shape = Object.fromEntries(fields.map(({ name }) => [name, def.shape[name]])) as $ZodShape;
  return clone(schema, { ...def, shape, catchall: undefined });
}
