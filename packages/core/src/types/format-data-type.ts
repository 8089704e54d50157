import type { DataType } from "./data-type.ts";

/**
 * A type as text: `int32`, `decimal(10,2)`, `struct<id:int64,note?:string>`, `list<string?>`, `map<string,double>`.
 * A question mark stands where a value may be null. Two types are the same when their texts are.
 *
 * @example
 * ```ts
 * import { formatDataType } from "@cloudapi/core";
 *
 * console.log(formatDataType({ kind: "decimal", precision: 10, scale: 2 })); // => "decimal(10,2)"
 * console.log(formatDataType({ kind: "list", element: { kind: "date" }, elementNullable: true })); // => "list<date?>"
 * ```
 */
export function formatDataType(type: DataType): string {
  switch (type.kind) {
    case "decimal":
      return `decimal(${type.precision},${type.scale})`;
    case "struct":
      return `struct<${type.fields.map(formatField).join(",")}>`;
    case "list":
      return `list<${formatDataType(type.element)}${mark(type.elementNullable)}>`;
    case "map":
      return `map<string,${formatDataType(type.value)}${mark(type.valueNullable)}>`;
    default:
      return type.kind;
  }
}

function formatField(field: { name: string; type: DataType; nullable: boolean }): string {
  return `${field.name}${mark(field.nullable)}:${formatDataType(field.type)}`;
}

function mark(nullable: boolean): string {
  return nullable ? "?" : "";
}
