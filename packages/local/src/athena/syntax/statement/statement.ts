import type { ParsedQuery, TrinoError } from "@cloudapi/athena/internal/analysis";
import type { CatalogColumn } from "../../catalog/catalog-types.ts";
import type { TableName } from "./ddl-cursor.ts";
import type { CreateIceberg } from "./parse-create-iceberg.ts";
import type { CreateTable } from "./parse-create-table.ts";
import type { Delete, Merge, Optimize, Update, Vacuum } from "./parse-row-change.ts";
import type { CreateTableAs, Insert, Unload } from "./parse-write.ts";

/** Values of partition columns, by name. */
export type PartitionSpec = Readonly<Record<string, string>>;

export type Statement =
  /** A query, or what it has that the embedded engine hasn't, told when it runs. */
  | { kind: "query"; parsed: ParsedQuery | TrinoError }
  | CreateTable
  | CreateIceberg
  | CreateTableAs
  | Insert
  | Unload
  | Delete
  | Update
  | Merge
  | Optimize
  | Vacuum
  | {
      kind: "create-database";
      name: string;
      ifNotExists: boolean;
      comment: string | undefined;
      location: string | undefined;
      properties: Readonly<Record<string, string>>;
    }
  | { kind: "drop-database"; name: string; ifExists: boolean; cascade: boolean }
  | { kind: "drop-table" | "drop-view"; table: TableName; ifExists: boolean }
  | { kind: "create-view"; view: TableName; orReplace: boolean; sql: string; parsed: ParsedQuery }
  | {
      kind: "add-partition";
      table: TableName;
      ifNotExists: boolean;
      partitions: readonly { spec: PartitionSpec; location: string | undefined }[];
    }
  | { kind: "drop-partition"; table: TableName; ifExists: boolean; specs: readonly PartitionSpec[] }
  | { kind: "set-properties"; table: TableName; properties: Readonly<Record<string, string>> }
  | { kind: "unset-properties"; table: TableName; names: readonly string[] }
  | { kind: "add-columns"; table: TableName; columns: readonly CatalogColumn[] }
  | { kind: "drop-column"; table: TableName; column: string }
  | {
      kind: "change-column";
      table: TableName;
      column: string;
      to: CatalogColumn;
      first: boolean;
      after: string | undefined;
    }
  | { kind: "rename-table"; table: TableName; to: TableName }
  | { kind: "repair-table"; table: TableName }
  | { kind: "show-databases"; pattern: string | undefined }
  | {
      kind: "show-tables" | "show-views";
      database: string | undefined;
      pattern: string | undefined;
    }
  | {
      kind: "show-partitions" | "show-create-table" | "show-create-view" | "show-columns";
      table: TableName;
    }
  | { kind: "show-properties"; table: TableName; key: string | undefined }
  | { kind: "describe"; table: TableName };

/** What Athena calls the statement: DDL, DML or UTILITY, and which one. */
export interface StatementKind {
  readonly type: "DDL" | "DML" | "UTILITY";
  readonly substatement: string;
}

const QUERY: StatementKind = { type: "DML", substatement: "SELECT" };

const KINDS: Record<Statement["kind"], StatementKind> = {
  query: QUERY,
  "create-iceberg": { type: "DDL", substatement: "CREATE_TABLE" },
  "create-table": { type: "DDL", substatement: "CREATE_TABLE" },
  "create-table-as": { type: "DDL", substatement: "CREATE_TABLE_AS_SELECT" },
  insert: { type: "DML", substatement: "INSERT" },
  unload: { type: "DML", substatement: "UNLOAD" },
  delete: { type: "DML", substatement: "DELETE" },
  update: { type: "DML", substatement: "UPDATE" },
  merge: { type: "DML", substatement: "MERGE" },
  optimize: { type: "DML", substatement: "OPTIMIZE" },
  vacuum: { type: "DML", substatement: "VACUUM_TABLE" },
  "create-database": { type: "DDL", substatement: "CREATE_DATABASE" },
  "drop-database": { type: "DDL", substatement: "DROP_DATABASE" },
  "drop-table": { type: "DDL", substatement: "DROP_TABLE" },
  "drop-view": { type: "DDL", substatement: "DROP_VIEW" },
  "create-view": { type: "DDL", substatement: "CREATE_VIEW" },
  "add-partition": { type: "DDL", substatement: "ALTER_TABLE_ADD_PARTITION" },
  "drop-partition": { type: "DDL", substatement: "ALTER_TABLE_DROP_PARTITION" },
  "set-properties": { type: "DDL", substatement: "ALTER_TABLE_SET_PROPERTIES" },
  "unset-properties": { type: "DDL", substatement: "ALTER_TABLE_UNSET_PROPERTIES" },
  "add-columns": { type: "DDL", substatement: "ALTER_TABLE_ADD_COLUMNS" },
  "drop-column": { type: "DDL", substatement: "ALTER_TABLE_DROP_COLUMN" },
  "change-column": { type: "DDL", substatement: "ALTER_TABLE_CHANGE_COLUMN" },
  "rename-table": { type: "DDL", substatement: "ALTER_TABLE_RENAME" },
  "repair-table": { type: "DDL", substatement: "MSCK_REPAIR" },
  "show-databases": { type: "UTILITY", substatement: "SHOW_DATABASES" },
  "show-tables": { type: "UTILITY", substatement: "SHOW_TABLES" },
  "show-views": { type: "UTILITY", substatement: "SHOW_VIEWS" },
  "show-partitions": { type: "UTILITY", substatement: "SHOW_PARTITIONS" },
  "show-create-table": { type: "UTILITY", substatement: "SHOW_CREATE_TABLE" },
  "show-create-view": { type: "UTILITY", substatement: "SHOW_CREATE_VIEW" },
  "show-columns": { type: "UTILITY", substatement: "SHOW_COLUMNS" },
  "show-properties": { type: "UTILITY", substatement: "SHOW_TABLE_PROPERTIES" },
  describe: { type: "UTILITY", substatement: "DESCRIBE_TABLE" },
};

export function kindOf(statement: Statement): StatementKind {
  return KINDS[statement.kind];
}
