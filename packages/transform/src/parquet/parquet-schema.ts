import type { Column, ParquetField, ParquetGroup, ParquetLeaf } from "@cloudapi/core";
import { typeLaw } from "@cloudapi/core";
import type { SchemaElement } from "hyparquet-writer";

/** The Parquet schema of a contract's columns, by the type law: a nullable column is OPTIONAL, others REQUIRED. */
export function parquetSchema(columns: readonly Column[]): SchemaElement[] {
  const fields = columns.map(
    ({ name, type, nullable }): ParquetField => ({
      name,
      repetition: nullable ? "OPTIONAL" : "REQUIRED",
      type: typeLaw(type).parquet,
    }),
  );
  return [{ name: "schema", num_children: columns.length }, ...fields.flatMap(elementsOf)];
}

/** A field and what is inside it, depth first, as the schema in a file's footer lists them. */
function elementsOf({ name, repetition, type }: ParquetField): SchemaElement[] {
  if ("physical" in type) return [{ name, repetition_type: repetition, ...leaf(type) }];
  return [
    { name, repetition_type: repetition, num_children: type.fields.length, ...group(type) },
    ...type.fields.flatMap(elementsOf),
  ];
}

function group({ logical }: ParquetGroup): Partial<SchemaElement> {
  return logical === undefined ? {} : { converted_type: logical, logical_type: { type: logical } };
}

function leaf({ physical, typeLength, ...annotation }: ParquetLeaf): Partial<SchemaElement> {
  return {
    type: physical,
    ...(typeLength === undefined ? {} : { type_length: typeLength }),
    ...annotationOf(annotation),
  };
}

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
