import { basename } from "node:path/posix";
import type { Dataset } from "@cloudapi/core";
import { forEachConcurrently } from "@cloudapi/core/internal";
import type { Manifest } from "../manifest/manifest.ts";
import {
  manifestFolder,
  type PreviousRun,
  parseManifest,
  previousRun,
} from "../manifest/read-manifest.ts";
import type { ManifestPlace } from "../manifest/write-manifest.ts";
import type { Sink, SinkOptions } from "../sink/sink.ts";

/** Manifests that are worked on at the same time. */
const CONCURRENCY = 8;

/** The manifest of a source, as it was found. */
export interface FoundSource extends PreviousRun {
  readonly bytes: Uint8Array;
  readonly place: ManifestPlace;
  /** All that the manifest says; keys are those that runs over this source make. */
  readonly whole: Manifest;
  readonly sourceHash: string;
}

/** What is looked after: a dataset in a sink. */
export interface Table {
  readonly sink: Sink;
  readonly dataset: Pick<Dataset, "name" | "contractHash">;
}

/** Work on every source of a dataset. */
export async function forEachSource(
  table: Table,
  options: SinkOptions,
  work: (source: FoundSource) => Promise<void>,
): Promise<void> {
  const manifests = table.sink.list(manifestFolder(table.sink, table.dataset.name), options);
  await forEachConcurrently(manifests, { concurrency: CONCURRENCY, ...options }, async (key) => {
    const found = await readSource(table, key, options);
    if (found !== undefined) await work(found);
  });
}

/**
 * The source whose manifest has the key.
 *
 * @throws {CloudApiError} `INVALID_MANIFEST` when it is not one of ours
 */
export async function readSource(
  { sink, dataset }: Table,
  key: string,
  options: SinkOptions,
): Promise<FoundSource | undefined> {
  const bytes = await sink.read(key, options);
  if (bytes === undefined) return undefined;
  const { sourceId, sourceVersion } = parseManifest(bytes, key);
  const sourceHash = basename(key, ".json");
  const identity = { dataset: dataset.name, sourceId, sourceVersion, sourceHash };
  const found = JSON.parse(Buffer.from(bytes).toString()) as Manifest;
  const contractHash = found.contractHash ?? dataset.contractHash;
  const previous = previousRun(sink, identity, bytes);
  const { objects = [], obsolete = [] } = previous.manifest ?? {};
  return {
    ...previous,
    bytes,
    place: { sink, contract: { name: dataset.name, contractHash }, key },
    whole: { ...found, objects, obsolete },
    sourceHash,
  };
}

/** The manifest without what only one that isn't published has. */
export function withoutClaim(manifest: Manifest): Manifest {
  const { run: _run, at: _at, before: _before, ...rest } = manifest;
  return rest;
}
