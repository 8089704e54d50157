import { notSupported } from "@cloudapi/athena/internal/analysis";
import type { IcebergField, IcebergType } from "@cloudapi/iceberg";
import { quoted } from "../parquet-value.ts";

/** A value as DuckDB writes it to Parquet for an Iceberg table: the fields of a row under their names, instants as such. */
export function parquetSql(sql: string, type: IcebergType): string {
  if (typeof type === "string") return primitiveSql(sql, type);
  switch (type.type) {
    case "list":
      return isPlain(type.element)
        ? sql
        : `list_transform(${sql}, lambda e: ${parquetSql("e", type.element)})`;
    case "map": {
      const part = (list: string, of: IcebergType) =>
        `list_transform(${list}(${sql}), lambda e: ${parquetSql("e", of)})`;
      return `(CASE WHEN ${sql} IS NOT NULL THEN map(${part("map_keys", type.key)}, ${part("map_values", type.value)}) END)`;
    }
    case "struct": {
      const fields = type.fields.map(
        ({ name, type: inner }, i) => `${quoted(name)} := ${parquetSql(`(${sql}).f${i}`, inner)}`,
      );
      return `(CASE WHEN ${sql} IS NOT NULL THEN struct_pack(${fields.join(", ")}) END)`;
    }
  }
}

function isPlain(type: IcebergType): boolean {
  return typeof type === "string" && type !== "timestamptz";
}

function primitiveSql(sql: string, type: string): string {
  if (type === "timestamptz") return `timezone('UTC', (${sql}).t)`;
  if (type === "uuid" || type === "time" || type.startsWith("fixed["))
    throw notSupported(`writing columns of type ${type} of Iceberg`);
  return sql;
}

/** The ids of fields, as DuckDB's COPY takes them. */
export function fieldIds(fields: readonly IcebergField[]): string {
  return `{${fields.map(({ id, name, type }) => `${quoted(name)}: ${idsOf(id, type)}`).join(", ")}}`;
}

function idsOf(id: number, type: IcebergType): string {
  if (typeof type === "string") return String(id);
  const inside = insideOf(type).map(([name, of, inner]) => `${quoted(name)}: ${idsOf(of, inner)}`);
  return `{${[`__duckdb_field_id: ${id}`, ...inside].join(", ")}}`;
}

function insideOf(type: Exclude<IcebergType, string>): (readonly [string, number, IcebergType])[] {
  switch (type.type) {
    case "list":
      return [["element", type["element-id"], type.element]];
    case "map":
      return [
        ["key", type["key-id"], type.key],
        ["value", type["value-id"], type.value],
      ];
    case "struct":
      return type.fields.map(({ id, name, type: inner }) => [name, id, inner] as const);
  }
}
