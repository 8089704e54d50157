import type { Dataset } from "@cloudapi/core";
import { compareUtf8, forEachConcurrently } from "@cloudapi/core/internal";
import type { WrittenObject } from "../manifest/manifest.ts";
import {
  dataKeyPattern,
  manifestFolder,
  parseManifest,
  publishedOf,
  type StoredManifest,
} from "../manifest/read-manifest.ts";
import type { Sink, SinkOptions } from "../sink/sink.ts";
import { checkTable } from "./check-table.ts";

/** Manifests that are read at the same time. */
const READS = 16;

/** A data file that is published. */
export interface DataFile extends WrittenObject {
  /** The source whose rows it has. */
  readonly sourceId: string;
  /** Of rows that were appended: the version of the source. */
  readonly sourceVersion: string | undefined;
}

/**
 * The data files of a dataset that are published, by key: each source's as one run wrote them, whole, whatever runs are under way
 * or were killed. What a list of the prefix shows beyond them is being published, or about to be removed.
 *
 * A run that replaces one of them removes it once its own are published. Who finds a file gone asks again.
 *
 * @throws {TypeError} for what is no dataset or no sink, and an option that is unknown
 * @throws {StorageError} when the sink can't be read
 * @throws {CloudApiError} `INVALID_MANIFEST` when a manifest is damaged
 *
 * @example
 * ```ts
 * import { apiLogs } from "@cloudapi/core";
 * import { listDataFiles, memorySink, transform } from "@cloudapi/transform";
 *
 * const lake = memorySink();
 * const row = '{"timestamp":"2025-01-15T10:30:45Z","endpoint":"/a","status_code":200}\n';
 * await transform(apiLogs, row, lake, { sourceId: "a.ndjson" });
 * await transform(apiLogs, row + row, lake, { sourceId: "b.ndjson" });
 * const files = await listDataFiles(lake, { dataset: apiLogs });
 * console.log(files.map(({ sourceId, rows }) => `${sourceId} ${rows}`).sort()); // => ["a.ndjson 1", "b.ndjson 2"]
 * ```
 */
export async function listDataFiles(
  sink: Sink,
  input: { readonly dataset: Pick<Dataset, "name" | "contractHash"> },
  options: SinkOptions = {},
): Promise<DataFile[]> {
  checkTable("listDataFiles", { sink, input, options }, ["dataset"]);
  const { name } = input.dataset;
  const isData = dataKeyPattern({ dataset: name });
  const manifests = await readManifests(sink, name, options);
  const hidden = replacedKeys(manifests.values());
  const files: DataFile[] = [];
  for (const manifest of manifests.values()) {
    const { sourceId, sourceVersion } = manifest;
    for (const object of publishedOf(manifest).objects)
      if (isData.test(object.key.slice(sink.prefix.length)) && !hidden.has(object.key))
        files.push({ ...object, sourceId, sourceVersion });
  }
  return files.sort((a, b) => compareUtf8(a.key, b.key));
}

type Manifests = Map<string, StoredManifest>;

async function readManifests(sink: Sink, name: string, options: SinkOptions): Promise<Manifests> {
  const found: Manifests = new Map();
  const read = async (key: string) => {
    const bytes = await sink.read(key, options);
    if (bytes !== undefined) found.set(key, parseManifest(bytes, key));
  };
  const keys = sink.list(manifestFolder(sink, name), options);
  await forEachConcurrently(keys, { concurrency: READS, ...options }, read);
  // Files that a manifest names no more are part of others, which were not there yet when their manifest was read, if it was.
  const tried = new Set<string>();
  for (let late = lateKeys(found, tried); late.length > 0; late = lateKeys(found, tried))
    await forEachConcurrently(late, { concurrency: READS, ...options }, read);
  return found;
}

/** Manifests that others say are published, and that were read before they were; each is named once. */
function lateKeys(found: Manifests, tried: Set<string>): string[] {
  const late = new Set<string>();
  for (const { taken } of found.values())
    for (const { by, takeover, isDone } of taken) {
      const there = found.get(by);
      const isThere = there?.takeover === takeover && there.state === "published";
      if (isDone && !isThere && !tried.has(by)) late.add(by);
    }
  for (const key of late) tried.add(key);
  return [...late];
}

/** Files whose place others have taken. */
function replacedKeys(manifests: Iterable<StoredManifest>): ReadonlySet<string> {
  const keys = new Set<string>();
  for (const { state, replaces } of manifests)
    if (state === "published")
      for (const replaced of replaces) for (const key of replaced.keys) keys.add(key);
  return keys;
}
