import { TrinoError } from "@cloudapi/athena/internal/analysis";
import type { WrittenColumn } from "./hive-columns.ts";

/**
 * The columns by which files are partitioned: the last of a query's, in the order in which they are named.
 *
 * @throws {TrinoError} what Trino says of names that aren't there, of another order, and where nothing is left
 */
export function partitionedLast(
  columns: readonly WrittenColumn[],
  partitionedBy: readonly string[],
): WrittenColumn[] {
  const names = partitionedBy.map((name) => name.toLowerCase());
  const missing = names.filter((name) => !columns.some((column) => column.name === name));
  if (missing.length > 0)
    throw new TrinoError(
      "INVALID_TABLE_PROPERTY",
      `Partition columns [${missing.join(", ")}] not present in schema`,
    );
  const last = columns.slice(columns.length - names.length);
  if (names.length > 0 && names.length === columns.length)
    throw new TrinoError("INVALID_TABLE_PROPERTY", "Table contains only partition columns");
  if (last.some(({ name }, i) => name !== names[i]))
    throw new TrinoError(
      "HIVE_COLUMN_ORDER_MISMATCH",
      `Partition keys must be the last columns in the table and in the same order as the table properties: [${names.join(", ")}]`,
    );
  return last;
}
