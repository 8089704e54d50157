import { parseHiveType } from "../types/hive-type.ts";
import { notSupported } from "../types/trino-error.ts";
import type { SqlType } from "../types/types.ts";
import type { Catalog } from "./catalog.ts";
import type { CatalogColumn } from "./catalog-types.ts";

/** A table as a query sees it. */
export interface ScannedTable {
  readonly database: string;
  readonly name: string;
  readonly columns: readonly TableColumn[];
  readonly partitionKeys: readonly TableColumn[];
}

export interface TableColumn {
  readonly name: string;
  readonly type: SqlType;
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

/** How a compilation asks the catalog. */
export interface Lookup {
  hasDatabase(database: string): boolean;
  find(database: string, name: string): Relatable | undefined;
}

/** The catalog as a query's compilation asks it. */
export function catalogLookup(catalog: Catalog): Lookup {
  return {
    hasDatabase: (database) => catalog.database(database) !== undefined,
    find(database, name) {
      const relation = catalog.relation(database, name);
      if (relation === undefined) return undefined;
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

function typedColumn(column: CatalogColumn): TableColumn {
  const type = column.sqlType ?? parseHiveType(column.type);
  if (type === undefined)
    throw notSupported(`the column type ${column.type} (column ${column.name})`);
  return { name: column.name, type };
}
