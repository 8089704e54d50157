import { CONTRACT_METADATA } from "@cloudapi/core";
import { checkTable, type TableInput } from "../maintain/check-table.ts";
import { forEachSource, type Table } from "../maintain/source-manifests.ts";
import { manifestFolder } from "../manifest/read-manifest.ts";
import { takenKeys } from "../manifest/taken-keys.ts";
import { type ManifestPlace, writeSideObject } from "../manifest/write-manifest.ts";
import type { Sink, SinkOptions } from "../sink/sink.ts";
import {
  partitionOfKey,
  sourceOfLine,
  symlinkFolder,
  symlinkLines,
  symlinkMark,
} from "./symlink-manifest.ts";
import { followPartition, updateSymlinks } from "./update-symlinks.ts";

/** What symlink manifests say. */
export interface SymlinkReport {
  /** Below it lie the manifests, by partition: where a table over them has its location. */
  readonly folder: string;
  readonly partitions: number;
  readonly files: number;
}

/**
 * Write symlink manifests: for each partition of a dataset an object that names the data files that are published (Hive's
 * `SymlinkTextInputFormat`), so that Athena and Trino read these and no others, whatever a list of the prefix would show. From then on
 * every run brings them up to date, partition by partition, before it removes what it made obsolete. Called again it puts right what was
 * left behind.
 *
 * @throws {TypeError} for an argument that can't be
 * @throws {StorageError} when the sink can't be read or written
 * @throws {CloudApiError} `INVALID_MANIFEST` when a manifest is damaged
 *
 * @example
 * ```ts
 * import { apiLogs } from "@cloudapi/core";
 * import { memorySink, transform, writeSymlinks } from "@cloudapi/transform";
 *
 * const lake = memorySink();
 * const row = '{"timestamp":"2025-01-15T10:30:45Z","endpoint":"/a","status_code":200}\n';
 * await transform(apiLogs, row, lake, { sourceId: "a.ndjson" });
 * const { folder, partitions } = await writeSymlinks(lake, { dataset: apiLogs });
 * console.log(folder, partitions); // => _symlinks/api_logs/ 1
 * ```
 */
export async function writeSymlinks(
  sink: Sink,
  input: TableInput,
  options: SinkOptions = {},
): Promise<SymlinkReport> {
  const table = checkTable("writeSymlinks", { sink, input, options }, ["dataset"]);
  const { name } = input.dataset;
  const mark = Buffer.from(`${CONTRACT_METADATA.datasetProperty}=${name}\n`);
  await writeSideObject({
    sink,
    contract: input.dataset,
    key: symlinkMark(sink, name),
    bytes: mark,
    contentType: "text/plain",
  });
  const followed = new Map<string, ReadonlySet<string>>();
  await forEachSource(table, options, async (source) => {
    const { place, whole, bytes, published, sourceHash } = source;
    const obsolete = whole.state === "published" ? whole.obsolete : [];
    const taken = await takenKeys(sink, whole.taken ?? []);
    const objects = published.objects.filter(({ key }) => !taken.has(key));
    await updateSymlinks(place, { objects, obsolete: [...obsolete, ...taken] }, bytes);
    const keys = objects.map(({ key }) => partitionOfKey(sink, key));
    followed.set(sourceHash, new Set(keys));
  });
  const folder = symlinkFolder(sink, name);
  let [partitions, files] = [0, 0];
  for await (const key of sink.list(folder, options)) {
    const partition = key.slice(folder.length, -"manifest".length);
    const found = symlinkLines(await sink.read(key, options));
    const sources = new Set(found.map(sourceOfLine));
    const left = [...sources].filter(
      (hash) => hash !== undefined && followed.get(hash)?.has(partition) !== true,
    );
    for (const hash of left) await followPartition(placeOf(table, hash as string), partition);
    const lines = left.length === 0 ? found : symlinkLines(await sink.read(key, options));
    partitions += lines.length > 0 ? 1 : 0;
    files += lines.length;
  }
  return { folder, partitions, files };
}

/** The manifest of a source, which may not be there. */
function placeOf({ sink, dataset }: Table, sourceHash: string): ManifestPlace {
  const key = `${manifestFolder(sink, dataset.name)}${sourceHash}.json`;
  return { sink, contract: dataset, key };
}
