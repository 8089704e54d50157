import type * as z from "zod";
import { dataTypeOfSchema } from "../types/data-type-of-schema.ts";
import { unwrapSchema } from "../types/unwrap-schema.ts";
import { columnCodec } from "../values/column-codec.ts";
import type { Column } from "./column.ts";
import type { ContractFault } from "./contract-error.ts";
import { defaultFault } from "./default-fault.ts";
import { hasAsyncCheck } from "./has-async-check.ts";

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
  if (hasAsyncCheck(field)) return "asynchronous checks can't be run; use a synchronous one";
  columns.push(Object.freeze({ name, type: found.type, nullable }));
  return defaultFault(field, columnCodec(found.type, unwrapped.leaf));
}
