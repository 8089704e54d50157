import type { DataType, LeafType, StructField } from "@cloudapi/core";
import type { IcebergField, IcebergType } from "../metadata/iceberg-schema.ts";
import { formatPrimitive } from "../values/primitive-type.ts";

const PRIMITIVES = {
  string: "string",
  json: "string",
  int32: "int",
  int64: "long",
  float: "float",
  double: "double",
  boolean: "boolean",
  date: "date",
  timestamp: "timestamp",
} as const;

/** What a type without types inside it is called in Iceberg. */
export function icebergPrimitive(type: LeafType): string {
  return type.kind === "decimal" ? formatPrimitive(type) : PRIMITIVES[type.kind];
}

/** Columns, or the fields of a struct, with new ids: those of one level before those inside them. */
export function assignIds(fields: readonly StructField[], nextId: () => number): IcebergField[] {
  const ids = fields.map(nextId);
  return fields.map(({ name, type, nullable }, i) => ({
    id: ids[i] as number,
    name,
    required: !nullable,
    type: typeWithIds(type, nextId),
  }));
}

/** A type, with new ids for what is inside it. */
export function typeWithIds(type: DataType, nextId: () => number): IcebergType {
  switch (type.kind) {
    case "struct":
      return { type: "struct", fields: assignIds(type.fields, nextId) };
    case "list":
      return {
        type: "list",
        "element-id": nextId(),
        element: typeWithIds(type.element, nextId),
        "element-required": !type.elementNullable,
      };
    case "map": {
      const ids = [nextId(), nextId()] as const;
      return {
        type: "map",
        "key-id": ids[0],
        key: "string",
        "value-id": ids[1],
        value: typeWithIds(type.value, nextId),
        "value-required": !type.valueNullable,
      };
    }
    default:
      return icebergPrimitive(type);
  }
}
