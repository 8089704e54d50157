import { forEachConcurrently } from "@cloudapi/core/internal";
import type { LoadedTable } from "../catalog/catalog.ts";
import type { ManifestFile } from "../manifest/data-file.ts";
import { manifestEntries } from "../table/read-manifests.ts";

/** Manifests that are read at the same time. */
const CONCURRENT = 8;

/** Manifests with their numbers of files and rows, in their order. */
export async function countedManifests(
  table: LoadedTable,
  manifests: readonly ManifestFile[],
): Promise<ManifestFile[]> {
  const counted: ManifestFile[] = [];
  await forEachConcurrently(manifests.entries(), { concurrency: CONCURRENT }, async ([i, each]) => {
    counted[i] = await countedManifest(table, each);
  });
  return counted;
}

/**
 * A manifest with its numbers of files and rows: where its list doesn't say them, they are counted. Version 2 wants them, and readers
 * pass over a manifest that has no files.
 */
async function countedManifest(table: LoadedTable, manifest: ManifestFile): Promise<ManifestFile> {
  const { isUncounted, ...rest } = manifest;
  if (isUncounted === undefined) return manifest;
  const entries = await manifestEntries(table, manifest, {});
  const of = (wanted: string) => {
    const found = entries.filter(({ status }) => status === wanted);
    return { files: found.length, rows: found.reduce((sum, { file }) => sum + file.rows, 0) };
  };
  const [added, existing, deleted] = [of("added"), of("existing"), of("deleted")];
  return {
    ...rest,
    addedFiles: added.files,
    existingFiles: existing.files,
    deletedFiles: deleted.files,
    addedRows: added.rows,
    existingRows: existing.rows,
    deletedRows: deleted.rows,
  };
}
