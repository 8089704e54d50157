import type { ColumnInfo, QueryExecution, Row } from "@aws-sdk/client-athena";

/**
 * Whether a result is of SHOW, DESCRIBE, MSCK REPAIR TABLE or another DDL or utility statement: text without a header.
 * EXPLAIN counts as a query.
 */
export function isRowsOnly({ StatementType, SubstatementType }: QueryExecution): boolean {
  return (
    (StatementType === "DDL" || StatementType === "UTILITY") &&
    !/^EXPLAIN/i.test(SubstatementType ?? "")
  );
}

/**
 * Whether the first row of a query's first page is the header: Athena puts one there, other servers may not, which is
 * told by the labels.
 */
export function hasHeader(columns: readonly ColumnInfo[], first: Row | undefined): boolean {
  if (first === undefined || columns.length === 0) return false;
  return columns.every(
    (column, i) =>
      first.Data?.[i]?.VarCharValue === (column.Label ?? column.Name) ||
      first.Data?.[i]?.VarCharValue === column.Name,
  );
}
