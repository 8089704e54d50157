import { randomUUID } from "node:crypto";
import { forEachConcurrently } from "@cloudapi/core/internal";
import { sameBytes } from "../sink/same-bytes.ts";
import type { PublishedRun } from "../write/destination.ts";
import { checkContracts } from "./check-contracts.ts";
import { completeRun, manifestPlace, publishFiles, replaceManifest } from "./complete-manifest.ts";
import type { Manifest, WrittenObject } from "./manifest.ts";
import {
  contentName,
  manifestBytes,
  manifestFacts,
  type PlacedFile,
  type Publication,
} from "./publication.ts";
import type { PreviousRun } from "./read-manifest.ts";
import { abortedAgain, type Claim, removeStrays, takeBack } from "./take-back.ts";
import { visibleKeys } from "./visible-keys.ts";

/** Files that are forgotten at the same time. */
const DISCARDS = 8;

/** What an earlier run over the same content has published, or was about to. */
export interface Adopted {
  readonly digest: string;
  readonly objects: readonly WrittenObject[];
  /** Files of this run that stand for objects that are not visible; they have these objects' keys. */
  readonly missing: readonly PlacedFile[];
}

/**
 * Take over the objects of an earlier run with the same content: its bytes are ours.
 *
 * @returns `undefined` when it had another, or when what is missing of it can't get its keys any more
 */
export async function adopt(
  { sink, files }: Publication,
  { manifest }: PreviousRun,
  digest: string,
): Promise<Adopted | undefined> {
  if (manifest?.digest !== digest) return undefined;
  const objects = new Map(manifest.objects.map((object) => [contentName(object.key), object]));
  const placed = files.flatMap((file) => {
    const object = objects.get(contentName(file.writer.key));
    return object === undefined ? [] : [{ file, object }];
  });
  if (placed.length < files.length || objects.size > files.length) return undefined;
  const visible = await visibleKeys(
    sink,
    placed.map(({ object }) => object.key),
  );
  const missing = placed.filter(({ object }) => !visible.has(object.key));
  return moveAll(missing)
    ? { digest, objects: placed.map(({ object }) => object), missing }
    : undefined;
}

/** Give all files the keys of their objects, or none of them. */
function moveAll(placed: readonly PlacedFile[]): boolean {
  const moved: (() => void)[] = [];
  for (const { file, object } of placed) {
    const { key } = file.writer;
    if (!file.writer.moveTo(object.key)) {
      for (const moveBack of moved) moveBack();
      return false;
    }
    moved.push(() => file.writer.moveTo(key));
  }
  return true;
}

/**
 * Bring what was adopted to its end: publish what is missing, and point to all of it.
 *
 * @returns `undefined` when the manifest is not what it was
 */
export async function publishAdopted(
  publication: Publication,
  base: PreviousRun,
  { digest, objects, missing }: Adopted,
): Promise<PublishedRun | undefined> {
  const keys = new Set(objects.map(({ key }) => key));
  const manifest: Manifest = {
    ...manifestFacts(publication),
    state: "published",
    generation: base.generation,
    objects,
    digest,
    obsolete: [...base.keys].filter((key) => !keys.has(key)).sort(),
  };
  const claim = await reclaim(publication, base, manifest);
  if (claim === undefined) return undefined;
  const attempt = { claim, manifest, missing };
  try {
    if (await complete(publication, attempt)) {
      await discardOthers(publication, missing);
      return { objects };
    }
  } catch (error) {
    await giveUp(publication, attempt).catch(() => undefined);
    throw error;
  }
  await giveUp(publication, attempt).catch(() => undefined);
  return undefined;
}

interface Attempt {
  /** What is there of the source: what was found, or a claim of this run's. */
  readonly claim: Pick<Claim, "bytes"> & Partial<Claim>;
  /** What is to be there. */
  readonly manifest: Manifest;
  readonly missing: readonly PlacedFile[];
}

async function complete(
  publication: Publication,
  { claim, manifest, missing }: Attempt,
): Promise<boolean> {
  const { bytes } = claim;
  // While it was taken back nothing of it counted for others.
  if (claim.manifest !== undefined && missing.length > 0) await checkContracts(publication);
  await publishFiles(
    publication,
    missing.map(({ file }) => file),
    bytes,
  );
  // What was put back counts only if nobody has published something else meanwhile.
  const isChange = missing.length > 0 || publication.hasSymlinks || manifest.obsolete.length > 0;
  if (sameBytes(bytes, manifestBytes(manifest)) && !isChange) return true;
  return completeRun(publication, { expected: bytes, manifest });
}

/** Take back a claim of this run's; another's goes on to be completed, and where it is no longer, what was added to it is nobody's. */
async function giveUp(publication: Publication, { claim, manifest, missing }: Attempt) {
  const { manifest: claimed, bytes, before } = claim;
  if (claimed !== undefined && before !== undefined)
    await takeBack(publication, { manifest: claimed, bytes, before });
  else
    await removeStrays(
      publication,
      manifest.digest,
      missing.map(({ object }) => object.key),
    );
}

/** What a run took back is claimed again before anything of it becomes visible. */
async function reclaim(
  publication: Publication,
  base: PreviousRun,
  manifest: Manifest,
): Promise<Attempt["claim"] | undefined> {
  if (base.bytes === undefined) return undefined;
  if (base.manifest?.state !== "aborted") return { bytes: base.bytes };
  const claim: Manifest = {
    ...manifest,
    state: "publishing",
    run: randomUUID(),
    at: new Date().toISOString(),
    before: base.published,
  };
  const bytes = manifestBytes(claim);
  const isClaimed = await replaceManifest(manifestPlace(publication), base.bytes, bytes);
  return isClaimed ? { manifest: claim, bytes, before: abortedAgain(base.bytes) } : undefined;
}

/** What can't be forgotten changes nothing: the run is published. */
async function discardOthers(
  { files }: Publication,
  missing: readonly PlacedFile[],
): Promise<void> {
  const published = new Set(missing.map(({ file }) => file));
  const others = files.filter((file) => !published.has(file));
  await forEachConcurrently(others, { concurrency: DISCARDS }, ({ writer }) =>
    writer.discard().catch(() => undefined),
  );
}
