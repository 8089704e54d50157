import {
  type Column,
  type Dataset,
  type DataType,
  decimal,
  defineDataset,
  json,
} from "@cloudapi/core";
import * as z from "zod";

/** A contract of these columns. */
export function nestedContract(columns: readonly Column[]): Dataset {
  return defineDataset({ name: "nested", schema: shapeOf(columns) }) as unknown as Dataset;
}

function shapeOf(fields: readonly Column[]): z.ZodObject {
  return z.object(
    Object.fromEntries(fields.map(({ name, type, nullable }) => [name, schemaOf(type, nullable)])),
  );
}

function schemaOf(type: DataType, nullable: boolean): z.ZodType {
  const schema = notNull(type);
  return nullable ? schema.nullish() : schema;
}

function notNull(type: DataType): z.ZodType {
  switch (type.kind) {
    case "struct":
      return shapeOf(type.fields);
    case "list":
      return z.array(schemaOf(type.element, type.elementNullable));
    case "map":
      return z.record(z.string(), schemaOf(type.value, type.valueNullable));
    case "decimal":
      return decimal(type.precision, type.scale);
    default:
      return SCALARS[type.kind];
  }
}

const SCALARS = {
  string: z.string(),
  json: json(),
  int32: z.int32(),
  int64: z.int64(),
  float: z.float32(),
  double: z.number(),
  boolean: z.boolean(),
  date: z.iso.date(),
  timestamp: z.iso.datetime({ offset: true }),
} as const;
