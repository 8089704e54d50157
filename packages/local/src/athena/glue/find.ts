import { ApiError } from "../api/api-error.ts";
import type { CatalogEntry, CatalogPartition, Database } from "../catalog/catalog-types.ts";
import { invalidInput, notFound } from "./glue-error.ts";
import type { GlueContext } from "./operation.ts";

type InCatalog = Pick<GlueContext, "catalog">;

export function findDatabase(name: string, { catalog }: InCatalog): Database {
  const database = catalog.database(name);
  if (database === undefined) throw notFound(`Database ${name}`);
  return database;
}

/** A table or view. */
export function findTable(database: string, name: string, context: InCatalog): CatalogEntry {
  const entry = context.catalog.entry(findDatabase(database, context).name, name);
  if (entry === undefined) throw notFound(`Table ${name}`);
  return entry;
}

/** The values of a partition, which have to be as many as the table has partition keys. */
export function checkValues(values: readonly string[], { definition }: CatalogEntry): void {
  const keys = definition.PartitionKeys?.length ?? 0;
  if (values.length !== keys)
    throw invalidInput(
      `The number of partition keys do not match the number of partition values: ${keys} keys, ${values.length} values`,
    );
}

export function findPartition(
  entry: CatalogEntry,
  values: readonly string[],
  { catalog }: InCatalog,
): CatalogPartition {
  checkValues(values, entry);
  const partition = catalog.partition(entry.relation, values);
  if (partition === undefined)
    throw new ApiError("EntityNotFoundException", "Cannot find partition.");
  return partition;
}
