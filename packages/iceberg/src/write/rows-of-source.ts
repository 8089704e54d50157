import type { SourceIdentity } from "@cloudapi/transform/internal";
import type { CatalogOptions, LoadedTable } from "../catalog/catalog.ts";
import { currentSnapshot } from "../metadata/current.ts";
import { liveEntries } from "../table/read-manifests.ts";
import { runState } from "./run-state.ts";
import { sourceHashOf } from "./source-files.ts";

/** The rows that runs over a source have in a table. */
export async function rowsOfSource(
  table: LoadedTable,
  { sourceId, sourceHash }: SourceIdentity,
  options: CatalogOptions,
): Promise<number> {
  const { isSourceKnown } = await runState(
    table,
    { sourceId, digest: "", mode: "replaceSource" },
    options,
  );
  if (!isSourceKnown) return 0;
  let rows = 0;
  for await (const entry of liveEntries(table, currentSnapshot(table.metadata), options))
    if (sourceHashOf(entry.file.path) === sourceHash) rows += entry.file.rows;
  return rows;
}
