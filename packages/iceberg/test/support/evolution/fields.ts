import { decimal } from "@cloudapi/core";
import * as z from "zod";

/** A type of the model: a leaf of the contract, or one of which others are parts. */
export type ModelType =
  | { readonly leaf: LeafName }
  | { readonly struct: readonly ModelField[] }
  | { readonly list: ModelType }
  | { readonly map: ModelType };

export type LeafName =
  | "int32"
  | "int64"
  | "float"
  | "double"
  | "decimal9"
  | "decimal18"
  | "string"
  | "boolean"
  | "date"
  | "timestamp";

/** A field, which stays itself whatever its name and place become. */
export interface ModelField {
  readonly id: number;
  readonly name: string;
  readonly type: ModelType;
}

/** A value as the model keeps it: of structs by the fields' ids, so that it is the same under every schema. */
export type ModelValue =
  | number
  | string
  | boolean
  | readonly ModelValue[]
  | ReadonlyMap<number | string, ModelValue>
  | undefined;

const LEAVES = {
  int32: () => z.int32(),
  int64: () => z.int64(),
  float: () => z.float32(),
  double: () => z.float64(),
  decimal9: () => decimal(9, 2),
  decimal18: () => decimal(18, 2),
  string: () => z.string(),
  boolean: () => z.boolean(),
  date: () => z.iso.date(),
  timestamp: () => z.iso.datetime({ offset: true }),
} satisfies Record<LeafName, () => z.ZodType>;

/** The schema of fields, each of which may be missing. */
export function schemaOf(fields: readonly ModelField[]): z.ZodObject {
  return z.object(
    Object.fromEntries(fields.map(({ name, type }) => [name, zodOf(type).optional()])),
  );
}

function zodOf(type: ModelType): z.ZodType {
  if ("leaf" in type) return LEAVES[type.leaf]();
  if ("struct" in type) return schemaOf(type.struct);
  return "list" in type ? z.array(zodOf(type.list)) : z.record(z.string(), zodOf(type.map));
}

/** A row as it is under a schema: what it has no value of is left out. */
export function rowUnder(
  fields: readonly ModelField[],
  row: ReadonlyMap<number | string, ModelValue>,
): Record<string, unknown> {
  return Object.fromEntries(
    fields.flatMap(({ id, name, type }) => {
      const value = row.get(id);
      return value === undefined ? [] : [[name, valueUnder(type, value)]];
    }),
  );
}

function valueUnder(type: ModelType, value: ModelValue): unknown {
  if ("leaf" in type) return type.leaf === "int64" ? BigInt(value as number) : value;
  if ("list" in type)
    return (value as readonly ModelValue[]).map((each) => valueUnder(type.list, each));
  const parts = value as ReadonlyMap<number | string, ModelValue>;
  if ("struct" in type) return rowUnder(type.struct, parts);
  return Object.fromEntries([...parts].map(([key, each]) => [key, valueUnder(type.map, each)]));
}
