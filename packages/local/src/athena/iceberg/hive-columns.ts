import type { SqlType } from "@cloudapi/athena/internal/analysis";
import { notSupported, TrinoError } from "@cloudapi/athena/internal/analysis";
import type { IcebergField } from "@cloudapi/iceberg";
import type { CatalogColumn } from "../catalog/catalog-types.ts";
import { formatHiveType, parseHiveType } from "../types/hive-type.ts";
import { icebergFields } from "./iceberg-type.ts";

/** Columns of Athena's DDL as fields of an Iceberg table. */
export function fieldsOfColumns(
  columns: readonly CatalogColumn[],
  nextId: () => number,
): IcebergField[] {
  const typed = columns.map(({ name, type }) => ({ name, type: columnType(name, type) }));
  return icebergFields(typed, nextId).map((field, i) => {
    const doc = columns[i]?.comment;
    return doc === undefined ? field : { ...field, doc };
  });
}

function columnType(name: string, text: string): SqlType {
  const type = parseHiveType(text);
  if (type !== undefined) return microseconds(type);
  throw new TrinoError("SYNTAX_ERROR", `The column ${name} has the type ${text}, which is none`);
}

/** Iceberg's timestamps are in microseconds; of Hive's types it has not all. */
function microseconds(type: SqlType): SqlType {
  switch (type.kind) {
    case "timestamp":
      return { ...type, precision: 6 };
    case "array":
      return { ...type, element: microseconds(type.element) };
    case "map":
      return { ...type, key: microseconds(type.key), value: microseconds(type.value) };
    case "row":
      return {
        ...type,
        fields: type.fields.map((field) => ({ ...field, type: microseconds(field.type) })),
      };
    case "tinyint":
    case "smallint":
    case "char":
      throw notSupported(`columns of the type ${formatHiveType(type)} in Iceberg tables`);
    case "varchar":
      if (type.length === undefined) return type;
      throw notSupported(`columns of the type ${formatHiveType(type)} in Iceberg tables`);
    default:
      return type;
  }
}
