import { forEachConcurrently } from "@cloudapi/core/internal";
import type { LoadedTable } from "../catalog/catalog.ts";
import { IcebergError } from "../errors/iceberg-error.ts";
import type { DataFile, ManifestEntry, ManifestFile } from "../manifest/data-file.ts";
import { mayDelete } from "../manifest/may-delete.ts";
import { entriesOf, isLive, manifestEntries } from "../table/read-manifests.ts";

/** Whether a data file goes. */
export type Removes = (file: DataFile) => boolean;

/** A manifest of which files go. */
export interface Thinned {
  readonly manifest: ManifestFile;
  /** Those that stay. */
  readonly kept: readonly ManifestEntry[];
  readonly removed: readonly ManifestEntry[];
}

/** Manifests that are read at the same time. */
const CONCURRENT = 8;

/** The manifests that have files which go. */
export async function thinned(
  table: LoadedTable,
  manifests: readonly ManifestFile[],
  {
    removes,
    areDeletesApplied,
  }: { readonly removes: Removes; readonly areDeletesApplied: boolean },
): Promise<Thinned[]> {
  const thin: Thinned[] = [];
  const data = manifests.filter(({ content }) => content === "data");
  await forEachConcurrently(data.entries(), { concurrency: CONCURRENT }, async ([i, manifest]) => {
    const entries = (await manifestEntries(table, manifest, {})).filter(isLive);
    const removed = new Set(entries.filter(({ file }) => removes(file)));
    if (removed.size === 0) return;
    const kept = entries.filter((entry) => !removed.has(entry));
    thin[i] = { manifest, removed: [...removed], kept };
  });
  // Only those that were set.
  const found = Object.values(thin);
  if (found.length > 0 && !areDeletesApplied) await refuseDeletes(table, manifests, found);
  return found;
}

/**
 * Refuse to take the place of files of which rows were deleted: with the new files the rows would be back.
 *
 * @throws {IcebergError} `DELETES_APPLY`
 */
async function refuseDeletes(
  table: LoadedTable,
  manifests: readonly ManifestFile[],
  thinnedManifests: readonly Thinned[],
): Promise<void> {
  const going = thinnedManifests.flatMap(({ removed }) => removed);
  const ofDeletes = manifests.filter(({ content }) => content === "deletes");
  for (const deletes of await entriesOf(table, ofDeletes, {})) {
    const hit = going.find((data) => mayDelete(deletes, data));
    if (hit !== undefined) throw deletesApply(hit.file.path, deletes.file.path);
  }
}

function deletesApply(data: string, deletes: string): IcebergError {
  return new IcebergError(
    "DELETES_APPLY",
    `Another program deleted rows of ${data} (${deletes}), and with a new file in its place they would be back, so nothing was committed. ` +
      "Let an engine rewrite the file first (OPTIMIZE in Athena, rewrite_data_files in Spark), or delete its rows there and append.",
  );
}
