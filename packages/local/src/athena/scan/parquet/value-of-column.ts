import type { SqlType } from "@cloudapi/athena/internal/analysis";
import { formatType, TrinoError } from "@cloudapi/athena/internal/analysis";
import { duckNull, duckType } from "../../types/duck.ts";
import type { LocalFile } from "../objects/row-source.ts";
import type { ParquetNode } from "./parquet-schema.ts";
import { elementOf, entryOf, isStruct } from "./parquet-schema.ts";

/**
 * A column, or a part of one, as a value of its Athena type. `found` is what the files have of it; a field that none of
 * them has is null.
 *
 * @throws {TrinoError} HIVE_BAD_DATA where a file has another type
 */
export function valueOfColumn(
  sql: string,
  found: readonly ParquetNode[],
  type: SqlType,
  files: readonly LocalFile[],
): string {
  if (found.length === 0) return duckNull(type);
  const mismatch = (node: ParquetNode) => incompatible(node, type, files);
  switch (type.kind) {
    case "array": {
      const elements = found.map((node) => elementOf(node) ?? mismatch(node));
      return `list_transform(${sql}, lambda e: ${valueOfColumn("e", elements, type.element, files)})`;
    }
    case "map": {
      const entries = found.map((node) => entryOf(node) ?? mismatch(node));
      const [keys, values] = [entries.map(({ key }) => key), entries.map(({ value }) => value)];
      const part = (list: string, nodes: readonly ParquetNode[], of: SqlType) =>
        `list_transform(${list}(${sql}), lambda e: ${valueOfColumn("e", nodes, of, files)})`;
      return `(CASE WHEN ${sql} IS NOT NULL THEN map(${part("map_keys", keys, type.key)}, ${part("map_values", values, type.value)}) END)`;
    }
    case "row": {
      for (const node of found) if (!isStruct(node)) mismatch(node);
      const fields = type.fields.map((field, i) => {
        const parts = found.flatMap((node) =>
          node.children.filter((child) => sameName(child.name, field.name ?? "")),
        );
        return `f${i} := ${valueOfColumn(fieldSql(sql, parts), parts, field.type, files)}`;
      });
      return `(CASE WHEN ${sql} IS NOT NULL THEN struct_pack(${fields.join(", ")}) END)`;
    }
    default:
      for (const node of found) if (!leafFits(node, type)) mismatch(node);
      return leafSql(sql, found, type);
  }
}

export function sameName(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

/** DuckDB finds the fields of a struct in any case. */
function fieldSql(sql: string, parts: readonly ParquetNode[]): string {
  return `(${sql})."${(parts[0]?.name ?? "").replaceAll('"', '""')}"`;
}

function incompatible(node: ParquetNode, type: SqlType, files: readonly LocalFile[]): never {
  const file = files.find((each) => each.path === node.file);
  throw new TrinoError(
    "HIVE_BAD_DATA",
    `Field ${node.name}'s type ${node.physical ?? "group"} in parquet file s3://${file?.bucket}/${file?.key} is incompatible with type ${formatType(type)} defined in table schema`,
  );
}

const PHYSICAL: Partial<Record<SqlType["kind"], readonly string[]>> = {
  boolean: ["BOOLEAN"],
  tinyint: ["INT32"],
  smallint: ["INT32"],
  integer: ["INT32"],
  bigint: ["INT32", "INT64"],
  real: ["FLOAT"],
  double: ["FLOAT", "DOUBLE"],
  varchar: ["BYTE_ARRAY"],
  varbinary: ["BYTE_ARRAY"],
  date: ["INT32"],
  timestamp: ["INT64", "INT96"],
  decimal: ["INT32", "INT64", "FIXED_LEN_BYTE_ARRAY", "BYTE_ARRAY"],
};

function leafFits(node: ParquetNode, type: SqlType): boolean {
  const allowed = PHYSICAL[type.kind] ?? [];
  return allowed.includes(node.physical ?? "") && annotationFits(node, type);
}

function annotationFits(node: ParquetNode, type: SqlType): boolean {
  const annotation = `${node.converted} ${node.logical}`;
  if (type.kind === "timestamp") return node.physical === "INT96" || /TIMESTAMP/i.test(annotation);
  if (type.kind === "date") return /DATE/i.test(annotation);
  if (type.kind === "decimal")
    return /DECIMAL/i.test(annotation) || node.physical === "INT32" || node.physical === "INT64";
  return !/TIMESTAMP|DATE|DECIMAL/i.test(annotation) || type.kind === "varbinary";
}

/** Timestamps are rounded to milliseconds, as Athena reads them; text may lack its annotation. */
function leafSql(sql: string, found: readonly ParquetNode[], type: SqlType): string {
  if (type.kind === "varchar" && !found.every(isText)) return `decode(CAST(${sql} AS BLOB))`;
  if (type.kind !== "timestamp") return `CAST(${sql} AS ${duckType(type)})`;
  const timestamp = `CAST(${sql} AS TIMESTAMP)`;
  return found.every(isInMilliseconds) ? timestamp : `trino_round_timestamp(${timestamp}, 1000)`;
}

function isText(node: ParquetNode): boolean {
  return /UTF8|STRING|ENUM|JSON/i.test(`${node.converted} ${node.logical}`);
}

/** DuckDB lists every unit there is in the logical type; the one that applies isn't null. */
function isInMilliseconds(node: ParquetNode): boolean {
  return node.converted === "TIMESTAMP_MILLIS" || /MILLIS=MilliSeconds/.test(node.logical);
}
