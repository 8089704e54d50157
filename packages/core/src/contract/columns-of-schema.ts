import type * as z from "zod";
import { dataTypeOfSchema } from "../types/data-type-of-schema.ts";
import { type UnwrappedSchema, unwrapSchema } from "../types/unwrap-schema.ts";
import type { Column } from "./column.ts";
import type { ContractFault } from "./contract-error.ts";

/** The columns of an object schema, frozen, in the order of its fields; faults are added to `faults`. */
export function columnsOfSchema(
  schema: z.core.$ZodObject,
  faults: ContractFault[],
): readonly Column[] {
  const columns: Column[] = [];
  const taken = new Map<string, string>();
  for (const [name, field] of Object.entries(schema._zod.def.shape)) {
    const fault = nameFault(name, taken) ?? addColumn(name, field, columns);
    if (fault !== undefined) faults.push({ field: name, message: fault });
    taken.set(name.toLowerCase(), name);
  }
  return Object.freeze(columns);
}

function nameFault(name: string, taken: ReadonlyMap<string, string>): string | undefined {
  if (name in Object.prototype) return "this name is JavaScript's own; rename the field";
  if (!/^[A-Za-z0-9_]{1,255}$/.test(name)) {
    return "a column name is 1 to 255 letters, digits and underscores, as Athena's are";
  }
  const other = taken.get(name.toLowerCase());
  return other === undefined
    ? undefined
    : `Athena's column names ignore case, so it clashes with "${other}"`;
}

function addColumn(name: string, field: z.core.$ZodType, columns: Column[]): string | undefined {
  const unwrapped = unwrapSchema(field);
  const found = dataTypeOfSchema(unwrapped.leaf);
  if ("refusal" in found) return found.refusal;
  const nullable = unwrapped.optional || unwrapped.nullable;
  if (unwrapped.defaultValue !== undefined && nullable) {
    return "it has a default and may be null; absent and null are the same here, so say one of them";
  }
  columns.push(Object.freeze({ name, type: found.type, nullable }));
  return defaultFault(unwrapped);
}

function defaultFault({ leaf, defaultValue }: UnwrappedSchema): string | undefined {
  if (defaultValue === undefined) return undefined;
  const value = defaultValue();
  const result = leaf._zod.run({ value, issues: [] }, { async: false });
  if (result instanceof Promise) return "asynchronous checks are not supported";
  return result.issues.length === 0
    ? undefined
    : `its default ${String(value)} does not pass its own checks`;
}
