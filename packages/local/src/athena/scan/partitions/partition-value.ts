import type { SqlType } from "@cloudapi/athena/internal/analysis";
import { formatType, TrinoError } from "@cloudapi/athena/internal/analysis";
import { duckString, duckType } from "../../types/duck.ts";

/** What Hive writes into a path for a null. */
export const NULL_PARTITION = "__HIVE_DEFAULT_PARTITION__";

/** A partition's value, from its text in a path or in the catalog, as a DuckDB constant of the column's type. */
export function partitionValueSql(text: string, column: string, type: SqlType): string {
  if (text === NULL_PARTITION) return `CAST(NULL AS ${duckType(type)})`;
  if (type.kind === "varchar") return duckString(text);
  if (!VALID[type.kind]?.test(text)) {
    throw new TrinoError(
      "HIVE_INVALID_PARTITION_VALUE",
      `Invalid partition value '${text}' for ${formatType(type).toUpperCase()} partition key: ${column}`,
    );
  }
  return `CAST(${duckString(text)} AS ${duckType(type)})`;
}

const WHOLE = /^[+-]?\d+$/;
const NUMBER = /^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?$/;

const VALID: Partial<Record<SqlType["kind"], RegExp>> = {
  tinyint: WHOLE,
  smallint: WHOLE,
  integer: WHOLE,
  bigint: WHOLE,
  real: NUMBER,
  double: NUMBER,
  decimal: NUMBER,
  boolean: /^(true|false)$/i,
  date: /^\d{4}-\d{2}-\d{2}$/,
  timestamp: /^\d{4}-\d{2}-\d{2}([ T]\d{2}:\d{2}:\d{2}(\.\d+)?)?$/,
};
