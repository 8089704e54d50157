import type { IcebergType } from "../metadata/iceberg-schema.ts";

/** What primitives are called in Glue and Hive; those of parameters keep them, and what is not listed has no name there. */
const NAMES: Readonly<Record<string, string>> = {
  boolean: "boolean",
  int: "int",
  long: "bigint",
  float: "float",
  double: "double",
  date: "date",
  time: "string",
  timestamp: "timestamp",
  timestamptz: "timestamp",
  timestamp_ns: "timestamp",
  timestamptz_ns: "timestamp",
  string: "string",
  uuid: "string",
  binary: "binary",
};

/** A type as a column of Glue shows it; engines read the table's types from its metadata. */
export function glueType(type: IcebergType): string {
  if (typeof type === "string") return primitive(type);
  switch (type.type) {
    case "struct":
      return `struct<${type.fields.map((field) => `${field.name}:${glueType(field.type)}`).join(",")}>`;
    case "list":
      return `array<${glueType(type.element)}>`;
    case "map":
      return `map<${glueType(type.key)},${glueType(type.value)}>`;
  }
}

function primitive(name: string): string {
  if (name.startsWith("decimal(")) return name.replaceAll(" ", "");
  if (name.startsWith("fixed[")) return "binary";
  return NAMES[name] ?? "string";
}
