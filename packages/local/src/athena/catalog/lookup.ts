import type { Position, SqlType, TypedSql } from "@cloudapi/athena/internal/analysis";
import { notSupported } from "@cloudapi/athena/internal/analysis";
import { parseHiveType } from "../types/hive-type.ts";
import type { Catalog } from "./catalog.ts";
import type { CatalogColumn, CatalogRelation, CatalogTable } from "./catalog-types.ts";
import type { IcebergSource } from "./iceberg-source.ts";
import { checkReadable, isIceberg } from "./readable.ts";

/** A table as a query sees it. */
export interface ScannedTable {
  readonly database: string;
  readonly name: string;
  readonly columns: readonly TableColumn[];
  readonly partitionKeys: readonly TableColumn[];
  /** Columns that only who names them is given; `undefined` for those of Hive's tables. */
  readonly hidden?: readonly TableColumn[];
  readonly iceberg?: IcebergSource;
}

export interface TableColumn {
  readonly name: string;
  readonly type: SqlType;
  /** A type that no value can be read of, by its name. */
  readonly refused?: string | undefined;
}

/** The state of a table that a query asks for: when it was, or which snapshot; a constant. */
export interface TableVersion extends TypedSql {
  readonly by: "timestamp" | "version";
  /** Where the statement says so. */
  readonly at: Position;
}

export interface ViewDefinition {
  readonly database: string;
  readonly name: string;
  readonly sql: string;
  /** The database its bare names mean. */
  readonly sqlDatabase: string;
  readonly columns: readonly TableColumn[];
}

/** What a name in FROM stands for. */
export type Relatable =
  | { readonly kind: "table"; readonly table: ScannedTable }
  | { readonly kind: "view"; readonly view: ViewDefinition };

/** A table in a statement. */
export interface TableReference {
  readonly database: string;
  /** With what follows a `$`, as `orders$snapshots`. */
  readonly name: string;
  readonly version?: TableVersion | undefined;
}

/** How a compilation asks the catalog. */
export interface Lookup {
  hasDatabase(database: string): boolean;
  find(reference: TableReference): Relatable | undefined;
}

/** The Iceberg tables that were opened for a query; it throws for another, which has to be opened first. */
export type OpenedTables = (reference: TableReference) => ScannedTable;

/** The catalog as a query's compilation asks it. */
export function catalogLookup(catalog: Catalog, opened: OpenedTables): Lookup {
  return {
    hasDatabase: (database) => catalog.database(database) !== undefined,
    find(reference) {
      const relation = findRelation(catalog, reference);
      if (relation === undefined) return undefined;
      if (isIceberg(relation)) return { kind: "table", table: opened(reference) };
      checkReadable(relation);
      const columns = relation.columns.map(typedColumn);
      if (relation.kind === "view")
        return {
          kind: "view",
          view: {
            database: relation.database,
            name: relation.name,
            sql: relation.sql,
            sqlDatabase: relation.sqlDatabase,
            columns,
          },
        };
      return {
        kind: "table",
        table: {
          database: relation.database,
          name: relation.name,
          columns,
          partitionKeys: relation.partitionKeys.map(typedColumn),
        },
      };
    },
  };
}

/** What is named, or the Iceberg table of which a metadata table is. */
function findRelation(
  catalog: Catalog,
  { database, name }: TableReference,
): CatalogRelation | undefined {
  const relation = catalog.relation(database, name);
  const end = name.lastIndexOf("$");
  if (relation !== undefined || end < 0) return relation;
  const table = catalog.relation(database, name.slice(0, end));
  return table !== undefined && isIceberg(table) ? table : undefined;
}

/** All columns of a table of Hive's, those it is partitioned by last. */
export function tableColumns({ columns, partitionKeys }: CatalogTable): TableColumn[] {
  return [...columns, ...partitionKeys].map(typedColumn);
}

function typedColumn(column: CatalogColumn): TableColumn {
  const type = column.sqlType ?? parseHiveType(column.type);
  if (type === undefined)
    throw notSupported(`the column type ${column.type} (column ${column.name})`);
  return { name: column.name, type };
}
