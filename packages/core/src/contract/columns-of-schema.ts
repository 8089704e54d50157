import type * as z from "zod";
import { dataTypeOfSchema } from "../types/data-type-of-schema.ts";
import { unwrapSchema } from "../types/unwrap-schema.ts";
import type { Column } from "./column.ts";

/** The columns of an object schema, frozen, in the order of its fields; of fields that have a type. */
export function columnsOfSchema(schema: z.core.$ZodObject): readonly Column[] {
  const columns: Column[] = [];
  for (const [name, field] of Object.entries(schema._zod.def.shape)) {
    const { leaf, optional, nullable } = unwrapSchema(field);
    const type = dataTypeOfSchema(leaf);
    if (type !== undefined)
      columns.push(Object.freeze({ name, type, nullable: optional || nullable }));
  }
  return Object.freeze(columns);
}
