import { IcebergError } from "../errors/iceberg-error.ts";
import { withoutSlashes } from "../storage/without-slashes.ts";
import type { TableMetadata } from "./table-metadata.ts";

/** Where a table's files are, without a slash at its end. */
export function tableFolder({ location }: Pick<TableMetadata, "location">): string {
  return withoutSlashes(location);
}

/** Properties by which a table says that its files are elsewhere than in `data/` and `metadata/`. */
const ELSEWHERE = [
  "write.data.path",
  "write.folder-storage.path",
  "write.object-storage.path",
  "write.metadata.path",
] as const;

/**
 * Refuse to write to a table whose files are to be elsewhere than this package puts them.
 *
 * @throws {IcebergError} `UNSUPPORTED_TABLE`
 */
export function refuseOtherPaths({
  location,
  properties,
}: Pick<TableMetadata, "location" | "properties">): void {
  const folder = tableFolder({ location });
  for (const name of ELSEWHERE) {
    const place = properties[name];
    const own = `${folder}/${name === "write.metadata.path" ? "metadata" : "data"}`;
    if (place === undefined || withoutSlashes(place) === own) continue;
    throw new IcebergError(
      "UNSUPPORTED_TABLE",
      `Rows can't be written to the table: its property ${name} wants its files in ${place}, and this version writes them to ${own}. Unset the property (ALTER TABLE … UNSET TBLPROPERTIES in Spark), or write to the table by an engine. Nothing was written.`,
    );
  }
}

/** The place of a metadata file, such as a manifest. */
export function metadataPath(metadata: Pick<TableMetadata, "location">, name: string): string {
  return `${tableFolder(metadata)}/metadata/${name}`;
}
