import { setTimeout as sleep } from "node:timers/promises";
import { CloudApiError } from "@cloudapi/core";
import {
  type FoundSource,
  forEachSource,
  readSource,
  type Table,
  withoutClaim,
} from "../maintain/source-manifests.ts";
import { completeManifest } from "../manifest/complete-manifest.ts";
import { completeTakeover } from "../manifest/complete-takeover.ts";
import type { Claim } from "../manifest/publish-takeover.ts";
import { settleTaken, stopTakeover } from "../manifest/takeover.ts";
import { partitionOfKey } from "../symlinks/symlink-manifest.ts";
import { isInScope, type Scope } from "./scope.ts";

/** Looks at a manifest of a run that is under way. */
const LOOKS = 20;
const WAIT_MS = 50;

/** A run that looks for what it takes the place of. */
export interface Looking {
  readonly table: Table;
  readonly scope: Scope;
  readonly claim: Claim;
  /** The manifest of the run's source. */
  readonly ownKey: string;
}

/**
 * All sources, those that the run is about with nothing under way: what others take over is at its end, or stopped.
 *
 * @throws {CloudApiError} `CONCURRENT_RUN` when a run goes on publishing
 */
export async function sourcesAtRest(looking: Looking): Promise<FoundSource[]> {
  const before = await readAll(looking);
  const claims = before.filter((source) => isClaim(source) && isTouched(looking, source));
  for (const claim of claims) await outlast(looking, claim);
  const found = claims.length === 0 ? before : await readAll(looking);
  const atRest: FoundSource[] = [];
  for (const source of found) atRest.push(await atItsRest(looking, source));
  return atRest;
}

async function readAll({ table, claim }: Looking): Promise<FoundSource[]> {
  const found: FoundSource[] = [];
  await forEachSource(table, {}, async (source) => {
    if (source.place.key !== claim.by) found.push(source);
  });
  return found.sort((a, b) => (a.place.key < b.place.key ? -1 : 1));
}

/** Whether it is of files that are about to take the place of others. */
function isClaim({ whole }: FoundSource): boolean {
  return whole.takeover !== undefined && whole.state === "publishing";
}

/** Whether a source has files, or is about to have some, that the run is about. */
function isTouched(
  { table: { sink }, scope, ownKey }: Looking,
  { whole, published, place }: FoundSource,
): boolean {
  const { sourceId, sourceVersion } = whole;
  const isUnderWay = whole.state === "publishing";
  const files = [...published.objects, ...(isUnderWay ? whole.objects : [])];
  return (
    place.key === ownKey ||
    files.some(({ key }) =>
      isInScope(scope, { partition: partitionOfKey(sink, key), sourceId, sourceVersion }),
    )
  );
}

/** Of two runs that meet the one with the lesser name goes on; the other waits for it, though not for long. */
async function outlast({ table, claim }: Looking, source: FoundSource): Promise<void> {
  const takeover = source.whole.takeover ?? "";
  const { place } = source;
  for (let looks = 0; takeover < claim.takeover && looks < LOOKS; looks++) {
    const now = await readSource(table, place.key, {});
    if (now === undefined || !isClaim(now) || now.whole.takeover !== takeover) return;
    await sleep(WAIT_MS);
  }
  await stopTakeover(place, { by: place.key, takeover });
}

async function atItsRest(looking: Looking, start: FoundSource): Promise<FoundSource> {
  let source = start;
  for (let looks = 0; looks <= LOOKS; looks++) {
    const isPatient = looks < LOOKS;
    if (isClaim(source) || !isTouched(looking, source)) return source;
    if (!(await comesToRest(source, isPatient))) return source;
    const now = await readSource(looking.table, source.place.key, {});
    if (now === undefined) return source;
    source = now;
  }
  throw stillRunning(looking, source);
}

/** Let a source come to rest; false when it is. */
async function comesToRest(source: FoundSource, isPatient: boolean): Promise<boolean> {
  const { whole, place, bytes } = source;
  if (whole.takeover !== undefined && whole.state === "published" && whole.isSettled !== true)
    await completeTakeover(place, bytes);
  else if ((whole.taken ?? []).some(({ isDone }) => !isDone))
    await settleTaken(place, { stop: true });
  else if (whole.state === "publishing") await sleep(WAIT_MS);
  else if (whole.state === "published" && whole.obsolete.length > 0)
    await (isPatient
      ? sleep(WAIT_MS)
      : completeManifest(place, { expected: bytes, manifest: withoutClaim(whole) }, undefined));
  else return false;
  return true;
}

function stillRunning({ table: { sink }, scope }: Looking, { whole }: FoundSource): CloudApiError {
  return new CloudApiError(
    "CONCURRENT_RUN",
    `The rows of ${scope.sourceId} were to take the place of others in ${sink.location}, where a run over ${whole.sourceId} is publishing, or was killed while it did. Nothing of this run was published. Run again when that one is done; if it was killed, run it again or call repair first.`,
  );
}
