import { fileColumns } from "@cloudapi/core";
import { checkContracts } from "../manifest/check-contracts.ts";
import { partitionPaths } from "../manifest/partition-paths.ts";
import { dataFileName } from "../manifest/publication.ts";
import { manifestKey, previousRun } from "../manifest/read-manifest.ts";
import { parquetFiles } from "../parquet/parquet-files.ts";
import type { Sink } from "../sink/sink.ts";
import type { Destination, DestinationRun, OpenDestination } from "../write/destination.ts";
import { publishOver } from "./publish-over.ts";
import { wouldReplace } from "./replaced-rows.ts";
import { runIdentity, type Scope } from "./scope.ts";

/** A sink in which a run takes the place of everything in the partitions that it has rows for. */
export function overwriteDestination(sink: Sink): Destination {
  return { open: (run) => openOver(sink, "overwritePartitions", run) };
}

/** Make a sink ready for a run whose files take the place of those of many sources. */
export async function openOver(
  sink: Sink,
  mode: Scope["mode"],
  run: DestinationRun,
): Promise<OpenDestination> {
  const { dataset, source, compression, signal, kernel } = run;
  const contracts = await checkContracts({ sink, dataset, source }, { signal });
  const startFile = parquetFiles(compression, undefined, kernel);
  const identity = runIdentity(source);
  const { isKnown: isContractKnown, hasSymlinks } = contracts;
  const previous = previousRun(sink, { dataset: dataset.name, ...source }, undefined);
  const place = { sink, dataset, source, previous, isContractKnown, hasSymlinks, mode, identity };
  return {
    earlierRows: 0,
    wouldReplace: (partitions) =>
      wouldReplace(sink, dataset, { mode, sourceId: source.sourceId, partitions }),
    otherContracts: contracts.others,
    manifestKey: manifestKey(sink, { dataset: dataset.name, ...identity }),
    sink,
    quarantineSink: sink,
    columns: fileColumns(dataset),
    partitionOf: partitionPaths(dataset),
    isByHour: dataset.partition?.by === undefined,
    partitionPath: (partition) => partition,
    keyOf: (partition, number) =>
      `${sink.prefix}${partition}${dataFileName(dataset, identity.sourceHash, { generation: 1, number })}`,
    startFile: () => startFile(dataset),
    publish: (publication) => publishOver({ ...place, ...publication }),
  };
}
