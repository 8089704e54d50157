import { isCloudApiError } from "@cloudapi/core";
import { loadTable } from "@cloudapi/iceberg";
import { namedPlaces } from "@cloudapi/iceberg/internal";
import type { CatalogTable } from "../../../catalog/catalog-types.ts";
import type { Opening } from "../../opened-tables.ts";

/**
 * Take an Iceberg table out of the catalog, and remove the files that it named. One whose metadata is gone or broken is taken out
 * with what of it is found; where its metadata may not be read the table stays.
 */
export async function dropIceberg(
  { database, name }: CatalogTable,
  { iceberg, signal }: Opening,
): Promise<void> {
  const title = { namespace: database, name };
  const table = await loadTable(iceberg, title, { signal }).catch(unlessBroken);
  const files = new Set<string>();
  if (table !== undefined) await collect(namedPlaces(table, { signal }), files).catch(unlessBroken);
  await iceberg.drop(title);
  // What others brought into the table from elsewhere is not its own.
  const own = [...files].filter((uri) => uri.startsWith(table?.storage.root ?? uri));
  await table?.storage.remove(own);
}

async function collect(places: AsyncIterable<string>, files: Set<string>): Promise<void> {
  for await (const uri of places) files.add(uri);
}

const BROKEN = [
  "METADATA_NOT_FOUND",
  "INVALID_METADATA",
  "INVALID_MANIFEST",
  "NOT_AN_ICEBERG_TABLE",
  "OUTSIDE_STORAGE",
  "UNSUPPORTED_TABLE",
];

function unlessBroken(error: unknown): undefined {
  if (!isCloudApiError(error) || !BROKEN.includes(error.code)) throw error;
}
