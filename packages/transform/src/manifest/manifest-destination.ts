import { type Dataset, fileColumns } from "@cloudapi/core";
import { openOver } from "../overwrite/over-destination.ts";
import { parquetFiles } from "../parquet/parquet-files.ts";
import type { Sink } from "../sink/sink.ts";
import type { Destination, DestinationRun, OpenDestination } from "../write/destination.ts";
import { checkContracts } from "./check-contracts.ts";
import { partitionPaths } from "./partition-paths.ts";
import { dataFileName } from "./publication.ts";
import { publish } from "./publish.ts";
import {
  manifestKey,
  type PreviousRun,
  previousRun,
  type RunIdentity,
  readManifest,
} from "./read-manifest.ts";
import { settleTaken } from "./takeover.ts";

/** A sink whose data files lie by partition, and are told of in a manifest for each source. */
export function manifestDestination(sink: Sink): Destination {
  return { open: (run) => open(sink, run) };
}

async function open(sink: Sink, run: DestinationRun): Promise<OpenDestination> {
  const { dataset, source, compression, signal, kernel } = run;
  const identity = { dataset: dataset.name, ...source };
  const [previous, contracts] = await Promise.all([
    readSettled(sink, dataset, identity, signal),
    checkContracts({ sink, dataset, source }, { signal }),
  ]);
  // Its rows are in manifests of runs that overwrote partitions.
  if (previous.manifest?.taken.some(({ isOwn }) => isOwn))
    return openOver(sink, "replaceSource", run);
  const startFile = parquetFiles(compression, undefined, kernel);
  const generation = previous.generation + 1;
  const { isKnown: isContractKnown, hasSymlinks } = contracts;
  const place = { sink, dataset, source, previous, isContractKnown, hasSymlinks };
  return {
    earlierRows: previous.rowsWritten,
    otherContracts: contracts.others,
    manifestKey: manifestKey(sink, identity),
    sink,
    quarantineSink: sink,
    columns: fileColumns(dataset),
    partitionOf: partitionPaths(dataset),
    isByHour: dataset.partition?.by === undefined,
    partitionPath: (partition) => partition,
    keyOf: (partition, number) =>
      `${sink.prefix}${partition}${dataFileName(dataset, source.sourceHash, { generation, number })}`,
    startFile: () => startFile(dataset),
    publish: (publication) => publish({ ...place, ...publication }),
  };
}

/** The source's manifest without what others have by now. */
async function readSettled(
  sink: Sink,
  dataset: Dataset,
  identity: RunIdentity,
  signal: AbortSignal | undefined,
): Promise<PreviousRun> {
  const found = await readManifest(sink, identity, { signal });
  if ((found.manifest?.taken ?? []).every(({ isDone }) => isDone)) return found;
  const place = { sink, contract: dataset, key: manifestKey(sink, identity) };
  return previousRun(sink, identity, await settleTaken(place, { stop: false }));
}
