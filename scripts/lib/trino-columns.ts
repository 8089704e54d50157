import type { DataType } from "@cloudapi/core";
import { quoteIdentifier } from "@cloudapi/core/sql";

/** Columns with their types as CREATE TABLE of Trino's has them. */
export function trinoColumns(
  columns: readonly { readonly name: string; readonly type: DataType }[],
): string {
  return columns.map(({ name, type }) => `${quoteIdentifier(name)} ${trinoType(type)}`).join(", ");
}

/** A type as Trino writes it. */
export function trinoType(type: DataType): string {
  switch (type.kind) {
    case "struct":
      return `row(${trinoColumns(type.fields)})`;
    case "list":
      return `array(${trinoType(type.element)})`;
    case "map":
      return `map(varchar, ${trinoType(type.value)})`;
    case "decimal":
      return `decimal(${type.precision},${type.scale})`;
    default:
      return SCALARS[type.kind];
  }
}

const SCALARS = {
  string: "varchar",
  json: "varchar",
  int32: "integer",
  int64: "bigint",
  float: "real",
  double: "double",
  boolean: "boolean",
  date: "date",
  timestamp: "timestamp(3)",
};
