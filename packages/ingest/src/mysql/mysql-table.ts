import type { SourceTable } from "../source/source-table.ts";
import type { SqlColumn } from "../sql/sql-column.ts";
import { quoted } from "./mysql-sql.ts";

/** A table of MySQL, with what it is read by. */
export interface MysqlTable extends SourceTable {
  /** Its database. */
  readonly schema: string;
  readonly columns: readonly SqlColumn[];
  readonly engine: string;
}

/** What stands behind FROM. */
export function fromClause({ schema, name }: MysqlTable): string {
  return `${quoted(schema)}.${quoted(name)}`;
}

/** Whether a table is one of `discover()`. */
export function isMysqlTable(table: SourceTable): table is MysqlTable {
  return typeof (table as Partial<MysqlTable>).engine === "string";
}
