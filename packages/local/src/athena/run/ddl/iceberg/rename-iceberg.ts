import { notSupported, TrinoError } from "@cloudapi/athena/internal/analysis";
import type { Catalog } from "../../../catalog/catalog.ts";
import type { CatalogTable } from "../../../catalog/catalog-types.ts";
import { defineRelation } from "../../../catalog/define-relation.ts";
import { isIceberg } from "../../../catalog/readable.ts";
import type { TableName } from "../../../syntax/statement/ddl-cursor.ts";
import { semanticError } from "../hive-error.ts";

/** Give an Iceberg table another name; its files stay where they are. */
export function renameIceberg(
  table: CatalogTable,
  to: TableName,
  { catalog, now }: { readonly catalog: Catalog; readonly now: Date },
): void {
  if (!isIceberg(table)) throw notSupported("ALTER TABLE RENAME of tables that are not Iceberg");
  const database = to.database ?? table.database;
  if (catalog.database(database) === undefined)
    throw semanticError(10072, `Database does not exist: ${database}`);
  if (catalog.relation(database, to.name) !== undefined)
    throw new TrinoError("TABLE_ALREADY_EXISTS", `Table '${database}.${to.name}' already exists`);
  const known = catalog.entry(table.database, table.name)?.definition ?? defineRelation(table);
  const renamed = { ...table, database, name: to.name };
  catalog.rename(table, renamed, { now, definition: { ...known, Name: to.name } });
}
