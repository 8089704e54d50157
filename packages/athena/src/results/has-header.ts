import type { ColumnInfo, QueryExecution, Row } from "@aws-sdk/client-athena";

/**
 * Whether the first row of the first page is the header.
 *
 * Athena puts one before the rows of a SELECT and none before those of SHOW, DESCRIBE and other DDL and utility
 * statements. A row of those may well equal the labels (a table named `tab_name`), so the statement decides; a
 * server that sends no header, or no statement type, is told by the labels.
 */
export function hasHeader(
  { StatementType, SubstatementType }: QueryExecution,
  columns: readonly ColumnInfo[],
  first: Row | undefined,
): boolean {
  const isRowsOnly =
    (StatementType === "DDL" || StatementType === "UTILITY") &&
    !/^EXPLAIN/i.test(SubstatementType ?? "");
  if (isRowsOnly || first === undefined || columns.length === 0) return false;
  return columns.every(
    (column, i) =>
      first.Data?.[i]?.VarCharValue === (column.Label ?? column.Name) ||
      first.Data?.[i]?.VarCharValue === column.Name,
  );
}
