import type { SqlType } from "@cloudapi/athena/internal/analysis";

/**
 * A value as DuckDB writes it to Parquet for a table of Hive's: the fields of a row under their names, times in
 * milliseconds.
 */
export function parquetValue(sql: string, type: SqlType): string {
  if (!isChanged(type)) return sql;
  switch (type.kind) {
    case "timestamp":
      return `CAST(${sql} AS TIMESTAMP_MS)`;
    case "array":
      return `list_transform(${sql}, lambda e: ${parquetValue("e", type.element)})`;
    case "map": {
      const part = (list: string, of: SqlType) =>
        `list_transform(${list}(${sql}), lambda e: ${parquetValue("e", of)})`;
      return `(CASE WHEN ${sql} IS NOT NULL THEN map(${part("map_keys", type.key)}, ${part("map_values", type.value)}) END)`;
    }
    case "row": {
      const fields = type.fields.map(
        (field, i) =>
          `${quoted(field.name ?? `field${i}`)} := ${parquetValue(`(${sql}).f${i}`, field.type)}`,
      );
      return `(CASE WHEN ${sql} IS NOT NULL THEN struct_pack(${fields.join(", ")}) END)`;
    }
    default:
      return sql;
  }
}

/** Whether it holds anything that is kept otherwise in memory. */
function isChanged(type: SqlType): boolean {
  if (type.kind === "array") return isChanged(type.element);
  if (type.kind === "map") return isChanged(type.key) || isChanged(type.value);
  return type.kind === "row" || type.kind === "timestamp";
}

/** A name in DuckDB's SQL. */
export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
