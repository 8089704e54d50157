import type { Column, DataType, StructField } from "@cloudapi/core";
import { IcebergError } from "../errors/iceberg-error.ts";
import type { IcebergField, IcebergStruct, IcebergType } from "../metadata/iceberg-schema.ts";
import { parsePrimitive } from "../values/primitive-type.ts";

const KINDS = {
  string: "string",
  int: "int32",
  long: "int64",
  float: "float",
  double: "double",
  boolean: "boolean",
  date: "date",
  timestamp: "timestamp",
} as const;

/**
 * The columns of a table as those of a contract.
 *
 * @throws {IcebergError} `UNSUPPORTED_TABLE` when one is of a type that no contract has, such as `uuid`
 */
export function tableColumns({ fields }: Pick<IcebergStruct, "fields">): Column[] {
  return fields.map((field) => fieldOf(field, ""));
}

function fieldOf({ name, type, required }: IcebergField, above: string): StructField {
  return { name, type: typeOf(type, `${above}${name}`), nullable: !required };
}

function typeOf(type: IcebergType, path: string): DataType {
  if (typeof type === "string") return leafOf(type, path);
  switch (type.type) {
    case "struct":
      return { kind: "struct", fields: type.fields.map((field) => fieldOf(field, `${path}.`)) };
    case "list":
      return {
        kind: "list",
        element: typeOf(type.element, `${path}[]`),
        elementNullable: !type["element-required"],
      };
    case "map":
      if (type.key !== "string") throw unsupported(path, "a map whose keys are no text");
      return {
        kind: "map",
        value: typeOf(type.value, `${path}[]`),
        valueNullable: !type["value-required"],
      };
  }
}

function leafOf(name: string, path: string): DataType {
  const type = parsePrimitive(name);
  if (type?.kind === "decimal") return type;
  if (type === undefined || !Object.hasOwn(KINDS, type.kind)) throw unsupported(path, name);
  return { kind: KINDS[type.kind as keyof typeof KINDS] };
}

function unsupported(path: string, type: string): IcebergError {
  return new IcebergError(
    "UNSUPPORTED_TABLE",
    `Rows of the table can't be written by this version: its column ${path} is ${type}. Let an engine write them (OPTIMIZE in Athena, rewrite_data_files in Spark).`,
  );
}
