import { randomUUID } from "node:crypto";
import { completeManifest, replaceManifest } from "../manifest/complete-manifest.ts";
import { completeTakeover } from "../manifest/complete-takeover.ts";
import { manifestBytes } from "../manifest/publication.ts";
import { isInPlace } from "../manifest/read-manifest.ts";
import { removeTakenBack } from "../manifest/take-back.ts";
import { visibleKeys } from "../manifest/visible-keys.ts";
import { quarantineKey } from "../quarantine/quarantine-writer.ts";
import { knownRejectedName } from "../quarantine/rejected-name.ts";
import type { Sink, SinkOptions } from "../sink/sink.ts";
import { checkAge, checkTable, type TableInput } from "./check-table.ts";
import { type FoundSource, forEachSource, withoutClaim } from "./source-manifests.ts";

/** What is to be repaired. */
export interface RepairInput extends TableInput {
  /** A run that began to publish longer ago was killed; one that is under way ends with `CONCURRENT_RUN`. Default an hour. */
  readonly olderThanMs?: number | undefined;
  /** Where rejected rows are, when they have a place of their own. */
  readonly quarantine?: Sink | undefined;
}

/** The sources that were not as they should be, by what was done. */
export interface RepairReport {
  /** All of the run's data was there: it is published now. */
  readonly completed: readonly string[];
  /** Some of it was missing: what was published before is published still, and the rest is removed. */
  readonly takenBack: readonly string[];
  /** It was published, and what it had made obsolete was still there. */
  readonly cleaned: readonly string[];
}

const HOUR_MS = 3_600_000;

/**
 * Put right what runs that were killed left behind, without their sources: one that had published all of its data is completed,
 * one that had not is taken back. A claim of a version that overwrote keys in place is left to the next run over its source.
 *
 * @throws {TypeError} {RangeError} for an argument that can't be
 * @throws {StorageError} when the sink can't be read or written
 * @throws {CloudApiError} `INVALID_MANIFEST` when a manifest is damaged
 *
 * @example
 * ```ts
 * import { apiLogs } from "@cloudapi/core";
 * import { memorySink, repair } from "@cloudapi/transform";
 *
 * const { completed, takenBack } = await repair(memorySink(), { dataset: apiLogs });
 * console.log(completed.length, takenBack.length); // => 0 0
 * ```
 */
export async function repair(
  sink: Sink,
  input: RepairInput,
  options: SinkOptions = {},
): Promise<RepairReport> {
  const names = ["dataset", "olderThanMs", "quarantine"] as const;
  const table = checkTable("repair", { sink, input, options }, names);
  const { olderThanMs = HOUR_MS, quarantine = sink } = input;
  checkAge("repair", olderThanMs);
  const report = {
    completed: [] as string[],
    takenBack: [] as string[],
    cleaned: [] as string[],
  };
  await forEachSource(table, options, async (source) => {
    const outcome = await repairSource(source, { quarantine, olderThanMs });
    if (outcome !== undefined) report[outcome].push(source.whole.sourceId);
  });
  for (const list of Object.values(report)) list.sort();
  return report;
}

/** What was done, or `undefined` when nothing was to do, or another run did it. */
async function repairSource(
  source: FoundSource,
  { quarantine, olderThanMs }: { readonly quarantine: Sink; readonly olderThanMs: number },
): Promise<keyof RepairReport | undefined> {
  const { whole } = source;
  if (whole.state === "aborted") return (await removeLate(source)) ? "takenBack" : undefined;
  if (whole.state !== "publishing") {
    if (whole.takeover !== undefined && whole.isSettled !== true)
      return (await completeTakeover(source.place, source.bytes)) ? "cleaned" : undefined;
    if (whole.obsolete.length === 0) return undefined;
    return (await complete(source, quarantine)) ? "cleaned" : undefined;
  }
  // Which rows are there only the source can tell.
  if (isInPlace(whole.state, whole.before)) return undefined;
  if (Date.now() - Date.parse(whole.at ?? "1970-01-01T00:00:00Z") < olderThanMs) return undefined;
  // Only who put files together knows whether all their sources are still as they were.
  if (whole.takeover === undefined && (await isAllThere(source, quarantine)))
    return (await complete(source, quarantine)) ? "completed" : undefined;
  return (await takeBack(source)) ? "takenBack" : undefined;
}

/** Rejected rows are published after the data: when they are there, all is. */
async function isAllThere(source: FoundSource, quarantine: Sink): Promise<boolean> {
  const { whole, place } = source;
  if (whole.digest === "") return false;
  const keys = whole.objects.map(({ key }) => key);
  if ((await visibleKeys(place.sink, keys)).size < keys.length) return false;
  const [rejected] = whole.quarantine;
  if (rejected === undefined) return true;
  // Those of the run before may have the same key.
  const found = await quarantine.read(keyOfRejected(source, quarantine));
  return found?.length === rejected.sizeBytes;
}

function keyOfRejected({ place, whole, sourceHash }: FoundSource, sink: Sink): string {
  const name = knownRejectedName(sourceHash, whole.rejectedName);
  return quarantineKey({ dataset: place.contract, name, sink, dataSink: place.sink });
}

/** Let the manifest point to what the run published, and remove what is obsolete by that. */
function complete(source: FoundSource, quarantine: Sink): Promise<boolean> {
  const { whole, place, bytes } = source;
  const manifest = { ...withoutClaim(whole), state: "published" } as const;
  const rejected = { sink: quarantine, key: keyOfRejected(source, quarantine) };
  const isClean = whole.quarantine.length === 0;
  return completeManifest(place, { expected: bytes, manifest }, isClean ? rejected : undefined);
}

/** Remove what a run published after it had been taken back. */
export async function removeLate({
  whole,
  place,
  bytes,
  keys,
  published,
}: FoundSource): Promise<boolean> {
  const kept = new Set(published.objects.map(({ key }) => key));
  const late = await visibleKeys(
    place.sink,
    [...keys].filter((key) => !kept.has(key)),
  );
  return late.size > 0 && (await removeTakenBack(place, { whole, bytes }, [...late]));
}

/** Withdraw the claim, so that its run doesn't complete it meanwhile; then remove what only it named. */
async function takeBack({ whole, place, bytes, keys, published }: FoundSource): Promise<boolean> {
  const withdrawn = manifestBytes({ ...whole, run: randomUUID(), digest: "" });
  if (!(await replaceManifest(place, bytes, withdrawn))) return false;
  const kept = new Set(published.objects.map(({ key }) => key));
  await place.sink.remove([...keys].filter((key) => !kept.has(key)));
  const aborted = {
    ...withoutClaim(whole),
    state: "aborted",
    run: randomUUID(),
    before: published,
    obsolete: [],
  } as const;
  return replaceManifest(place, withdrawn, manifestBytes(aborted));
}
