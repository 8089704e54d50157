import { setTimeout as sleep } from "node:timers/promises";
import { CloudApiError } from "@cloudapi/core";
import { sameBytes } from "../sink/same-bytes.ts";
import type { PublishedRun } from "../write/destination.ts";
import { adopt, publishAdopted } from "./adopt.ts";
import { claimAndPublish } from "./claim-and-publish.ts";
import { manifestPlace } from "./complete-manifest.ts";
import { isMerged } from "./marks.ts";
import { contentDigest, type Publication } from "./publication.ts";
import { type PreviousRun, previousRun } from "./read-manifest.ts";
import { settleTaken, sourceCompacted } from "./takeover.ts";

/** Looks at a manifest that others keep changing. */
const LOOKS = 20;
const WAIT_MS = 50;

/**
 * Make a run visible: data under keys that nothing else had, then the manifest, which points to it, then the removal of
 * what it made obsolete. The manifest is changed only from what this run saw: of two runs that publish different
 * things one goes on, and the other ends with nothing published. What is published already is not published again, and
 * what another run over the same content left half done is brought to its end.
 *
 * @throws {CloudApiError} `CONCURRENT_RUN` when another run over the same source has published something else meanwhile, `SOURCE_COMPACTED`
 * when the source's rows are in one file with those of others
 * @throws {IncompatibleContractError} when another source has since got rows under a contract that is incompatible with this one
 */
export async function publish(start: Publication): Promise<PublishedRun> {
  const digest = contentDigest(start);
  let publication = start;
  let base = publication.previous;
  for (let looks = 0; looks < LOOKS; looks++) {
    if (isTaken(base)) {
      if (isPublished(base, digest)) return publishKnown(publication, base);
      base = await untaken(publication);
    }
    // Who only looked at the source's files, to put them together with others, changed nothing.
    if (isSameState(base, publication.previous)) publication = { ...publication, previous: base };
    const placed = await adopt(publication, base, digest);
    const isFirst = sameBytes(base.bytes, publication.previous.bytes);
    if (placed === undefined && !isFirst) break;
    const outcome = placed
      ? await publishAdopted(publication, base, placed)
      : await claimAndPublish(publication, digest);
    if (outcome !== undefined) return outcome;
    base = await lookAgain(publication, digest);
  }
  throw concurrentRun(publication);
}

/** Whether files of what is published of a source were taken over, or are about to be. */
function isTaken({ manifest }: PreviousRun): boolean {
  return manifest?.taken.some(({ isPast }) => isPast !== true) === true;
}

function isPublished({ manifest }: PreviousRun, digest: string): boolean {
  return manifest?.state === "published" && manifest.digest === digest;
}

/** The same rows are there already, in whatever files. */
async function publishKnown(
  { files, quarantine }: Publication,
  { published }: PreviousRun,
): Promise<PublishedRun> {
  await Promise.all(files.map(({ writer }) => writer.discard()));
  await quarantine.writer?.publish();
  return { objects: published.objects };
}

/** Whether two manifests of a source are of the same run. */
function isSameState({ manifest: now }: PreviousRun, { manifest: then }: PreviousRun): boolean {
  return (
    now?.state === "published" &&
    then?.state === "published" &&
    now.digest === then.digest &&
    now.generation === then.generation
  );
}

/** The source's manifest once nothing is about to take its files. */
async function untaken(publication: Publication): Promise<PreviousRun> {
  const { sink, dataset, source, report } = publication;
  const bytes = await settleTaken(manifestPlace(publication), { stop: true });
  const base = previousRun(sink, { dataset: dataset.name, ...source }, bytes);
  const taken = base.manifest?.taken ?? [];
  if (isMerged(taken)) throw sourceCompacted(report.sourceId, sink.location);
  // Its rows are in another manifest by now, which this run hasn't looked at.
  if (taken.some(({ isOwn }) => isOwn)) throw concurrentRun(publication);
  return base;
}

/** The manifest as it is now; a run over the same content may be taking back what it had begun. */
async function lookAgain(publication: Publication, digest: string): Promise<PreviousRun> {
  const { sink, dataset, source, report } = publication;
  for (let looks = 0; ; looks++) {
    const bytes = await sink.read(report.manifestKey);
    const base = previousRun(sink, { dataset: dataset.name, ...source }, bytes);
    const isOurs = base.manifest?.digest === digest;
    const isTakenBack = base.manifest?.state === "publishing" && base.manifest.digest === "";
    if (isOurs || !isTakenBack || looks >= LOOKS) return base;
    await sleep(WAIT_MS);
  }
}

function concurrentRun({ sink, report }: Publication): CloudApiError {
  const { sourceId, manifestKey } = report;
  return new CloudApiError(
    "CONCURRENT_RUN",
    `Another run over the source ${sourceId} wrote something else to ${sink.location} while this one ran: the manifest ${manifestKey} has changed. ` +
      "Nothing of this run was published. Run again when no other run over this source is under way.",
  );
}
