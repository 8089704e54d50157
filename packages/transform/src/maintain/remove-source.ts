import { CloudApiError } from "@cloudapi/core";
import { completeManifest } from "../manifest/complete-manifest.ts";
import { WITHOUT_ROWS } from "../manifest/manifest.ts";
import { isMerged } from "../manifest/marks.ts";
import { manifestKey } from "../manifest/read-manifest.ts";
import { settleTaken, sourceCompacted } from "../manifest/takeover.ts";
import { quarantineKeys } from "../quarantine/quarantine-writer.ts";
import type { Sink, SinkOptions } from "../sink/sink.ts";
import { sourceIdentity } from "../write/source-identity.ts";
import { checkSourceId } from "../write/write-options.ts";
import { checkTable, type TableInput } from "./check-table.ts";
import {
  type FoundSource,
  forEachSource,
  readSource,
  type Table,
  withoutClaim,
} from "./source-manifests.ts";

/** The source that is to go. */
export interface RemoveSourceInput extends TableInput {
  /** As the report of its runs has it. */
  readonly sourceId: string;
  /** The version whose rows are to go, of a source that was appended. */
  readonly version?: string | undefined;
  /** Where its rejected rows are, when they have a place of their own. */
  readonly quarantine?: Sink | undefined;
}

/** What a source had. */
export interface RemovedSource {
  readonly rows: number;
  /** Keys that were removed, or may have been there. */
  readonly keys: readonly string[];
}

const WHAT = "removeSource";
const TRIES = 5;

/**
 * Remove the rows of a source, published or left behind by a run that was killed, and its rejected rows, of all
 * merges; the source itself is not needed. Its manifest stays, without objects: a later run over the source is its next generation.
 *
 * @throws {TypeError} for an argument that can't be
 * @throws {StorageError} when the sink can't be read or written
 * @throws {CloudApiError} `INVALID_MANIFEST` when the manifest is damaged, `CONCURRENT_RUN` when runs over the source keep changing it,
 * `SOURCE_COMPACTED` when its rows are in one file with those of others
 *
 * @example
 * ```ts
 * import { apiLogs } from "@cloudapi/core";
 * import { listDataFiles, memorySink, removeSource, transform } from "@cloudapi/transform";
 *
 * const lake = memorySink();
 * const row = '{"timestamp":"2025-01-15T10:30:45Z","endpoint":"/a","status_code":200}\n';
 * await transform(apiLogs, row, lake, { sourceId: "a.ndjson" });
 * const { rows } = await removeSource(lake, { dataset: apiLogs, sourceId: "a.ndjson" });
 * console.log(rows, (await listDataFiles(lake, { dataset: apiLogs })).length); // => 1 0
 * ```
 */
export async function removeSource(
  sink: Sink,
  input: RemoveSourceInput,
  options: SinkOptions = {},
): Promise<RemovedSource> {
  const names = ["dataset", "sourceId", "version", "quarantine"] as const;
  const table = checkTable(WHAT, { sink, input, options }, names);
  checkSourceId(WHAT, input.sourceId);
  const { sourceId, version } = input;
  const own = manifestKey(sink, {
    dataset: input.dataset.name,
    ...sourceIdentity(sourceId, version),
  });
  const removals = [own, ...(await overwritten(table, own, options))].map((key) => ({
    key,
    input,
    options,
  }));
  // All of them are looked at first: what is refused is to have changed nothing.
  for (const removal of removals) await readSeparate(table, removal);
  const removed: RemovedSource[] = [];
  for (const removal of removals) removed.push(await removeRows(table, removal));
  return {
    rows: removed.reduce((sum, { rows }) => sum + rows, 0),
    keys: removed.flatMap(({ keys }) => keys).sort(),
  };
}

/** The manifests of runs of a source that overwrote partitions. */
async function overwritten(table: Table, own: string, options: SinkOptions): Promise<string[]> {
  const source = await readSource(table, own, options);
  if (source?.whole.taken?.some(({ isOwn }) => isOwn) !== true) return [];
  const { sourceId } = source.whole;
  const keys: string[] = [];
  await forEachSource(table, options, async ({ place, whole }) => {
    if (whole.takeover !== undefined && whole.sourceId === sourceId) keys.push(place.key);
  });
  return keys.sort();
}

interface Removal {
  readonly key: string;
  readonly input: RemoveSourceInput;
  readonly options: SinkOptions;
}

/**
 * A manifest of the source with nothing about to take its files.
 *
 * @throws {CloudApiError} `SOURCE_COMPACTED`
 */
async function readSeparate(
  table: Table,
  { key, input, options }: Removal,
): Promise<FoundSource | undefined> {
  const there = await readSource(table, key, options);
  const isTaken = there?.whole.taken?.some(({ isDone }) => !isDone) === true;
  if (isTaken) await settleTaken(there.place, { stop: true });
  const found = isTaken ? await readSource(table, key, options) : there;
  if (found === undefined) return undefined;
  // With the files of a compaction the rows of sources would go that are known as published.
  const { taken = [], takeover, sourceVersion } = found.whole;
  const isCompaction = takeover !== undefined && sourceVersion === undefined;
  if (isCompaction || isMerged(taken)) throw sourceCompacted(input.sourceId, table.sink.location);
  return found;
}

async function removeRows(table: Table, removal: Removal): Promise<RemovedSource> {
  const { sink } = table;
  const { key, input } = removal;
  const { dataset, sourceId, quarantine = sink } = input;
  for (let tries = 0; tries < TRIES; tries++) {
    const found = await readSeparate(table, removal);
    if (found === undefined) return { rows: 0, keys: [] };
    const keys = [...found.keys].sort();
    const empty = {
      ...withoutClaim(found.whole),
      ...WITHOUT_ROWS,
      generation: found.generation,
      obsolete: keys,
    };
    const rejected = { dataset, sink: quarantine, dataSink: sink };
    const change = { expected: found.bytes, manifest: empty };
    if (!(await completeManifest(found.place, change, undefined))) continue;
    await quarantine.remove(await quarantineKeys(rejected, found.sourceHash));
    return { rows: found.published.rowsWritten, keys };
  }
  throw new CloudApiError(
    "CONCURRENT_RUN",
    `Runs over the source ${sourceId} kept changing the manifest ${key} of ${sink.location}, so it was not removed. Remove it when none is under way.`,
  );
}
