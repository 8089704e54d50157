import { quoteIdentifier } from "@cloudapi/core/sql";
import type { SourceTable } from "../source/source-table.ts";
import type { SqlColumn } from "../sql/sql-column.ts";

/** A table of PostgreSQL, with what it is read by. */
export interface PostgresTable extends SourceTable {
  readonly schema: string;
  readonly columns: readonly PostgresColumn[];
  readonly oid: string;
  /** Rows of tables that inherit from it are read with those. */
  readonly isAlone: boolean;
}

/** A column, and the oid that its values are announced with. */
export interface PostgresColumn extends SqlColumn {
  readonly oid: string;
}

/** What stands behind FROM. */
export function fromClause({ schema, name, isAlone }: PostgresTable): string {
  return `${isAlone ? "ONLY " : ""}${quoteIdentifier(schema)}.${quoteIdentifier(name)}`;
}

/** Whether a table is one of `discover()`. */
export function isPostgresTable(table: SourceTable): table is PostgresTable {
  return typeof (table as Partial<PostgresTable>).oid === "string";
}
