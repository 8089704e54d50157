import { type Column, type ParquetType, typeLaw } from "@cloudapi/core";
import type { SchemaElement } from "hyparquet-writer";

/** The Parquet schema of a contract's columns, by the type law: a nullable column is OPTIONAL, others REQUIRED. */
export function parquetSchema(columns: readonly Column[]): SchemaElement[] {
  return [{ name: "schema", num_children: columns.length }, ...columns.map(elementOf)];
}

function elementOf({ name, type, nullable }: Column): SchemaElement {
  const { physical, typeLength, ...annotation } = typeLaw(type).parquet;
  return {
    name,
    type: physical,
    repetition_type: nullable ? "OPTIONAL" : "REQUIRED",
    ...(typeLength === undefined ? {} : { type_length: typeLength }),
    ...annotationOf(annotation),
  };
}

/** The logical type, and the older converted type that readers before format 2.4 look at. */
function annotationOf({
  logical,
  precision = 0,
  scale = 0,
}: Omit<ParquetType, "physical">): Partial<SchemaElement> {
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
