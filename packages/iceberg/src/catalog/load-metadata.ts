import { gunzipSync } from "node:zlib";
import { IcebergError } from "../errors/iceberg-error.ts";
import { parseMetadata } from "../metadata/parse-metadata.ts";
import type { TableMetadata } from "../metadata/table-metadata.ts";
import type { StorageOptions, TableStorage } from "../storage/table-storage.ts";

/** Far beyond any table's metadata; compressed bytes that would become more are not what they say. */
const MOST_BYTES = 1024 * 1024 * 1024;

/**
 * Read a metadata file, which may be compressed (`.gz.metadata.json`).
 *
 * @throws {IcebergError} `METADATA_NOT_FOUND` when it is not there, `INVALID_METADATA` when it is none
 */
export async function loadMetadata(
  storage: TableStorage,
  location: string,
  options: StorageOptions & { readonly title: string },
): Promise<TableMetadata> {
  const bytes = await storage.read(location, { signal: options.signal });
  if (bytes !== undefined) return metadataOf(bytes, location);
  throw new IcebergError(
    "METADATA_NOT_FOUND",
    `The metadata file of ${options.title}, ${location}, is not there: it was removed, or the catalog names another place. Register a metadata file that is there (the newest in its folder), or drop the table from the catalog.`,
    { table: options.title },
  );
}

/** The metadata in a file's bytes. */
export function metadataOf(bytes: Uint8Array, location: string): TableMetadata {
  return parseMetadata(new TextDecoder().decode(unzipped(bytes, location)), location);
}

function unzipped(bytes: Uint8Array, location: string): Uint8Array {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  try {
    return gunzipSync(bytes, { maxOutputLength: MOST_BYTES });
  } catch (cause) {
    throw new IcebergError(
      "INVALID_METADATA",
      `The metadata file ${location} is not the gzip that it begins as: ${(cause as Error).message}.`,
      { cause },
    );
  }
}
