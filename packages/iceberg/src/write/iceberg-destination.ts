import { randomUUID } from "node:crypto";
import {
  type Destination,
  type DestinationRun,
  type KeyedRows,
  type OpenDestination,
  parquetFiles,
} from "@cloudapi/transform/internal";
import { currentSchema, defaultSpec } from "../metadata/current.ts";
import { schemasOf } from "../metadata/schemas-of.ts";
import { refuseOtherPaths, tableFolder } from "../metadata/table-paths.ts";
import { partitionType } from "../partition/partition-type.ts";
import type { IcebergTable } from "../table/iceberg-table.ts";
import { loadTable } from "../table/load-table.ts";
import { committedParts } from "./committed-parts.ts";
import { fileLayout } from "./file-layout.ts";
import { publishRun } from "./publish-run.ts";
import { rowPartitions } from "./row-partitions.ts";
import { rowsOfSource } from "./rows-of-source.ts";
import { otherSources } from "./run-state.ts";
import { dataFileName } from "./source-files.ts";
import type { RunMode } from "./write-mode.ts";

/** A table as a destination: what a run wrote is published by a commit. */
export function icebergDestination(
  table: IcebergTable,
  mode: RunMode,
  { commitEveryRows, keyed }: HowToCommit = {},
): Destination {
  return {
    isByVersion: mode === "append",
    replacesOthers: mode === "overwritePartitions",
    otherSources: async (sourceId) =>
      otherSources(await loadTable(table.catalog, table.name), sourceId),
    open: (run) => open(table, { mode, keyed, run }),
    ...(mode === "replaceSource" && {
      replacing: (rows) => icebergDestination(table, "merge", { keyed: rows }),
    }),
    ...(mode === "append" && {
      parts: {
        everyRows: commitEveryRows,
        committed: async (sourceId, version) =>
          committedParts(await loadTable(table.catalog, table.name), sourceId, version),
      },
    }),
  };
}

/** When a run commits, and what it takes out. */
interface HowToCommit {
  readonly commitEveryRows?: number | undefined;
  /** With `merge`: the rows that go. */
  readonly keyed?: KeyedRows | undefined;
}

interface Opening {
  readonly mode: RunMode;
  readonly keyed: KeyedRows | undefined;
  readonly run: DestinationRun;
}

async function open(
  { catalog, name }: IcebergTable,
  { mode, keyed, run }: Opening,
): Promise<OpenDestination> {
  const { dataset, source, compression, signal, kernel } = run;
  const table = await loadTable(catalog, name, { signal });
  const { metadata, storage, metadataLocation } = table;
  refuseOtherPaths(metadata);
  const [schema, spec] = [currentSchema(metadata), defaultSpec(metadata)];
  const layout = fileLayout(dataset, schema);
  const partitions = rowPartitions(dataset, schema, partitionType(spec, schemasOf(metadata)));
  const startFile = parquetFiles(compression, layout, kernel);
  const sink = storage.sink(tableFolder(metadata));
  // Names that no other run has: what is in a table is never written over.
  const runId = randomUUID();
  let files = 0;
  return {
    earlierRows: mode === "replaceSource" ? await rowsOfSource(table, source, { signal }) : 0,
    otherContracts: [],
    manifestKey: metadataLocation,
    sink,
    quarantineSink: sink,
    columns: layout.columns,
    partitionOf: partitions.of,
    partitionPath: partitions.path,
    // Two partitions may have one folder: files are numbered over all of them.
    keyOf: (partition) =>
      `data/${partitions.folder(partition)}${dataFileName(source, runId, files++)}`,
    startFile: () => startFile(dataset),
    publish: (publication) =>
      publishRun({ table, mode, keyed, run, spec, partitions, ...publication }),
  };
}
