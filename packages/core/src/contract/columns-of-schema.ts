import type * as z from "zod";
import type { DataType } from "../types/data-type.ts";
import { dataTypeOfSchema } from "../types/data-type-of-schema.ts";
import { unwrapSchema } from "../types/unwrap-schema.ts";
import type { Column } from "./column.ts";

/** The columns of an object schema, frozen, in the order of its fields; of fields that have a type. */
export function columnsOfSchema(
  schema: z.core.$ZodObject,
  typeOf: (schema: z.core.$ZodType) => DataType | undefined = dataTypeOfSchema,
): readonly Column[] {
  const columns: Column[] = [];
  for (const [name, field] of Object.entries(schema._zod.def.shape)) {
    const { leaf, optional, nullable } = unwrapSchema(field);
    const type = typeOf(leaf);
    if (type !== undefined)
      columns.push(Object.freeze({ name, type, nullable: optional || nullable }));
  }
  return Object.freeze(columns);
}
