import { type Column, type DataType, formatDataType } from "@cloudapi/core";
import * as z from "zod";

/** A JSON value. */
export type Json =
  | string
  | number
  | boolean
  | null
  | readonly Json[]
  | { readonly [name: string]: Json };

/** How values of a type stand in a response: what the OpenAPI document says of them, from the same zod schema. */
function jsonSchemaOf(type: DataType): z.ZodType {
  switch (type.kind) {
    case "string":
      return z.string();
    case "json":
      return z.string().meta({ description: "JSON, as its text." });
    case "int32":
      return z.int32();
    case "int64":
      return z
        .string()
        .regex(/^-?\d{1,19}$/)
        .meta({ description: "A 64-bit integer, as text: more digits than a JSON number keeps." });
    case "float":
    case "double":
      return z.number();
    case "decimal":
      return z
        .string()
        .regex(/^-?\d{1,38}(\.\d{1,38})?$/)
        .meta({ description: `A ${formatDataType(type)}, as text: every digit of it.` });
    case "boolean":
      return z.boolean();
    case "date":
      return z.iso.date();
    case "timestamp":
      return z.iso.datetime().meta({ description: "RFC 3339, in UTC." });
    case "list":
      return z.array(nullableIf(jsonSchemaOf(type.element), type.elementNullable));
    case "map":
      return z.record(z.string(), nullableIf(jsonSchemaOf(type.value), type.valueNullable));
    case "struct":
      return z.object(
        Object.fromEntries(type.fields.map((field) => [field.name, columnSchema(field)])),
      );
  }
}

/** The schema of a column's values in a response; a column that may be absent is `null` there. */
export function columnSchema({ type, nullable }: Column): z.ZodType {
  return nullableIf(jsonSchemaOf(type), nullable);
}

function nullableIf(schema: z.ZodType, nullable: boolean): z.ZodType {
  return nullable ? z.nullable(schema) : schema;
}
