import { forEachConcurrently } from "@cloudapi/core/internal";
import { swapSymlinks } from "../symlinks/swap-symlinks.ts";
import { symlinkMark } from "../symlinks/symlink-manifest.ts";
import { updateSymlinks } from "../symlinks/update-symlinks.ts";
import { replaceManifest } from "./complete-manifest.ts";
import type { Manifest } from "./manifest.ts";
import { manifestBytes } from "./publication.ts";
import { dataKeyPattern, parseManifest } from "./read-manifest.ts";
import { settleTaken } from "./takeover.ts";
import type { ManifestPlace } from "./write-manifest.ts";

const CONCURRENCY = 8;

/**
 * Bring a takeover that is published to its end: symlink manifests name its files, the sources know that theirs are part of others, and these
 * are removed. It can be repeated from any point.
 */
export async function completeTakeover(place: ManifestPlace, bytes: Uint8Array): Promise<boolean> {
  const { sink, contract } = place;
  const { replaces: replaced, objects } = parseManifest(bytes, place.key);
  const whole = JSON.parse(Buffer.from(bytes).toString()) as Manifest;
  const removed = replaced.flatMap(({ keys }) => keys).filter(dataKeyTest(place));
  const added = objects.map(({ key }) => key);
  await swapSymlinks(place, { removed, added }, bytes);
  const hasSymlinks = (await sink.read(symlinkMark(sink, contract.name))) !== undefined;
  const published = { by: place.key, takeover: whole.takeover ?? "" };
  await forEachConcurrently(replaced, { concurrency: CONCURRENCY }, async ({ manifest: key }) => {
    const source = { sink, contract, key };
    const settled = await settleTaken(source, { stop: false, published });
    // A run that had just published gave way before its other partitions' symlink manifests were written.
    if (hasSymlinks && settled !== undefined) await followSource(source, settled);
  });
  // Who wrote them by what a source's manifest said a moment ago has named its files again.
  await swapSymlinks(place, { removed, added }, bytes);
  await sink.remove(removed);
  return replaceManifest(place, bytes, manifestBytes({ ...whole, isSettled: true }));
}

async function followSource(place: ManifestPlace, bytes: Uint8Array): Promise<void> {
  const { state, objects } = parseManifest(bytes, place.key);
  if (state === "published") await updateSymlinks(place, { objects, obsolete: [] }, bytes);
}

/** A manifest is a file that others can write: only keys of the dataset's data are ever removed. */
function dataKeyTest({ sink: { prefix }, contract }: ManifestPlace): (key: string) => boolean {
  const name = dataKeyPattern({ dataset: contract.name });
  return (key) => key.startsWith(prefix) && name.test(key.slice(prefix.length));
}
