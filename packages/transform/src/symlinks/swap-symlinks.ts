import { forEachConcurrently } from "@cloudapi/core/internal";
import type { ManifestPlace } from "../manifest/write-manifest.ts";
import { sameBytes } from "../sink/same-bytes.ts";
import { changeLines } from "./change-lines.ts";
import { partitionOfKey, symlinkMark, uriOfKey } from "./symlink-manifest.ts";
import { followPartition } from "./update-symlinks.ts";

const CONCURRENCY = 8;

/** Files that stand in the place of others, in the same partitions. */
export interface SwappedFiles {
  readonly removed: readonly string[];
  readonly added: readonly string[];
}

/**
 * Let symlink manifests, where the dataset has them, name files in the place of others: each partition's at once. Only while the manifest that
 * says so is the given one: who has brought it to its end may have put these files together with others by now.
 */
export async function swapSymlinks(
  place: ManifestPlace,
  { removed, added }: SwappedFiles,
  manifest: Uint8Array,
): Promise<void> {
  const { sink, contract, key } = place;
  if ((await sink.read(symlinkMark(sink, contract.name))) === undefined) return;
  const gone = new Set(removed.map((each) => uriOfKey(sink, each)));
  const partitions = new Map<string, string[]>();
  for (const each of [...removed, ...added]) partitions.set(partitionOfKey(sink, each), []);
  for (const each of added) partitions.get(partitionOfKey(sink, each))?.push(each);
  await forEachConcurrently(partitions, { concurrency: CONCURRENCY }, async ([partition, own]) => {
    const ours = own.map((each) => uriOfKey(sink, each));
    const isDone = await changeLines(place, {
      partition,
      isCurrent: async () => sameBytes(await sink.read(key), manifest),
      change: (lines) => [
        ...lines.filter((line) => !gone.has(line) && !ours.includes(line)),
        ...ours,
      ],
    });
    if (!isDone) await followPartition(place, partition);
  });
}
