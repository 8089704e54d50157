import type { CatalogOptions, LoadedTable } from "../catalog/catalog.ts";
import { IcebergError } from "../errors/iceberg-error.ts";
import type { Snapshot } from "../metadata/snapshot.ts";
import { currentSnapshots } from "../table/current-snapshots.ts";
import { isLive, manifestEntries, manifestsOf } from "../table/read-manifests.ts";
import { readRunLog } from "./run-log.ts";
import { runOf } from "./run-summary.ts";
import { sourceHashOf } from "./source-files.ts";

/** Operations that put rows of a file into another one: to join files, or to change or delete some of its rows. */
const REWRITING = ["replace", "overwrite"];

type Place = Pick<LoadedTable, "metadata" | "storage">;

/**
 * The sources of which another program, or `compact`, put rows into other files, as it does to join small ones, and to change or delete rows by
 * copying the rest: which rows are whose can't be told from there on.
 */
export async function rewrittenSources(
  table: Place,
  snapshot: Snapshot,
  options: CatalogOptions,
): Promise<Set<string>> {
  const sources = new Set<string>();
  const { summary } = snapshot;
  // Runs of this package take whole files out, and copy nothing.
  if (!REWRITING.includes(summary["operation"] ?? "") || runOf(snapshot) !== undefined)
    return sources;
  const id = snapshot["snapshot-id"];
  const kept = new Set<string>();
  for (const manifest of await manifestsOf(table.storage, snapshot, options)) {
    if (manifest.snapshotId !== id) continue;
    for (const entry of await manifestEntries(table, manifest, options)) {
      const source = sourceHashOf(entry.file.path);
      if (entry.snapshotId !== id || source === undefined) continue;
      // What `compact` wrote under a source's name has all that it put together of it, and rows of no other.
      if (isLive(entry)) kept.add(source);
      else sources.add(source);
    }
  }
  for (const source of kept) sources.delete(source);
  return sources;
}

/**
 * Refuse to replace rows of a source that are in one file with others'.
 *
 * @throws {IcebergError} `SOURCE_REWRITTEN`
 */
export async function refuseRewritten(
  table: Place,
  sourceHash: string,
  sourceId: string,
): Promise<void> {
  const { rewritten } = await readRunLog(table, {});
  let isRewritten = rewritten.includes(sourceHash);
  for (const snapshot of currentSnapshots(table.metadata))
    isRewritten ||= (await rewrittenSources(table, snapshot, {})).has(sourceHash);
  if (!isRewritten) return;
  throw new IcebergError(
    "SOURCE_REWRITTEN",
    `The rows of ${sourceId} can't be replaced: they were put into files with those of others since (compact, or another program that joined files, or changed or deleted rows), and which rows are whose can't be told. Nothing was committed. ` +
      "Use the mode overwritePartitions, or delete the rows by SQL and use append.",
  );
}
