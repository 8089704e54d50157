import { forEachConcurrently } from "@cloudapi/core/internal";
import type { CatalogOptions, LoadedTable } from "../catalog/catalog.ts";
import { IcebergError } from "../errors/iceberg-error.ts";
import type { ManifestEntry, ManifestFile } from "../manifest/data-file.ts";
import { readManifest } from "../manifest/read-manifest.ts";
import { readManifestList } from "../manifest/read-manifest-list.ts";
import type { Snapshot } from "../metadata/snapshot.ts";
import type { TableStorage } from "../storage/table-storage.ts";

/** The manifests of a snapshot. */
export async function manifestsOf(
  storage: TableStorage,
  snapshot: Snapshot | undefined,
  options: CatalogOptions,
): Promise<readonly ManifestFile[]> {
  if (snapshot === undefined) return [];
  const uri = snapshot["manifest-list"];
  return readManifestList(await metadataFile(storage, uri, options), uri);
}

/** The entries of a manifest, also those of files that its snapshot took out. */
export async function manifestEntries(
  { storage, metadata }: Pick<LoadedTable, "storage" | "metadata">,
  manifest: ManifestFile,
  options: CatalogOptions,
): Promise<readonly ManifestEntry[]> {
  return readManifest(await metadataFile(storage, manifest.path, options), manifest, metadata);
}

/** Whether the file of an entry is there, and wasn't taken out. */
export function isLive({ status }: ManifestEntry): boolean {
  return status !== "deleted";
}

/** Manifests that are read at the same time. */
const CONCURRENT = 8;

/** The entries of manifests without those of files that were taken out, in the order of the manifests. */
export async function entriesOf(
  table: Pick<LoadedTable, "metadata" | "storage">,
  manifests: readonly ManifestFile[],
  options: CatalogOptions,
): Promise<ManifestEntry[]> {
  const read: (readonly ManifestEntry[])[] = [];
  await forEachConcurrently(
    manifests.entries(),
    { concurrency: CONCURRENT, signal: options.signal },
    async ([i, manifest], signal) => {
      read[i] = await manifestEntries(table, manifest, { signal });
    },
  );
  return read.flat().filter(isLive);
}

/** The data files of a snapshot. */
export async function* liveEntries(
  table: Pick<LoadedTable, "storage" | "metadata">,
  snapshot: Snapshot | undefined,
  options: CatalogOptions,
): AsyncGenerator<ManifestEntry, void, undefined> {
  const manifests = await manifestsOf(table.storage, snapshot, options);
  const data = manifests.filter(({ content }) => content === "data");
  // Some at a time: those of a large table are not in memory together.
  for (let at = 0; at < data.length; at += CONCURRENT)
    yield* await entriesOf(table, data.slice(at, at + CONCURRENT), options);
}

/** @throws {IcebergError} `METADATA_NOT_FOUND` for a file that is not there */
async function metadataFile(
  storage: TableStorage,
  uri: string,
  options: CatalogOptions,
): Promise<Uint8Array> {
  const bytes = await storage.read(uri, options);
  if (bytes !== undefined) return bytes;
  throw new IcebergError(
    "METADATA_NOT_FOUND",
    `The table's metadata names ${uri}, and there is no such file. Bring it back (an earlier version, where the bucket keeps them), or let an engine take the table back to a snapshot that doesn't need it (rollback_to_snapshot in Spark).`,
  );
}
