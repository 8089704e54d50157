import { setTimeout as sleep } from "node:timers/promises";
import { completeTakeover } from "../manifest/complete-takeover.ts";
import { parseManifest } from "../manifest/read-manifest.ts";
import { takenKeys } from "../manifest/taken-keys.ts";
import { settleTaken } from "../manifest/takeover.ts";
import type { ManifestPlace } from "../manifest/write-manifest.ts";
import type { PublishedRun } from "../write/destination.ts";

/** Looks at what another run over the source is doing. */
const LOOKS = 20;
const WAIT_MS = 50;

/**
 * What the last run over a source published, when that was the same: brought to its end if need be.
 *
 * @param place of the source's manifest
 * @returns `undefined` when it published something else, or nothing
 */
export async function lastRun(
  place: ManifestPlace,
  digest: string,
): Promise<PublishedRun | undefined> {
  const { sink, key } = place;
  for (let looks = 0; looks < LOOKS; looks++) {
    const bytes = await settleTaken(place, { stop: false });
    const marks = bytes === undefined ? [] : parseManifest(bytes, key).taken;
    const last = marks.filter(({ isOwn }) => isOwn).at(-1);
    if (last === undefined) return undefined;
    const there = await sink.read(last.by);
    if (there === undefined) return undefined;
    const found = parseManifest(there, last.by);
    if (found.digest !== digest || found.takeover !== last.takeover) return undefined;
    if (last.isDone && found.state === "published") {
      if (found.isSettled !== true) await completeTakeover({ ...place, key: last.by }, there);
      const taken = await takenKeys(sink, found.taken);
      const objects = found.objects.filter((object) => !taken.has(object.key));
      return { manifestKey: last.by, objects };
    }
    await sleep(WAIT_MS);
  }
  return undefined;
}
