import type { Sink } from "@cloudapi/transform";
import {
  type Destination,
  ObjectWriter,
  type Publication,
  type PublishedRun,
  parquetFiles,
} from "@cloudapi/transform/internal";
import { lateWarning } from "../errors/late-warning.ts";
import { readStoredManifest, type StoredManifest } from "./stored-manifest.ts";

/** Parquet files under keys that are known before: `stem.parquet`, and `stem_2.parquet` where one is not enough. */
export function rawDestination(sink: Sink, stem: string): Destination {
  const raw = { sink, stem, manifestKey: rawManifestKey(sink, stem) };
  const { manifestKey } = raw;
  return {
    async open({ dataset, compression, signal, kernel }) {
      const startFile = parquetFiles(compression, undefined, kernel);
      return {
        earlierRows: (await readRawManifest(sink, stem, signal))?.rowsWritten ?? 0,
        otherContracts: [],
        manifestKey,
        sink,
        quarantineSink: sink,
        columns: dataset.columns,
        partitionOf: () => "",
        partitionPath: (partition) => partition,
        keyOf: (_, number) => `${stem}${number === 0 ? "" : `_${number + 1}`}.parquet`,
        startFile: () => startFile(dataset),
        publish: (publication) => publish(raw, publication),
      };
    },
  };
}

interface RawPlace {
  readonly sink: Sink;
  readonly stem: string;
  readonly manifestKey: string;
}

/** What a load of this time has written before. */
export function readRawManifest(
  sink: Sink,
  stem: string,
  signal: AbortSignal | undefined,
): Promise<StoredManifest | undefined> {
  return readStoredManifest(sink, rawManifestKey(sink, stem), signal);
}

/** Where a load's manifest lies: beside the raw files, in a folder that no trigger waits for. */
function rawManifestKey({ prefix }: Sink, stem: string): string {
  return `${prefix}_ingest/manifests/${stem.slice(prefix.length)}.json`;
}

/**
 * Make the files visible, then tell of them, then remove what a run that died left under the same keys. Without the manifest the rows are there all
 * the same, which is a warning.
 */
async function publish(raw: RawPlace, publication: Publication): Promise<PublishedRun> {
  const { sink, manifestKey } = raw;
  const { report, files, quarantine } = publication;
  const left = await leftOver(
    raw,
    files.map(({ writer }) => writer.key),
  );
  await quarantine.writer?.publish();
  for (const { writer } of files) await writer.publish();
  const missing = await writeManifest(raw, report).catch((error: unknown) =>
    lateWarning("manifest_missing", {
      what: `The rows are there, but their manifest ${manifestKey} could not be written`,
      error,
      advice:
        "Loading them again at the same time writes it; at another time they would be there twice.",
    }),
  );
  if (left.length > 0) await sink.remove(left);
  return {
    manifestKey,
    ...(missing && { warnings: [...report.warnings, missing] }),
  };
}

/** Files of an earlier run at the same time that this one has no others for. */
async function leftOver({ sink, stem }: RawPlace, keys: readonly string[]): Promise<string[]> {
  const own = new Set(keys);
  const folder = stem.slice(0, stem.lastIndexOf("/") + 1);
  const left: string[] = [];
  for await (const key of sink.list(folder))
    if (key.startsWith(stem) && NUMBERED.test(key.slice(stem.length)) && !own.has(key))
      left.push(key);
  return left;
}

const NUMBERED = /^(?:_\d+)?\.parquet$/;

async function writeManifest(
  { sink, manifestKey }: RawPlace,
  report: Publication["report"],
): Promise<undefined> {
  const { dataset, contractHash, sourceId, rowsIn, rowsRejected, rowsWritten, objects } = report;
  const manifest = {
    version: 1,
    dataset,
    contractHash,
    source: sourceId,
    rowsIn,
    rowsRejected,
    rowsWritten,
    objects,
  };
  const properties = { contentType: "application/json", metadata: {} };
  const writer = new ObjectWriter({ sink, key: manifestKey, properties });
  writer.write(Buffer.from(`${JSON.stringify(manifest, undefined, 2)}\n`));
  await writer.publish();
}
