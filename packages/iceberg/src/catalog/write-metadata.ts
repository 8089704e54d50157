import { randomUUID } from "node:crypto";
import { gzipSync } from "node:zlib";
import { serializeMetadata } from "../metadata/parse-metadata.ts";
import type { TableMetadata } from "../metadata/table-metadata.ts";
import { metadataPath } from "../metadata/table-paths.ts";
import type { StorageOptions, TableStorage } from "../storage/table-storage.ts";

const CODEC = "write.metadata.compression-codec";

/** Metadata as it is stored: compressed where the table's properties want that. */
export function metadataBytes(metadata: TableMetadata): {
  readonly isCompressed: boolean;
  readonly bytes: Uint8Array;
} {
  const bytes = new TextEncoder().encode(serializeMetadata(metadata));
  const isCompressed = metadata.properties[CODEC]?.toLowerCase() === "gzip";
  return { isCompressed, bytes: isCompressed ? gzipSync(bytes) : bytes };
}

/**
 * Write metadata under a name of its own, for catalogs that point to it (`metadata/00004-….metadata.json`).
 *
 * @param before the metadata file before it, whose number is counted on
 * @returns where it is
 */
export async function writeMetadata(
  storage: TableStorage,
  metadata: TableMetadata,
  { before, signal }: StorageOptions & { readonly before?: string },
): Promise<string> {
  const { isCompressed, bytes } = metadataBytes(metadata);
  const number = String(before === undefined ? 0 : numberOf(before) + 1).padStart(5, "0");
  const name = `${number}-${randomUUID()}${isCompressed ? ".gz" : ""}.metadata.json`;
  const uri = metadataPath(metadata, name);
  await storage.write(uri, bytes, { contentType: "application/json", signal });
  return uri;
}

/** The number in a metadata file's name; 0 where a program has names of another kind. */
function numberOf(location: string): number {
  const [, digits] = /\/v?(\d{1,15})[^/]*$/.exec(location) ?? [];
  return Number(digits ?? 0);
}
