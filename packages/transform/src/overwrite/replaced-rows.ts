import type { Dataset } from "@cloudapi/core";
import { listDataFiles } from "../maintain/list-data-files.ts";
import type { Sink } from "../sink/sink.ts";
import { partitionOfKey } from "../symlinks/symlink-manifest.ts";
import type { ReplacedRows } from "../write/write-report.ts";
import { isInScope, type PlacedRows, type Scope } from "./scope.ts";

/** What a run would take the place of, as it is now. */
export async function wouldReplace(
  sink: Sink,
  dataset: Dataset,
  scope: Scope,
): Promise<ReplacedRows> {
  const files = await listDataFiles(sink, { dataset });
  return replacedRows(
    files.filter((file) =>
      isInScope(scope, { ...file, partition: partitionOfKey(sink, file.key) }),
    ),
  );
}

/** What files come to. */
export function replacedRows(
  files: readonly (PlacedRows & { readonly rows: number })[],
): ReplacedRows {
  return {
    rows: files.reduce((sum, { rows }) => sum + rows, 0),
    files: files.length,
    sources: [...new Set(files.map(({ sourceId }) => sourceId))].sort(),
  };
}
