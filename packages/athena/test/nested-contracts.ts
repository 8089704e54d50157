import {
  type Dataset,
  type DataType,
  decimal,
  defineDataset,
  json,
  type StructField,
} from "@cloudapi/core";
import * as z from "zod";
import { type NestedCase, nestedCases } from "../../transform/test/support/nested-cases.ts";

/** A generated contract, with rows as it has them. */
export interface NestedContract {
  readonly dataset: Dataset;
  readonly rows: readonly Record<string, unknown>[];
}

/** Contracts with nested columns and rows of them; the same for the same seed. Rows have an `id`, their place. */
export function nestedContracts(count: number, rows: number, seed: number): NestedContract[] {
  return nestedCases(count, rows, seed).map(contractOf);
}

function contractOf({ columns, rows }: NestedCase, number: number): NestedContract {
  const shape = shapeOf(columns);
  const dataset = defineDataset({
    name: `nested_${number}`,
    schema: z.object({ id: z.int32(), ...shape }),
  });
  return {
    dataset,
    rows: rows.map((row, id) => ({ id, ...structOf(columns, row) })),
  };
}

function shapeOf(fields: readonly StructField[]): Record<string, z.ZodType> {
  return Object.fromEntries(
    fields.map(({ name, type, nullable }) => {
      const schema = schemaOf(type);
      if (!nullable) return [nameOf(name), schema];
      return [nameOf(name), isOptional(name) ? schema.optional() : schema.nullable()];
    }),
  );
}

/** Names have capitals, which Athena doesn't keep. */
function nameOf(name: string): string {
  return name === "item" ? "Item_Count" : name;
}

/** Both ways of being absent are in every contract. */
function isOptional(name: string): boolean {
  return name.length % 2 === 0;
}

/** Some maps are objects in rows, and some are of the class Map. */
function isMapClass(value: DataType): boolean {
  return value.kind === "int64" || value.kind === "struct";
}

function schemaOf(type: DataType): z.ZodType {
  switch (type.kind) {
    case "struct":
      return z.object(shapeOf(type.fields));
    case "list":
      return z.array(nullableIf(schemaOf(type.element), type.elementNullable));
    case "map": {
      const value = nullableIf(schemaOf(type.value), type.valueNullable);
      return isMapClass(type.value) ? z.map(z.string(), value) : z.record(z.string(), value);
    }
    case "decimal":
      return decimal(type.precision, type.scale);
    case "json":
      return json();
    default:
      return LEAVES[type.kind]();
  }
}

function nullableIf(schema: z.ZodType, nullable: boolean): z.ZodType {
  return nullable ? schema.nullable() : schema;
}

const LEAVES = {
  string: () => z.string(),
  int32: () => z.int32(),
  int64: () => z.int64(),
  float: () => z.float32(),
  double: () => z.number(),
  boolean: () => z.boolean(),
  date: () => z.iso.date(),
  timestamp: () => z.iso.datetime(),
};

/** A value in the shape of the contract: an absent field is null or left out, as the contract says. */
function valueOf(type: DataType, value: unknown): unknown {
  if (value === null) return null;
  switch (type.kind) {
    case "struct":
      return structOf(type.fields, value as Record<string, unknown>);
    case "list":
      return (value as unknown[]).map((each) => valueOf(type.element, each));
    case "map": {
      const entries = Object.entries(value as object).map(([key, each]) => [
        key,
        valueOf(type.value, each),
      ]);
      return isMapClass(type.value) ? new Map(entries as []) : Object.fromEntries(entries as []);
    }
    default:
      return value;
  }
}

function structOf(
  fields: readonly StructField[],
  row: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const entries = fields.flatMap(({ name, type }): [string, unknown][] => {
    const value = row[name] ?? null;
    if (value === null) return isOptional(name) ? [] : [[nameOf(name), null]];
    return [[nameOf(name), valueOf(type, value)]];
  });
  return Object.fromEntries(entries);
}
