import { notSupported, TrinoError } from "@cloudapi/athena/internal/analysis";
import type { CatalogRelation } from "./catalog-types.ts";

/** Whether a relation is an Iceberg table. */
export function isIceberg(relation: CatalogRelation): boolean {
  return (
    relation.kind === "table" && relation.properties["table_type"]?.toLowerCase() === "iceberg"
  );
}

/**
 * Refuse, by its name, a kind of table or view that would be read wrong.
 *
 * @throws {TrinoError} NOT_SUPPORTED, or HIVE_INVALID_METADATA for a table that is none
 */
export function checkReadable(relation: CatalogRelation): void {
  const { database, name, unreadable } = relation;
  if (unreadable !== undefined) throw notSupported(`${unreadable} (${database}.${name})`);
  if (relation.kind === "view") return;
  const names = [...relation.columns, ...relation.partitionKeys].map((column) => column.name);
  if (new Set(names).size < names.length)
    throw new TrinoError(
      "HIVE_INVALID_METADATA",
      `Hive metadata for table ${name} is invalid: Table descriptor contains duplicate columns`,
    );
}
