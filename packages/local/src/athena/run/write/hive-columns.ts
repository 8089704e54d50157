import type { SqlType } from "@cloudapi/athena/internal/analysis";
import { formatType, notSupported, partsOf, TrinoError } from "@cloudapi/athena/internal/analysis";

/** A column as it is written. */
export interface WrittenColumn {
  readonly name: string;
  readonly type: SqlType;
}

/** Refuse columns that a table of Hive's can't have, in the words of Trino. */
export function checkHiveColumns(columns: readonly WrittenColumn[]): void {
  for (const { name, type } of columns) checkType(type, name);
}

function checkType(type: SqlType, column: string): void {
  for (const part of partsOf(type)) checkType(part, column);
  switch (type.kind) {
    case "timestamp":
      if (type.precision === 3) return;
      throw new TrinoError(
        "NOT_SUPPORTED",
        `Incorrect timestamp precision for ${formatType(type)}; the configured precision is MILLISECONDS; column name: ${column}`,
      );
    case "unknown":
    case "json":
    case "timestamp with time zone":
    case "interval day to second":
    case "interval year to month":
      throw new TrinoError("NOT_SUPPORTED", `Unsupported Hive type: ${formatType(type)}`);
    case "char":
      throw notSupported(`writing columns of type char (column ${column})`);
    default:
  }
}

const PARTITION_TYPES: readonly SqlType["kind"][] = [
  "boolean",
  "tinyint",
  "smallint",
  "integer",
  "bigint",
  "decimal",
  "varchar",
  "date",
  "timestamp",
];

/** Refuse partition columns of types that no path can hold. */
export function checkPartitionColumns(columns: readonly WrittenColumn[]): void {
  const wrong = columns.find(({ type }) => !PARTITION_TYPES.includes(type.kind));
  if (wrong !== undefined)
    throw new TrinoError(
      "NOT_SUPPORTED",
      `Unsupported type [${formatType(wrong.type)}] for partition: ${wrong.name}`,
    );
}

/** The columns of a query that makes a table or files: each has a name of its own and a type. */
export function namedColumns(
  columns: readonly { readonly name: string; readonly type: SqlType; readonly named: boolean }[],
): WrittenColumn[] {
  const seen = new Set<string>();
  return columns.map(({ name, type, named }, i) => {
    const key = name.toLowerCase();
    const at = { line: 1, column: 1 };
    if (!named)
      throw new TrinoError(
        "MISSING_COLUMN_NAME",
        `Column name not specified at position ${i + 1}`,
        at,
      );
    if (seen.has(key))
      throw new TrinoError(
        "DUPLICATE_COLUMN_NAME",
        `Column name '${name}' specified more than once`,
        at,
      );
    if (type.kind === "unknown")
      throw new TrinoError("COLUMN_TYPE_UNKNOWN", `Column type is unknown: ${key}`, at);
    seen.add(key);
    return { name: key, type };
  });
}
