import { basename } from "node:path/posix";
import { forEachConcurrently } from "@cloudapi/core/internal";
import type { Manifest } from "../manifest/manifest.ts";
import { parseManifest, publishedOf } from "../manifest/read-manifest.ts";
import { takenKeys } from "../manifest/taken-keys.ts";
import type { ManifestPlace } from "../manifest/write-manifest.ts";
import { sameBytes } from "../sink/same-bytes.ts";
import { changeLines } from "./change-lines.ts";
import { partitionOfKey, sourceOfLine, uriOfKey } from "./symlink-manifest.ts";

const CONCURRENCY = 8;

/**
 * Let the symlink manifests of a source's partitions name what is published of it now. Each is changed from what it was, and only
 * while the source's own manifest is the given one: who comes later looks later.
 */
export async function updateSymlinks(
  place: ManifestPlace,
  manifest: Pick<Manifest, "objects" | "obsolete">,
  manifestBytes: Uint8Array,
): Promise<void> {
  const keys = new Map<string, string[]>();
  for (const key of manifest.obsolete) keys.set(partitionOfKey(place.sink, key), []);
  for (const { key } of manifest.objects) keys.set(partitionOfKey(place.sink, key), []);
  for (const { key } of manifest.objects) keys.get(partitionOfKey(place.sink, key))?.push(key);
  await forEachConcurrently(keys, { concurrency: CONCURRENCY }, ([partition, own]) =>
    updatePartition(place, { partition, own }, manifestBytes),
  );
}

/** The same for one partition of the source; what has changed by the time it is written is followed. */
async function updatePartition(
  place: ManifestPlace,
  { partition, own }: { readonly partition: string; readonly own: readonly string[] },
  manifestBytes: Uint8Array | undefined,
): Promise<void> {
  const { sink, contract, key: manifestKey } = place;
  const sourceHash = basename(manifestKey, ".json");
  const uris = own.map((each) => uriOfKey(sink, each));
  const isDone = await changeLines(
    { sink, contract },
    {
      partition,
      isCurrent: async () => isSameManifest(await sink.read(manifestKey), manifestBytes),
      change: (lines) => [...lines.filter((line) => sourceOfLine(line) !== sourceHash), ...uris],
    },
  );
  if (!isDone) await followPartition(place, partition);
}

/** Let a partition's symlink manifest name what a source's manifest says now. */
export async function followPartition(place: ManifestPlace, partition: string): Promise<void> {
  const { sink, key } = place;
  const bytes = await sink.read(key);
  const keys = bytes === undefined ? [] : await visibleObjects(place, bytes);
  const own = keys.filter((each) => partitionOfKey(sink, each) === partition);
  await updatePartition(place, { partition, own }, bytes);
}

/** What readers see of a source. */
async function visibleObjects(
  { sink, key }: ManifestPlace,
  bytes: Uint8Array,
): Promise<readonly string[]> {
  const manifest = parseManifest(bytes, key);
  const taken = await takenKeys(sink, manifest.taken);
  return publishedOf(manifest)
    .objects.map((object) => object.key)
    .filter((each) => !taken.has(each));
}

/** Whether a manifest is the given one, but for marks of who is about to put its files together with others: that may come to nothing. */
function isSameManifest(found: Uint8Array | undefined, given: Uint8Array | undefined): boolean {
  if (found === undefined || given === undefined) return found === given;
  if (sameBytes(found, given)) return true;
  const text = withoutMarks(found);
  return text !== undefined && text === withoutMarks(given);
}

/** Nothing for a manifest that is damaged, which who reads it next says. */
function withoutMarks(bytes: Uint8Array): string | undefined {
  try {
    const { taken = [], ...rest } = JSON.parse(Buffer.from(bytes).toString()) as Manifest;
    return JSON.stringify([rest, taken.filter(({ isDone }) => isDone)]);
  } catch {
    return undefined;
  }
}
