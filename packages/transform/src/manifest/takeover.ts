import { randomUUID } from "node:crypto";
import { CloudApiError } from "@cloudapi/core";
import { sameBytes } from "../sink/same-bytes.ts";
import { replaceManifest } from "./complete-manifest.ts";
import type { Manifest, PublishedBefore, TakenFiles } from "./manifest.ts";
import { boundedMarks } from "./marks.ts";
import { manifestBytes } from "./publication.ts";
import { parseManifest, type StoredManifest } from "./read-manifest.ts";
import { outcomeOf } from "./taken-keys.ts";
import type { ManifestPlace } from "./write-manifest.ts";

const TRIES = 20;

/** How what takes over files is settled. */
export interface Settling {
  /** Whether what is under way is stopped. */
  readonly stop: boolean;
  /** One that is known to be published, whose manifest may be large. */
  readonly published?: Pick<TakenFiles, "by" | "takeover"> | undefined;
}

/**
 * Bring a source's manifest up to date with what takes over files of it: what was published goes out of it, what came to nothing is
 * forgotten, and what is under way is stopped if it is to be.
 *
 * @returns the manifest as it is then
 */
export async function settleTaken(
  place: ManifestPlace,
  { stop, published }: Settling,
): Promise<Uint8Array | undefined> {
  const { sink, key } = place;
  for (let tries = 0; tries < TRIES; tries++) {
    const bytes = await sink.read(key);
    if (bytes === undefined) return undefined;
    const manifest = parseManifest(bytes, key);
    const { taken } = manifest;
    if (taken.every(({ isDone }) => isDone)) return bytes;
    const kept: TakenFiles[] = [];
    const gone = new Set<string>();
    let isSame = true;
    for (const mark of taken) {
      const isKnown = mark.by === published?.by && mark.takeover === published.takeover;
      const known = mark.isDone ? "done" : isKnown && "published";
      const outcome = known || (await outcomeOf(sink, mark));
      if (outcome === "under way" && stop) await stopTakeover(place, mark);
      if (outcome === "done" || outcome === "under way") kept.push(mark);
      else isSame = false;
      if (outcome !== "published") continue;
      for (const each of mark.keys) gone.add(each);
      kept.push({ ...mark, isDone: true, keys: [] });
    }
    const isWaiting = kept.some(({ isDone }) => !isDone);
    if (isWaiting && stop) continue;
    if (isSame) return bytes;
    const now = withoutKeys(bytes, { manifest, gone, kept });
    if (await replaceManifest(place, bytes, now)) return now;
  }
  throw changedTooOften(place);
}

interface Settled {
  /** The manifest with the keys that its objects have where it lies. */
  readonly manifest: StoredManifest;
  readonly gone: ReadonlySet<string>;
  readonly kept: readonly TakenFiles[];
}

/** A manifest without files that are part of others. */
function withoutKeys(bytes: Uint8Array, { manifest, gone, kept }: Settled): Uint8Array {
  const { taken: _, ...whole } = JSON.parse(Buffer.from(bytes).toString()) as Manifest;
  const left = { ...whole, ...(kept.length === 0 ? {} : { taken: boundedMarks(kept) }) };
  if (gone.size === 0) return manifestBytes(left);
  // Of a run that failed, what it would have published is no longer what was there.
  if (whole.state === "aborted")
    return manifestBytes({ ...left, before: withoutGone(manifest.before, gone) });
  return manifestBytes({ ...left, ...withoutGone(manifest, gone) });
}

function withoutGone(
  { objects }: Pick<PublishedBefore, "objects">,
  gone: ReadonlySet<string>,
): PublishedBefore {
  const left = objects.filter(({ key }) => !gone.has(key));
  return { objects: left, rowsWritten: left.reduce((sum, { rows }) => sum + rows, 0) };
}

/** Let a takeover that is under way come to nothing: its last write fails then. */
export async function stopTakeover(
  { sink, contract }: ManifestPlace,
  { by, takeover }: Pick<TakenFiles, "by" | "takeover">,
): Promise<void> {
  const bytes = await sink.read(by);
  if (bytes === undefined) return;
  parseManifest(bytes, by);
  const { run: _run, ...whole } = JSON.parse(Buffer.from(bytes).toString()) as Manifest;
  if (whole.takeover !== takeover || whole.state !== "publishing") return;
  const aborted = manifestBytes({ ...whole, state: "aborted", run: randomUUID() });
  await replaceManifest({ sink, contract, key: by }, bytes, aborted);
}

/** Name the files of a source that are about to be taken over; whether its manifest was as expected. */
export async function markTaken(
  place: ManifestPlace,
  expected: Uint8Array,
  mark: TakenFiles,
): Promise<boolean> {
  const { sink, key } = place;
  for (let tries = 0; tries < TRIES; tries++) {
    const bytes = await sink.read(key);
    if (bytes === undefined || !sameBytes(bytes, expected)) return false;
    const whole = JSON.parse(Buffer.from(bytes).toString()) as Manifest;
    const now = manifestBytes({ ...whole, taken: [...(whole.taken ?? []), mark] });
    if (await replaceManifest(place, bytes, now)) return true;
  }
  return false;
}

/** @param sourceId whose rows are to be replaced or removed */
export function sourceCompacted(sourceId: string, location: string): CloudApiError {
  return new CloudApiError(
    "SOURCE_COMPACTED",
    `The rows of ${sourceId} in ${location} were put into files with those of other sources (compact), and which are whose can't be told. Nothing was changed. What is there stays; new rows can be added under another sourceId or with the mode append, or the partitions written again (overwritePartitions).`,
  );
}

function changedTooOften({ sink, key }: ManifestPlace): CloudApiError {
  return new CloudApiError(
    "CONCURRENT_RUN",
    `The manifest ${key} of ${sink.location} was changed by others again and again. Nothing of this run was published. Run again when no other run is under way.`,
  );
}
