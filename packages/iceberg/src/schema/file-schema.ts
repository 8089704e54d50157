import type { DataType, StructField } from "@cloudapi/core";
import type { FieldIds } from "@cloudapi/transform/internal";
import type { IcebergField, IcebergStruct, IcebergType } from "../metadata/iceberg-schema.ts";
import { icebergPrimitive } from "./iceberg-type.ts";

/** The columns of a data file as they are in it, under the ids of the table. Some readers know ids by it alone. */
export function fileSchema(
  columns: readonly StructField[],
  ids: readonly FieldIds[],
): IcebergStruct {
  return { type: "struct", fields: fieldsOf(columns, ids) };
}

function fieldsOf(columns: readonly StructField[], ids: readonly FieldIds[]): IcebergField[] {
  return columns.map(({ name, type, nullable }, i) => {
    const own = ids[i] as FieldIds;
    return { id: own.id, name, required: !nullable, type: typeOf(type, own.inside ?? []) };
  });
}

function typeOf(type: DataType, inside: readonly FieldIds[]): IcebergType {
  const [first, second] = inside as readonly [FieldIds, FieldIds];
  switch (type.kind) {
    case "struct":
      return { type: "struct", fields: fieldsOf(type.fields, inside) };
    case "list":
      return {
        type: "list",
        "element-id": first.id,
        element: typeOf(type.element, first.inside ?? []),
        "element-required": !type.elementNullable,
      };
    case "map":
      return {
        type: "map",
        "key-id": first.id,
        key: "string",
        "value-id": second.id,
        value: typeOf(type.value, second.inside ?? []),
        "value-required": !type.valueNullable,
      };
    default:
      return icebergPrimitive(type);
  }
}
