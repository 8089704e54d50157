import {
  formatPrimitive,
  formatTransform,
  type PartitionValueType,
  type PrimitiveType,
} from "@cloudapi/iceberg/internal";

/** DuckDB SQL for the text of a partition's value, null where there is none. */
export function partitionSql(sql: string, { transform, source }: PartitionValueType): string {
  if (transform.kind === "void") return "CAST(NULL AS VARCHAR)";
  const text = textSql(sql, source);
  return `iceberg_partition('${formatTransform(transform)}', '${formatPrimitive(source)}', ${text})`;
}

function textSql(sql: string, { kind }: PrimitiveType): string {
  switch (kind) {
    case "date":
      return `CAST(date_diff('day', DATE '1970-01-01', ${sql}) AS VARCHAR)`;
    case "timestamp":
      return `CAST(epoch_us(${sql}) AS VARCHAR)`;
    case "timestamptz":
      return `CAST(epoch_us((${sql}).t) AS VARCHAR)`;
    case "decimal":
      return `replace(CAST(${sql} AS VARCHAR), '.', '')`;
    case "binary":
    case "fixed":
      return `hex(${sql})`;
    default:
      return `CAST(${sql} AS VARCHAR)`;
  }
}
