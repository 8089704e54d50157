import type { DataType, DecimalType, ScalarKind } from "./data-type.ts";

/** How a type is stored in Parquet: as values, or as a group of fields. */
export type ParquetType = ParquetLeaf | ParquetGroup;

/** Values: their physical type, and the logical annotation on it. */
export interface ParquetLeaf {
  readonly physical:
    | "BOOLEAN"
    | "INT32"
    | "INT64"
    | "FLOAT"
    | "DOUBLE"
    | "BYTE_ARRAY"
    | "FIXED_LEN_BYTE_ARRAY";
  readonly logical?: "STRING" | "DATE" | "TIMESTAMP_MILLIS_UTC" | "DECIMAL";
  /** Bytes of a FIXED_LEN_BYTE_ARRAY value. */
  readonly typeLength?: number;
  readonly precision?: number;
  readonly scale?: number;
}

/** Fields under one name, with the annotation that makes a list or a map of them. */
export interface ParquetGroup {
  readonly fields: readonly ParquetField[];
  readonly logical?: "LIST" | "MAP";
}

/** A field of a group. */
export interface ParquetField {
  readonly name: string;
  readonly repetition: "REQUIRED" | "OPTIONAL" | "REPEATED";
  readonly type: ParquetType;
}

const SCALAR_LEAVES: Readonly<Record<ScalarKind, ParquetLeaf>> = {
  string: { physical: "BYTE_ARRAY", logical: "STRING" },
  int32: { physical: "INT32" },
  int64: { physical: "INT64" },
  float: { physical: "FLOAT" },
  double: { physical: "DOUBLE" },
  boolean: { physical: "BOOLEAN" },
  date: { physical: "INT32", logical: "DATE" },
  timestamp: { physical: "INT64", logical: "TIMESTAMP_MILLIS_UTC" },
  json: { physical: "BYTE_ARRAY", logical: "STRING" },
};

/** How a type is stored; lists and maps in their standard three levels (Parquet format, LogicalTypes.md, Nested Types). */
export function parquetType(type: DataType): ParquetType {
  switch (type.kind) {
    case "decimal":
      return decimalLeaf(type);
    case "struct":
      return {
        fields: type.fields.map((field) => fieldOf(field.name, field.type, field.nullable)),
      };
    case "list": {
      const element = fieldOf("element", type.element, type.elementNullable);
      return { logical: "LIST", fields: [repeated("list", [element])] };
    }
    case "map": {
      const key: ParquetField = {
        name: "key",
        repetition: "REQUIRED",
        type: SCALAR_LEAVES.string,
      };
      const value = fieldOf("value", type.value, type.valueNullable);
      return { logical: "MAP", fields: [repeated("key_value", [key, value])] };
    }
    default:
      return SCALAR_LEAVES[type.kind];
  }
}

function fieldOf(name: string, type: DataType, nullable: boolean): ParquetField {
  return { name, repetition: nullable ? "OPTIONAL" : "REQUIRED", type: parquetType(type) };
}

function repeated(name: string, fields: readonly ParquetField[]): ParquetField {
  return { name, repetition: "REPEATED", type: { fields } };
}

/** The smallest physical type that holds the digits (Parquet format, LogicalTypes.md, DECIMAL). */
function decimalLeaf({ precision, scale }: DecimalType): ParquetLeaf {
  const annotation = { logical: "DECIMAL", precision, scale } as const;
  if (precision <= 9) return { physical: "INT32", ...annotation };
  if (precision <= 18) return { physical: "INT64", ...annotation };
  const bits = Math.ceil(precision * Math.log2(10)) + 1;
  return {
    physical: "FIXED_LEN_BYTE_ARRAY",
    typeLength: Math.ceil(bits / 8),
    ...annotation,
  };
}
