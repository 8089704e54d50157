import { createHash, randomUUID } from "node:crypto";
import { CloudApiError, type Dataset } from "@cloudapi/core";
import { checkListeners } from "@cloudapi/core/internal";
import { completeTakeover } from "../manifest/complete-takeover.ts";
import type { WrittenObject } from "../manifest/manifest.ts";
import type { ManifestFacts } from "../manifest/publication.ts";
import { publishTakeover } from "../manifest/publish-takeover.ts";
import { dataKeyPattern } from "../manifest/read-manifest.ts";
import { settleTaken } from "../manifest/takeover.ts";
import { type Compression, readCompression } from "../parquet/compression.ts";
import type { Sink, SinkOptions } from "../sink/sink.ts";
import { StorageError } from "../storage-error.ts";
import { sourceIdentity } from "../write/source-identity.ts";
import { checkTable } from "./check-table.ts";
import { type Rewritten, rewriteFiles } from "./rewrite-files.ts";
import { type FoundSource, forEachSource } from "./source-manifests.ts";

/** Which files are put together, and how. */
export interface CompactInput {
  /** The contract that the files were written under; those of others stay. */
  readonly dataset: Dataset;
  /** Bytes that files are to have, about; smaller ones of one partition become one. Default 128 MiB. */
  readonly targetFileBytes?: number | undefined;
  /** Partitions whose files are put together, such as `year=2025/month=01/day=15/`; default all. */
  readonly partitions?: readonly string[] | undefined;
  /** How Parquet pages are compressed; default `snappy`. */
  readonly compression?: Compression | undefined;
}

/** What a compaction did. */
export interface CompactReport {
  readonly filesBefore: number;
  readonly filesAfter: number;
  readonly bytesBefore: number;
  readonly bytesAfter: number;
  readonly rows: number;
}

const WHAT = "compact";
const MIB = 1_048_576;
/** A file of this part of the size that is aimed at is large enough. */
const SMALL = 0.75;
const TRIES = 5;

/**
 * Put small files of a partition together: the same rows in fewer files, in the order of their event time as far as they fit into memory
 * together (256 MiB). Readers of manifests see the files that were there, or all that take their place; a list of the prefix has
 * both for a moment, the new ones first. Killed anywhere it leaves what `repair` puts right, and `vacuum`.
 *
 * The sources whose rows come to one file can't be told apart any more: run again over the same content they publish nothing, as ever, and
 * over other content they are refused (`SOURCE_COMPACTED`). Compact what is settled.
 *
 * @throws {TypeError} {RangeError} for an argument that can't be
 * @throws {StorageError} when the sink can't be read or written; `NO_SUCH_KEY` when a file is missing that a manifest names
 * @throws {CloudApiError} `INVALID_MANIFEST` when a manifest is damaged, `CONCURRENT_RUN` when runs kept changing what was to be put together
 *
 * @example
 * ```ts
 * import { apiLogs } from "@cloudapi/core";
 * import { compact, memorySink, transform } from "@cloudapi/transform";
 *
 * const lake = memorySink();
 * const row = '{"timestamp":"2025-01-15T10:30:45Z","endpoint":"/a","status_code":200}\n';
 * for (const sourceId of ["a", "b", "c"]) await transform(apiLogs, row, lake, { sourceId });
 * const { filesBefore, filesAfter, rows } = await compact(lake, { dataset: apiLogs });
 * console.log(filesBefore, filesAfter, rows); // => 3 1 3
 * ```
 */
export async function compact(
  sink: Sink,
  input: CompactInput,
  options: SinkOptions = {},
): Promise<CompactReport> {
  const names = ["dataset", "targetFileBytes", "partitions", "compression"] as const;
  checkTable(WHAT, { sink, input, options }, names);
  checkListeners(WHAT, options);
  const { targetFileBytes = 128 * MIB } = input;
  if (!Number.isSafeInteger(targetFileBytes) || targetFileBytes < 1)
    throw new RangeError(
      `${WHAT}: targetFileBytes must be a whole number from 1, not ${String(targetFileBytes)}.`,
    );
  const compression = readCompression(WHAT, input.compression);
  const isWanted = partitionTest(input.partitions);
  let missing: string | undefined;
  for (let tries = 0; tries < TRIES; tries++) {
    const found = await smallFiles(sink, { ...input, targetFileBytes, isWanted }, options);
    if (found.partitions.size === 0) return NOTHING;
    const done = await putTogether(
      sink,
      found,
      { ...input, targetFileBytes, compression },
      options,
    );
    if (!("missing" in done)) return done;
    // Of one that a run has removed since it was found, no manifest tells any more the next time.
    if (done.missing !== undefined && done.missing === missing) throw noSuchFile(sink, missing);
    ({ missing } = done);
  }
  throw new CloudApiError(
    "CONCURRENT_RUN",
    `Runs kept changing the files of ${input.dataset.name} in ${sink.location} that were to be put together. Nothing was changed. Run compact when none is under way, or over partitions that are settled.`,
  );
}

function noSuchFile({ location }: Sink, key: string): StorageError {
  return new StorageError(
    "NO_SUCH_KEY",
    `A manifest names ${key}, and ${location} has no such file, so nothing was put together. Run over its source again, which writes it again (listDataFiles tells the source), or remove the source (removeSource).`,
    key,
  );
}

const NOTHING: CompactReport = {
  filesBefore: 0,
  filesAfter: 0,
  bytesBefore: 0,
  bytesAfter: 0,
  rows: 0,
};

function partitionTest(partitions: readonly string[] | undefined): (partition: string) => boolean {
  if (partitions === undefined) return () => true;
  const isList =
    Array.isArray(partitions as unknown) && partitions.every((each) => typeof each === "string");
  if (!isList)
    throw new TypeError(
      `${WHAT}: partitions must be a list of paths, such as "year=2025/month=01/day=15/".`,
    );
  const wanted = new Set(partitions.map(withSlash));
  return (partition) => wanted.has(partition);
}

function withSlash(path: string): string {
  return path === "" || path.endsWith("/") ? path : `${path}/`;
}

/** Files that are to be put together. */
interface SmallFiles {
  readonly partitions: ReadonlyMap<string, readonly WrittenObject[]>;
  /** The sources that they are of, with those of each. */
  readonly sources: readonly { readonly source: FoundSource; readonly keys: readonly string[] }[];
}

interface Selection extends CompactInput {
  readonly targetFileBytes: number;
  readonly isWanted: (partition: string) => boolean;
}

async function smallFiles(
  sink: Sink,
  { dataset, targetFileBytes, isWanted }: Selection,
  options: SinkOptions,
): Promise<SmallFiles> {
  const isOurs = dataKeyPattern({ dataset: dataset.name, contractHash: dataset.contractHash });
  const partitions = new Map<string, WrittenObject[]>();
  const settled: FoundSource[] = [];
  await settleAll(sink, dataset, options);
  await forEachSource({ sink, dataset }, options, async (source) => {
    const { whole } = source;
    // Who is publishing, or has to be repaired first, is left alone.
    const isAtRest = whole.state === "published" && whole.obsolete.length === 0;
    if (!isAtRest || (whole.takeover !== undefined && whole.isSettled !== true)) return;
    if ((whole.taken ?? []).some(({ isDone }) => !isDone)) return;
    settled.push(source);
  });
  settled.sort((a, b) => (a.place.key < b.place.key ? -1 : 1));
  for (const { published } of settled)
    for (const object of published.objects) {
      const { key, partition, sizeBytes } = object;
      if (sizeBytes >= targetFileBytes * SMALL || !isWanted(partition)) continue;
      if (!isOurs.test(key.slice(sink.prefix.length))) continue;
      const alike = partitions.get(partition) ?? [];
      alike.push(object);
      partitions.set(partition, alike);
    }
  for (const [partition, files] of partitions) if (files.length < 2) partitions.delete(partition);
  const wanted = new Set([...partitions.values()].flat().map(({ key }) => key));
  const sources = settled.flatMap((source) => {
    const keys = source.published.objects.map(({ key }) => key).filter((key) => wanted.has(key));
    return keys.length === 0 ? [] : [{ source, keys }];
  });
  return { partitions, sources };
}

/** Bring compactions that were killed to their end, or to none. */
async function settleAll(sink: Sink, dataset: Dataset, options: SinkOptions): Promise<void> {
  await forEachSource({ sink, dataset }, options, async ({ whole, place, bytes }) => {
    const isLeft = whole.takeover !== undefined && whole.isSettled !== true;
    if (isLeft && whole.state === "published") await completeTakeover(place, bytes);
    if ((whole.taken ?? []).some(({ isDone }) => !isDone)) await settleTaken(place, { stop: true });
  });
}

interface Rewriting extends CompactInput {
  readonly targetFileBytes: number;
  readonly compression: Compression;
}

/** The report; or, when what was found is no longer as it was, the file that is missing, if one is. */
async function putTogether(
  sink: Sink,
  { partitions, sources }: SmallFiles,
  { dataset, targetFileBytes, compression }: Rewriting,
  options: SinkOptions,
): Promise<CompactReport | { readonly missing: string | undefined }> {
  const sourceId = `compaction ${randomUUID()}`;
  const input = { sink, dataset, sourceId, targetFileBytes, compression };
  const rewritten = await rewriteFiles(input, partitions, options);
  if ("missing" in rewritten) return rewritten;
  const taken = sources.map(({ source, keys }) => ({
    place: source.place,
    expected: source.bytes,
    keys,
  }));
  const published = await publishTakeover({
    ...input,
    ...rewritten,
    ...sourceIdentity(sourceId),
    facts: factsOf(input, rewritten),
    digest: digestOf(rewritten),
    select: () => Promise.resolve(taken),
  });
  if (typeof published === "string") {
    for (const { writer } of rewritten.files) await writer.discard();
    return { missing: undefined };
  }
  await completeTakeover(published.place, published.bytes);
  return reportOf([...partitions.values()].flat(), rewritten);
}

/** What is put together counts as rows that were written. */
function factsOf(
  { dataset, sourceId }: { readonly dataset: Dataset; readonly sourceId: string },
  { objects }: Rewritten,
): ManifestFacts {
  const rows = objects.reduce((sum, each) => sum + each.rows, 0);
  return {
    version: 1,
    dataset: dataset.name,
    contractHash: dataset.contractHash,
    sourceId,
    format: "rows",
    rowsIn: rows,
    rowsFiltered: 0,
    rowsAdded: 0,
    rowsValid: rows,
    rowsRejected: 0,
    rowsWritten: rows,
    rowsDropped: 0,
    partitions: [...new Set(objects.map(({ partition }) => partition))],
    quarantine: [],
  };
}

function digestOf({ files }: Rewritten): string {
  const hash = createHash("sha256");
  for (const { writer } of files) hash.update(`${writer.key}\n${writer.digest()}\n`);
  return hash.digest("hex");
}

function reportOf(before: readonly WrittenObject[], { objects }: Rewritten): CompactReport {
  const bytesOf = (files: readonly WrittenObject[]) =>
    files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  return {
    filesBefore: before.length,
    filesAfter: objects.length,
    bytesBefore: bytesOf(before),
    bytesAfter: bytesOf(objects),
    rows: objects.reduce((sum, { rows }) => sum + rows, 0),
  };
}
