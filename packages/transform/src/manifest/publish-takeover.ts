import { randomUUID } from "node:crypto";
import type { Dataset } from "@cloudapi/core";
import { forEachConcurrently } from "@cloudapi/core/internal";
import type { Sink } from "../sink/sink.ts";
import type { ClosedFile } from "../write/data-file.ts";
import { replaceManifest } from "./complete-manifest.ts";
import type { Manifest, TakenFiles, WrittenObject } from "./manifest.ts";
import { type ManifestFacts, manifestBytes } from "./publication.ts";
import { manifestKey, parseManifest } from "./read-manifest.ts";
import { markTaken } from "./takeover.ts";
import type { ManifestPlace } from "./write-manifest.ts";

/** Files that take the place of some of other sources. */
export interface Takeover {
  readonly sink: Sink;
  readonly dataset: Dataset;
  /** Of a name that nothing else has. */
  readonly sourceHash: string;
  readonly files: readonly ClosedFile[];
  readonly objects: readonly WrittenObject[];
  readonly facts: ManifestFacts;
  readonly digest: string;
  /**
   * What it takes the place of, asked for once it is claimed: who claims later sees the claim.
   *
   * @returns `undefined` when that can't be had now
   */
  select(claim: Claim): Promise<readonly SourceTaken[] | undefined>;
}

/** What names a takeover that is under way. */
export type Claim = Pick<TakenFiles, "by" | "takeover">;

/** Files of one source. */
export interface SourceTaken extends Pick<TakenFiles, "keys" | "isGone" | "isOwn"> {
  readonly place: ManifestPlace;
  /** The source's manifest, which must still be this one. */
  readonly expected: Uint8Array;
}

/** A takeover that is published. */
export interface PublishedTakeover {
  readonly place: ManifestPlace;
  readonly bytes: Uint8Array;
  readonly taken: readonly SourceTaken[];
}

const CONCURRENCY = 8;

/**
 * Publish files in the place of others by one write: a manifest claims it, each source's manifest is marked, the files become visible, and
 * then the claim becomes what is published. Who changes a marked source stops the claim first, so that the last write fails.
 *
 * @returns `conflict` when a source is no longer as it was: nothing has changed then, and the files can be published still; `stopped` when
 * somebody stopped it later: the files are removed
 */
export async function publishTakeover(
  takeover: Takeover,
): Promise<PublishedTakeover | "conflict" | "stopped"> {
  const { sink, dataset, sourceHash, files } = takeover;
  const key = manifestKey(sink, { dataset: dataset.name, sourceId: "", sourceHash });
  const place = { sink, contract: dataset, key };
  const before = await sink.read(key);
  // One that was tried before; whoever is at work there has stopped it for good.
  if (before !== undefined && parseManifest(before, key).state !== "aborted") return "stopped";
  const claim = claimOf(takeover);
  const claimed = manifestBytes(claim);
  if (!(await replaceManifest(place, before, claimed))) return "stopped";
  let taken: readonly SourceTaken[] | undefined;
  try {
    const mark = { by: key, takeover: claim.takeover ?? "" };
    taken = await takeover.select(mark);
    if (taken === undefined || !(await markAll(taken, mark))) {
      await withdraw(place, claim);
      return "conflict";
    }
    await forEachConcurrently(files, { concurrency: CONCURRENCY }, ({ writer }) =>
      writer.publish(),
    );
    const bytes = manifestBytes(publishedOf(claim, taken));
    if (await replaceManifest(place, claimed, bytes)) return { place, bytes, taken };
  } catch (error) {
    const bytes = await giveUp(takeover, place, claim).catch(() => undefined);
    if (bytes === undefined || taken === undefined) throw error;
    return { place, bytes, taken };
  }
  const bytes = await giveUp(takeover, place, claim);
  return bytes === undefined ? "stopped" : { place, bytes, taken };
}

function claimOf({ facts, digest, objects }: Takeover): Manifest {
  return {
    ...facts,
    state: "publishing",
    generation: 1,
    objects,
    digest,
    run: randomUUID(),
    at: new Date().toISOString(),
    before: { objects: [], rowsWritten: 0 },
    obsolete: [],
    takeover: randomUUID(),
  };
}

function publishedOf(claim: Manifest, taken: readonly SourceTaken[]): Manifest {
  const { run: _run, at: _at, before: _before, ...rest } = claim;
  const replaces = taken.map(({ place, keys }) => ({ manifest: place.key, keys }));
  return { ...rest, state: "published", replaces };
}

async function markAll(taken: readonly SourceTaken[], claim: Claim): Promise<boolean> {
  let isMarked = true;
  await forEachConcurrently(
    taken,
    { concurrency: CONCURRENCY },
    async ({ place, expected, ...mark }) => {
      if (isMarked)
        isMarked =
          (await markTaken(place, expected, { ...claim, ...mark, isDone: false })) && isMarked;
    },
  );
  return isMarked;
}

/** Marks of a claim that is withdrawn count for nothing. */
function withdraw(place: ManifestPlace, claim: Manifest): Promise<boolean> {
  const aborted = {
    ...claim,
    state: "aborted",
    run: randomUUID(),
    objects: [],
    digest: "",
  } as const;
  return replaceManifest(place, manifestBytes(claim), manifestBytes(aborted));
}

/**
 * Withdraw the claim before its files are removed.
 *
 * @returns the manifest when it is published after all: the answer to the write that did it was lost
 */
async function giveUp(
  { sink, files, objects }: Takeover,
  place: ManifestPlace,
  claim: Manifest,
): Promise<Uint8Array | undefined> {
  if (!(await withdraw(place, claim))) {
    const bytes = await sink.read(place.key);
    const found = bytes && parseManifest(bytes, place.key);
    if (found?.takeover === claim.takeover && found?.state === "published") return bytes;
  }
  for (const { writer } of files) await writer.discard();
  await sink.remove(objects.map(({ key }) => key));
  return undefined;
}
