import type { Sink } from "@cloudapi/transform";
import {
  type Destination,
  ObjectWriter,
  type Publication,
  type PublishedRun,
  parquetFiles,
} from "@cloudapi/transform/internal";

/** Parquet files under keys that are known before: `stem.parquet`, and `stem_2.parquet` where one is not enough. */
export function rawDestination(sink: Sink, stem: string): Destination {
  const manifestKey = rawManifestKey(sink, stem);
  return {
    open({ dataset, compression }) {
      const startFile = parquetFiles(compression);
      return Promise.resolve({
        earlierRows: 0,
        otherContracts: [],
        manifestKey,
        sink,
        quarantineSink: sink,
        columns: dataset.columns,
        partitionOf: () => "",
        partitionPath: (partition) => partition,
        keyOf: (_, number) => `${stem}${number === 0 ? "" : `_${number + 1}`}.parquet`,
        startFile: () => startFile(dataset),
        publish: (publication) => publish(sink, manifestKey, publication),
      });
    },
  };
}

/** Where a load's manifest lies: beside the raw files, in a folder that no trigger waits for. */
export function rawManifestKey({ prefix }: Sink, stem: string): string {
  return `${prefix}_ingest/manifests/${stem.slice(prefix.length)}.json`;
}

async function publish(
  sink: Sink,
  key: string,
  { report, files, quarantine }: Publication,
): Promise<PublishedRun> {
  await quarantine.writer?.publish();
  for (const { writer } of files) await writer.publish();
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
  const writer = new ObjectWriter({ sink, key, properties });
  writer.write(Buffer.from(`${JSON.stringify(manifest, undefined, 2)}\n`));
  await writer.publish();
  return { manifestKey: key };
}
