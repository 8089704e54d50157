import type { CatalogOptions, LoadedTable } from "../catalog/catalog.ts";
import type { Snapshot } from "../metadata/snapshot.ts";
import { currentSnapshots } from "../table/current-snapshots.ts";
import { readRunLog } from "./run-log.ts";
import { isSameRun, type RunIdentity, runOf } from "./run-summary.ts";

/** What a table knows of a run. */
export interface RunState {
  /** Whether its rows are in the table already, so that it adds nothing. */
  readonly isCommitted: boolean;
  /** By which they came; `undefined` when that has expired. */
  readonly snapshot?: Snapshot | undefined;
  /** Whether any run over its source is in the table, or may be. */
  readonly isSourceKnown: boolean;
}

/** The versions of a source whose rows were appended to a table. */
export async function appendedVersions(
  { metadata, storage }: LoadedTable,
  sourceId: string,
): Promise<string[]> {
  const { runs } = await readRunLog({ metadata, storage }, {});
  const kept = [...currentSnapshots(metadata)].flatMap((snapshot) => runOf(snapshot) ?? []);
  return [...runs, ...kept].flatMap((run) =>
    run.sourceId === sourceId && run.mode === "append" ? (run.version ?? []) : [],
  );
}

/** The other sources whose runs are known of a table, whether their rows are still there or not. */
export async function otherSources(
  { metadata, storage }: LoadedTable,
  sourceId: string,
): Promise<string[]> {
  const { runs } = await readRunLog({ metadata, storage }, {});
  const kept = [...currentSnapshots(metadata)].flatMap((snapshot) => runOf(snapshot) ?? []);
  const sources = new Set([...runs, ...kept].map((run) => run.sourceId));
  sources.delete(sourceId);
  return [...sources].toSorted();
}

/**
 * What a table knows of a run. What was appended stays whatever comes after it; of what replaces something, only the
 * source's last run counts.
 */
export async function runState(
  { metadata, storage }: LoadedTable,
  run: RunIdentity,
  options: CatalogOptions,
): Promise<RunState> {
  let isSourceKnown = false;
  let oldest: Snapshot | undefined;
  for (const snapshot of currentSnapshots(metadata)) {
    oldest = snapshot;
    const there = runOf(snapshot);
    if (there?.sourceId !== run.sourceId) continue;
    isSourceKnown = true;
    if (isSameRun(there, run)) return { isCommitted: true, snapshot, isSourceKnown };
    if (run.mode !== "append") return { isCommitted: false, isSourceKnown };
  }
  const { runs, until } = await readRunLog({ metadata, storage }, options);
  const expired = runs.filter(({ sourceId }) => sourceId === run.sourceId);
  const counting = run.mode === "append" ? expired : expired.slice(-1);
  return {
    isCommitted: counting.some((there) => isSameRun(there, run)),
    // Another program may have expired snapshots, and kept no log of their runs.
    isSourceKnown: isSourceKnown || expired.length > 0 || oldest?.["parent-snapshot-id"] !== until,
  };
}
