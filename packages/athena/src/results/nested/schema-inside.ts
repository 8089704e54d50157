import { unwrapSchema } from "@cloudapi/core/internal";
import type * as z from "zod";

type Schema = z.core.$ZodType | undefined;

/** The schema of the elements of a list, or of the values of a map. */
export function elementSchema(schema: Schema, index: number): Schema {
  const def = defOf(schema);
  switch (def?.type) {
    case "array":
      return def.element;
    case "tuple":
      return def.items[index] ?? def.rest ?? undefined;
    case "record":
    case "map":
      return def.valueType;
    default:
      return undefined;
  }
}

/** The schema of a field of a struct; in a union of structs, that of the first which has it. */
export function fieldSchema(schema: Schema, name: string): Schema {
  const def = defOf(schema);
  if (def?.type === "object") return Object.hasOwn(def.shape, name) ? def.shape[name] : undefined;
  if (def?.type !== "union") return undefined;
  for (const option of def.options) {
    const found = fieldSchema(option, name);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Whether a map is a `Map` in rows, and not an object. */
export function isMapSchema(schema: Schema): boolean {
  return defOf(schema)?.type === "map";
}

function defOf(schema: Schema): z.core.$ZodTypes["_zod"]["def"] | undefined {
  return schema && (unwrapSchema(schema).leaf as z.core.$ZodTypes)._zod.def;
}
