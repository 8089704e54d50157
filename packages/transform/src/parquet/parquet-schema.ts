import type { Column, ParquetField, ParquetGroup, ParquetLeaf } from "@cloudapi/core";
import { typeLaw } from "@cloudapi/core";
import type { SchemaElement } from "hyparquet-writer";
import type { FieldIds } from "./field-ids.ts";

/**
 * The Parquet schema of columns, by the type law: a nullable column is OPTIONAL, others REQUIRED. With the ids of a table's
 * fields, each has its own, and times are without a zone in microseconds, as tables of Iceberg have them.
 */
export function parquetSchema(
  columns: readonly Column[],
  fieldIds?: readonly FieldIds[],
): SchemaElement[] {
  const elements = columns.flatMap(({ name, type, nullable }, i) =>
    elementsOf(
      {
        name,
        repetition: nullable ? "OPTIONAL" : "REQUIRED",
        type: typeLaw(type).parquet,
      },
      fieldIds?.[i],
    ),
  );
  return [{ name: "schema", num_children: columns.length }, ...elements];
}

/** A field of a schema that has values: what its encoder reads of it, by the names of Parquet's footer. */
export interface LeafElement {
  readonly name: string;
  readonly type?: ParquetLeaf["physical"];
  /** Bytes of a FIXED_LEN_BYTE_ARRAY value. */
  readonly type_length?: number;
  readonly repetition_type?: "REQUIRED" | "OPTIONAL" | "REPEATED";
  readonly logical_type?: { readonly type: string; readonly unit?: string };
  readonly field_id?: number;
}

/**
 * A field of a schema that has values, and the names on the way to it. It is part of what the package declares, so that no type of
 * the writer's library, which has ES modules alone, may stand in it.
 */
export interface SchemaLeaf {
  readonly path: readonly string[];
  readonly element: LeafElement;
}

/** The leaves of a schema, in order. */
export function schemaLeaves(schema: readonly SchemaElement[]): SchemaLeaf[] {
  const leaves: SchemaLeaf[] = [];
  let next = 1;
  function visit(parents: readonly string[]): void {
    const element = schema[next++] as SchemaElement;
    const path = [...parents, element.name];
    if (element.num_children === undefined) leaves.push({ path, element: element as LeafElement });
    for (let child = 0; child < (element.num_children ?? 0); child++) visit(path);
  }
  while (next < schema.length) visit([]);
  return leaves;
}

/** A field and what is inside it, depth first, as the schema in a file's footer lists them. */
function elementsOf({ name, repetition, type }: ParquetField, ids?: FieldIds): SchemaElement[] {
  const element: SchemaElement = {
    name,
    repetition_type: repetition,
    ...(ids === undefined ? {} : { field_id: ids.id }),
  };
  if ("physical" in type) return [{ ...element, ...leaf(type, ids !== undefined) }];
  return [
    { ...element, num_children: type.fields.length, ...group(type) },
    ...(type.logical === undefined
      ? fieldsOf(type, ids)
      : type.fields.flatMap((repeated) => repeatedOf(repeated, ids))),
  ];
}

/** The group within a list or a map that repeats, which has no id. */
function repeatedOf({ name, repetition, type }: ParquetField, ids?: FieldIds): SchemaElement[] {
  const { fields } = type as ParquetGroup;
  return [
    { name, repetition_type: repetition, num_children: fields.length },
    ...fieldsOf({ fields }, ids),
  ];
}

function fieldsOf({ fields }: ParquetGroup, ids?: FieldIds): SchemaElement[] {
  return fields.flatMap((field, i) => elementsOf(field, ids?.inside?.[i]));
}

function group({ logical }: ParquetGroup): Partial<SchemaElement> {
  return logical === undefined ? {} : { converted_type: logical, logical_type: { type: logical } };
}

function leaf(
  { physical, typeLength, ...annotation }: ParquetLeaf,
  isLocalTime: boolean,
): Partial<SchemaElement> {
  return {
    type: physical,
    ...(typeLength === undefined ? {} : { type_length: typeLength }),
    ...(isLocalTime && annotation.logical === "TIMESTAMP_MILLIS_UTC"
      ? LOCAL_MICROS
      : annotationOf(annotation)),
  };
}

/** The older converted type says that times are in UTC, so there is none. */
const LOCAL_MICROS: Partial<SchemaElement> = {
  logical_type: { type: "TIMESTAMP", isAdjustedToUTC: false, unit: "MICROS" },
};

/** The logical type, and the older converted type that readers before format 2.4 look at. */
function annotationOf({
  logical,
  precision = 0,
  scale = 0,
}: Omit<ParquetLeaf, "physical">): Partial<SchemaElement> {
  switch (logical) {
    case "STRING":
      return { converted_type: "UTF8", logical_type: { type: "STRING" } };
    case "DATE":
      return { converted_type: "DATE", logical_type: { type: "DATE" } };
    case "TIMESTAMP_MILLIS_UTC":
      return {
        converted_type: "TIMESTAMP_MILLIS",
        logical_type: { type: "TIMESTAMP", isAdjustedToUTC: true, unit: "MILLIS" },
      };
    case "DECIMAL":
      return {
        converted_type: "DECIMAL",
        precision,
        scale,
        logical_type: { type: "DECIMAL", precision, scale },
      };
    default:
      return {};
  }
}
