import type { Lookup, TableColumn } from "../sql/compilation.ts";
import { notSupported } from "../sql/trino-error.ts";
import type { Catalog } from "./catalog.ts";
import type { CatalogColumn } from "./catalog-types.ts";
import { parseHiveType } from "./hive-type.ts";

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
