import type { SqlType } from "@cloudapi/athena/internal/analysis";
import { TrinoError } from "@cloudapi/athena/internal/analysis";
import type { IcebergField, IcebergType } from "@cloudapi/iceberg";
import { sqlType } from "../../iceberg/column-type.ts";
import { duckNull, duckType } from "../../types/duck.ts";
import { elementOf, entryOf, isStruct, type ParquetNode } from "../parquet/parquet-schema.ts";

/** A field that files are searched for, and the structs that it is in, outermost first. */
export type FieldPath = readonly IcebergField[];

/**
 * A field as SQL over files of one schema, by the ids of what is in them; `undefined` where they have none of the id.
 *
 * @param columns those of the files
 */
export function valueOfPath(path: FieldPath, columns: readonly ParquetNode[]): string | undefined {
  let inside = columns;
  let sql = "d";
  let node: ParquetNode | undefined;
  for (const { id } of path) {
    node = inside.find((each) => each.fieldId === id);
    if (node === undefined) return undefined;
    sql = `${sql === "d" ? sql : `(${sql})`}.${quoted(node.name)}`;
    inside = node.children;
  }
  const type = path.at(-1)?.type;
  return node === undefined || type === undefined ? undefined : valueOf(sql, node, type);
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

function valueOf(sql: string, node: ParquetNode, type: IcebergType): string {
  if (typeof type === "string") return leaf(sql, node, type);
  switch (type.type) {
    case "list": {
      const element = elementOf(node) ?? mismatch(node, type.type);
      return `list_transform(${sql}, lambda e: ${valueOf("e", element, type.element)})`;
    }
    case "map": {
      const { key, value } = entryOf(node) ?? mismatch(node, type.type);
      const part = (list: string, of: ParquetNode, is: IcebergType) =>
        `list_transform(${list}(${sql}), lambda e: ${valueOf("e", of, is)})`;
      return `(CASE WHEN ${sql} IS NOT NULL THEN map(${part("map_keys", key, type.key)}, ${part("map_values", value, type.value)}) END)`;
    }
    case "struct": {
      if (!isStruct(node)) mismatch(node, type.type);
      const fields = type.fields.map((field, i) => {
        const child = node.children.find((each) => each.fieldId === field.id);
        const inner = child && valueOf(`(${sql}).${quoted(child.name)}`, child, field.type);
        return `f${i} := ${inner ?? absent(field)}`;
      });
      return `(CASE WHEN ${sql} IS NOT NULL THEN struct_pack(${fields.join(", ")}) END)`;
    }
  }
}

/** A field that was added after a file was written. */
function absent({ type }: IcebergField): string {
  const known = sqlType(type);
  return known === undefined ? "NULL" : duckNull(known);
}

const PHYSICAL: Partial<Record<SqlType["kind"], readonly string[]>> = {
  boolean: ["BOOLEAN"],
  integer: ["INT32"],
  bigint: ["INT32", "INT64"],
  real: ["FLOAT"],
  double: ["FLOAT", "DOUBLE"],
  varchar: ["BYTE_ARRAY"],
  varbinary: ["BYTE_ARRAY", "FIXED_LEN_BYTE_ARRAY"],
  date: ["INT32"],
  timestamp: ["INT64", "INT96"],
  "timestamp with time zone": ["INT64", "INT96"],
  decimal: ["INT32", "INT64", "FIXED_LEN_BYTE_ARRAY", "BYTE_ARRAY"],
};

/** A value without others inside, as one of the table's type, to which the file's may have been widened. */
function leaf(sql: string, node: ParquetNode, name: string): string {
  const type = sqlType(name);
  // Of a type that SQL has no values of; it is compared at most.
  if (type === undefined) return sql;
  if (PHYSICAL[type.kind]?.includes(node.physical ?? "") !== true) return mismatch(node, name);
  switch (type.kind) {
    case "timestamp with time zone":
      return `trino_zoned(CAST(${sql} AS TIMESTAMP), 'UTC')`;
    case "varchar":
      return isText(node) ? sql : `decode(CAST(${sql} AS BLOB))`;
    default:
      return `CAST(${sql} AS ${duckType(type)})`;
  }
}

function isText({ converted, logical }: ParquetNode): boolean {
  return /UTF8|STRING|ENUM|JSON/i.test(`${converted} ${logical}`);
}

function mismatch(node: ParquetNode, type: string): never {
  throw new TrinoError(
    "ICEBERG_BAD_DATA",
    `The field ${node.name} of a data file is ${node.physical ?? "a group"}, which is no ${type} as the table says`,
  );
}
