import type { CatalogOptions, LoadedTable } from "../catalog/catalog.ts";
import type { ManifestFile } from "../manifest/data-file.ts";
import type { Snapshot } from "../metadata/snapshot.ts";
import { isLive, manifestEntries, manifestsOf } from "../table/read-manifests.ts";
import { RUN_LOG } from "../write/run-log.ts";
import { plainUri } from "./plain-uri.ts";

/**
 * The files that snapshots which are gone had, and the table has not: each by its place in one spelling. A manifest that
 * snapshots share is read once, however many they are.
 *
 * @param before the table with those snapshots
 * @param others further files that are gone unless the table names them
 */
export async function filesGone(
  before: LoadedTable,
  after: LoadedTable,
  { gone, others }: { readonly gone: readonly Snapshot[]; readonly others: readonly string[] },
  options: CatalogOptions,
): Promise<Map<string, string>> {
  const kept = await listManifests(after, after.metadata.snapshots, options);
  // What a manifest names that is kept is kept.
  const own = await listManifests(before, gone, options, kept.manifests);
  const files = new Map<string, string>();
  for (const uri of others) files.set(plainUri(uri), uri);
  for await (const uri of filesOf(before, own, options)) files.set(plainUri(uri), uri);
  for (const uri of placesOfTable(after)) files.delete(plainUri(uri));
  for await (const uri of filesOf(after, kept, options)) files.delete(plainUri(uri));
  return files;
}

/** The places that a table names: its metadata files, and what any snapshot of it has. */
export async function* namedPlaces(
  table: LoadedTable,
  options: CatalogOptions,
): AsyncGenerator<string, void, undefined> {
  yield* placesOfTable(table);
  const named = await listManifests(table, table.metadata.snapshots, options);
  yield* filesOf(table, named, options);
}

function placesOfTable({ metadata, metadataLocation }: LoadedTable): string[] {
  const log = metadata["metadata-log"].map((entry) => entry["metadata-file"]);
  const runs = metadata.properties[RUN_LOG];
  return [
    metadataLocation,
    ...(runs === undefined ? [] : [runs]),
    ...log,
    ...statisticsFiles(metadata),
  ];
}

/** The manifest lists of some snapshots, and their manifests, each by its place in one spelling. */
interface Manifests {
  readonly lists: readonly string[];
  readonly manifests: ReadonlyMap<string, ManifestFile>;
}

async function listManifests(
  { storage }: LoadedTable,
  snapshots: readonly Snapshot[],
  options: CatalogOptions,
  known: Manifests["manifests"] = new Map(),
): Promise<Manifests> {
  const manifests = new Map<string, ManifestFile>();
  for (const snapshot of snapshots)
    for (const manifest of await manifestsOf(storage, snapshot, options)) {
      const place = plainUri(manifest.path);
      if (!known.has(place)) manifests.set(place, manifest);
    }
  return { lists: snapshots.map((snapshot) => snapshot["manifest-list"]), manifests };
}

async function* filesOf(
  table: LoadedTable,
  { lists, manifests }: Manifests,
  options: CatalogOptions,
): AsyncGenerator<string, void, undefined> {
  yield* lists;
  for (const manifest of manifests.values()) {
    yield manifest.path;
    // What a snapshot took out is no file of its own.
    for (const entry of await manifestEntries(table, manifest, options))
      if (isLive(entry)) yield entry.file.path;
  }
}

/** Files with statistics, which other programs write: named by the table, not by a snapshot. */
function statisticsFiles(metadata: LoadedTable["metadata"]): string[] {
  return ["statistics", "partition-statistics"].flatMap((field) => {
    const list = metadata[field];
    if (!Array.isArray(list)) return [];
    return list.map((each: { "statistics-path"?: unknown }) => String(each["statistics-path"]));
  });
}
