import type { SqlType } from "@cloudapi/athena/internal/analysis";
import { UNKNOWN } from "@cloudapi/athena/internal/analysis";
import type { IcebergField, IcebergType } from "@cloudapi/iceberg";
import type { TableColumn } from "../catalog/lookup.ts";

const PRIMITIVES: Readonly<Record<string, SqlType>> = {
  boolean: { kind: "boolean" },
  int: { kind: "integer" },
  long: { kind: "bigint" },
  float: { kind: "real" },
  double: { kind: "double" },
  date: { kind: "date" },
  timestamp: { kind: "timestamp", precision: 6 },
  timestamptz: { kind: "timestamp with time zone", precision: 6 },
  string: { kind: "varchar", length: undefined },
  binary: { kind: "varbinary" },
};

/** The columns of an Iceberg table as SQL names them. */
export function sqlColumns(fields: readonly IcebergField[]): TableColumn[] {
  return fields.map(({ name, type }) => {
    const column = sqlType(type);
    return column === undefined
      ? { name: name.toLowerCase(), type: UNKNOWN, refused: nameOf(type) }
      : { name: name.toLowerCase(), type: column };
  });
}

/** What a type of Iceberg is in Athena; `undefined` where there is one inside that it has no values of. */
export function sqlType(type: IcebergType): SqlType | undefined {
  if (typeof type === "string") return primitive(type);
  switch (type.type) {
    case "list": {
      const element = sqlType(type.element);
      return element && { kind: "array", element };
    }
    case "map": {
      const [key, value] = [sqlType(type.key), sqlType(type.value)];
      return key && value && { kind: "map", key, value };
    }
    case "struct": {
      const fields = type.fields.flatMap(({ name, type: inner }) => {
        const field = sqlType(inner);
        return field === undefined ? [] : [{ name: name.toLowerCase(), type: field }];
      });
      return fields.length === type.fields.length ? { kind: "row", fields } : undefined;
    }
  }
}

const DECIMAL = /^decimal\(\s*(\d+)\s*,\s*(\d+)\s*\)$/;

function primitive(name: string): SqlType | undefined {
  const known = Object.hasOwn(PRIMITIVES, name) ? PRIMITIVES[name] : undefined;
  if (known !== undefined) return known;
  const [, precision, scale] = DECIMAL.exec(name) ?? [];
  if (precision !== undefined)
    return { kind: "decimal", precision: Number(precision), scale: Number(scale) };
  return name.startsWith("fixed[") ? { kind: "varbinary" } : undefined;
}

function nameOf(type: IcebergType): string {
  if (typeof type === "string") return `${type} of Iceberg`;
  const inner =
    type.type === "list"
      ? [type.element]
      : type.type === "map"
        ? [type.key, type.value]
        : type.fields.map((field) => field.type);
  const refused = inner.find((each) => sqlType(each) === undefined);
  return refused === undefined ? type.type : nameOf(refused);
}
