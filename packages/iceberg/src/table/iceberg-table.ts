import type { IcebergCatalog, LoadedTable } from "../catalog/catalog.ts";

/** A table of a catalog, as it was when it was loaded; what is done with it begins with what it is by then. */
export interface IcebergTable extends LoadedTable {
  readonly catalog: IcebergCatalog;
}

/** @throws {TypeError} for something else than a table */
export function checkTable(what: string, table: unknown): void {
  const { catalog, metadata, storage } = Object(table) as Partial<IcebergTable>;
  if (typeof catalog?.load === "function" && metadata !== undefined && storage !== undefined)
    return;
  throw new TypeError(
    `${what}: table must be an Iceberg table, as createTable and loadTable give it.`,
  );
}
