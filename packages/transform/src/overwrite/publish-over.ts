import { createHash } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { CloudApiError } from "@cloudapi/core";
import { removeLate } from "../maintain/repair.ts";
import { type FoundSource, readSource, type Table } from "../maintain/source-manifests.ts";
import { checkContracts } from "../manifest/check-contracts.ts";
import { recordContract } from "../manifest/claim-and-publish.ts";
import { replaceManifest } from "../manifest/complete-manifest.ts";
import { completeTakeover } from "../manifest/complete-takeover.ts";
import { type Manifest, type SourceIdentity, WITHOUT_ROWS } from "../manifest/manifest.ts";
import { isMerged } from "../manifest/marks.ts";
import { manifestBytes, manifestFacts, type Publication } from "../manifest/publication.ts";
import { type Claim, publishTakeover, type SourceTaken } from "../manifest/publish-takeover.ts";
import { manifestKey } from "../manifest/read-manifest.ts";
import { sourceCompacted } from "../manifest/takeover.ts";
import type { ManifestPlace } from "../manifest/write-manifest.ts";
import { partitionOfKey } from "../symlinks/symlink-manifest.ts";
import type { PublishedRun } from "../write/destination.ts";
import type { ReplacedRows } from "../write/write-report.ts";
import { lastRun } from "./last-run.ts";
import { replacedRows } from "./replaced-rows.ts";
import { isInScope, type Scope } from "./scope.ts";
import { sourcesAtRest } from "./sources-at-rest.ts";

/** A run whose files take the place of those of many sources. */
export interface OverPublication extends Publication {
  readonly mode: Scope["mode"];
  /** The name that its files have. */
  readonly identity: SourceIdentity;
}

const TRIES = 8;
const WAIT_MS = 50;
const NOTHING: ReplacedRows = { rows: 0, files: 0, sources: [] };

/**
 * Make a run visible by one write that also takes what it replaces out of sight, whoever wrote that. The source's own manifest is marked like
 * those of the others, so that a rerun finds what was published.
 *
 * @throws {CloudApiError} `CONCURRENT_RUN` when others kept changing what was to be replaced, `SOURCE_COMPACTED` when the rows of the source
 * are to be replaced and are in files with those of others
 */
export async function publishOver(publication: OverPublication): Promise<PublishedRun> {
  const { sink, dataset, source, mode, files, report, identity } = publication;
  const digest = runDigest(publication);
  const ownKey = manifestKey(sink, { dataset: dataset.name, ...source });
  const place = { sink, contract: dataset, key: ownKey };
  if (mode === "overwritePartitions" && files.length === 0) {
    await publishRejected(publication);
    return { manifestKey: ownKey, replaced: NOTHING };
  }
  await recordContract(publication);
  let found: Found | undefined;
  for (let tries = 0, isStopped = false; tries <= TRIES; tries++) {
    const known = await lastRun(place, digest);
    if (known !== undefined) {
      await discardFiles(publication);
      await publishRejected(publication);
      return { ...known, replaced: NOTHING };
    }
    if (isStopped || tries === TRIES) break;
    const outcome = await publishTakeover({
      sink,
      dataset,
      sourceHash: identity.sourceHash,
      files,
      objects: report.objects,
      facts: factsOf(publication),
      digest,
      select: async (claim) => {
        if (files.length > 0) await checkContracts(publication);
        found = await findReplaced(publication, place, claim);
        return found.taken;
      },
    });
    if (typeof outcome !== "string") {
      await completeTakeover(outcome.place, outcome.bytes);
      await publishRejected(publication);
      for (const left of found?.left ?? []) await removeLate(left);
      return { manifestKey: outcome.place.key, replaced: found?.replaced ?? NOTHING };
    }
    isStopped = outcome === "stopped";
    await sleep(Math.random() * WAIT_MS * (tries + 1));
  }
  throw concurrentRun(publication);
}

function factsOf(publication: OverPublication) {
  const { taken: _, ...facts } = manifestFacts({
    ...publication,
    source: publication.identity,
  }) as Manifest;
  return facts;
}

/** What is the same for runs that wrote the same, whatever their files are called. */
function runDigest({ mode, files, quarantine }: OverPublication): string {
  const hash = createHash("sha256").update(`${mode}\n`);
  for (const { partition, writer } of files) hash.update(`${partition}\n${writer.digest()}\n`);
  const { writer } = quarantine;
  if (writer !== undefined) hash.update(`${writer.key}\n${writer.digest()}\n`);
  return hash.digest("hex");
}

interface Found {
  readonly taken: readonly SourceTaken[];
  readonly replaced: ReplacedRows;
  /** Runs of this kind that came to nothing, whose files may be visible. */
  readonly left: readonly FoundSource[];
}

async function findReplaced(
  publication: OverPublication,
  place: ManifestPlace,
  claim: Claim,
): Promise<Found> {
  const { sink, dataset, source, mode, report } = publication;
  const table: Table = { sink, dataset };
  const partitions = new Set(report.objects.map(({ partition }) => partition));
  const scope = { mode, sourceId: source.sourceId, partitions };
  await openSource(publication, place);
  const sources = await sourcesAtRest({ table, scope, claim, ownKey: place.key });
  const taken: SourceTaken[] = [];
  const files = [];
  for (const { place: there, bytes, whole, published } of sources) {
    const { sourceId, sourceVersion } = whole;
    const named = published.objects.map((object) => ({
      ...object,
      partition: partitionOfKey(sink, object.key),
      sourceId,
      sourceVersion,
    }));
    const wanted = named.filter((file) => isInScope(scope, file));
    const isOwn = there.key === place.key;
    const isOfSource = isInScope(
      { ...scope, mode: "replaceSource" },
      { partition: "", sourceId, sourceVersion },
    );
    if (mode === "replaceSource" && isOfSource && isMerged(whole.taken ?? []))
      throw sourceCompacted(sourceId, sink.location);
    if (wanted.length === 0 && !isOwn) continue;
    files.push(...wanted);
    const keys = wanted.map(({ key }) => key);
    const mark = { place: there, expected: bytes, keys, isGone: true };
    taken.push(isOwn ? { ...mark, isOwn } : mark);
  }
  const left = sources.filter(
    ({ whole }) => whole.takeover !== undefined && whole.state === "aborted",
  );
  return { taken, replaced: replacedRows(files), left: await readAgain(table, left) };
}

async function readAgain(table: Table, sources: readonly FoundSource[]): Promise<FoundSource[]> {
  const now = await Promise.all(sources.map(({ place }) => readSource(table, place.key, {})));
  return now.filter((source) => source !== undefined);
}

/** A source that was never written has a manifest without rows from now on, which can be marked. */
async function openSource(
  { sink, dataset, source, format }: OverPublication,
  place: ManifestPlace,
): Promise<void> {
  if ((await sink.read(place.key)) !== undefined) return;
  const empty: Manifest = {
    version: 1,
    dataset: dataset.name,
    contractHash: dataset.contractHash,
    sourceId: source.sourceId,
    generation: 0,
    format,
    ...WITHOUT_ROWS,
    obsolete: [],
  };
  await replaceManifest(place, undefined, manifestBytes(empty));
}

/** The rejected rows of a source replace those of its run before. */
async function publishRejected({ quarantine }: OverPublication): Promise<void> {
  if (quarantine.writer === undefined) await quarantine.sink.remove([quarantine.key]);
  else await quarantine.writer.publish();
}

async function discardFiles({ files }: OverPublication): Promise<void> {
  await Promise.all(files.map(({ writer }) => writer.discard()));
}

function concurrentRun({ sink, report, mode }: OverPublication): CloudApiError {
  const what = mode === "overwritePartitions" ? "partitions" : "source";
  return new CloudApiError(
    "CONCURRENT_RUN",
    `Other runs kept changing the ${what} that ${report.sourceId} was to overwrite in ${sink.location}. Nothing of this run was published. Run again when they are done.`,
  );
}
