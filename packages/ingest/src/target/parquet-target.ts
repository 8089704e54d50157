import { type Dataset, parsePartitionPath } from "@cloudapi/core";
import { checkOptionNames } from "@cloudapi/core/internal";
import { type Compression, listDataFiles, type Sink } from "@cloudapi/transform";
import {
  checkRows,
  checkSink,
  readParquetFile,
  writeCheckedRows,
} from "@cloudapi/transform/internal";
import { IngestError } from "../errors/ingest-error.ts";
import { subSink } from "./sub-sink.ts";
import type { IngestTarget, TableLoad } from "./target.ts";

/** Options of `parquetTarget`. */
export interface ParquetTargetOptions {
  /** How Parquet pages are compressed; default `snappy`. */
  readonly compression?: Compression | undefined;
}

/**
 * Tables as Parquet under `<table>/`, by `writeRows`: partitioned by the dataset's own rule, with a manifest. A full load
 * takes the place of the one before; an incremental one comes beside it.
 *
 * A merge writes the table anew, with the latest row of each key.
 *
 * IAM: those of the sink.
 *
 * @throws {TypeError} when the argument is not a sink, or an option is unknown
 *
 * @example
 * ```ts
 * import { parquetTarget } from "@cloudapi/ingest";
 * import { memorySink } from "@cloudapi/transform";
 *
 * console.log(parquetTarget(memorySink()).modes.includes("full")); // => true
 * ```
 */
export function parquetTarget(sink: Sink, options: ParquetTargetOptions = {}): IngestTarget {
  checkSink("parquetTarget", "sink", sink);
  checkOptionNames("parquetTarget", options, ["compression"]);
  return {
    kind: "parquet",
    sink,
    modes: ["full", "incremental", "merge"],
    bytes: "base64",
    reservedNames: [],
    isTimed: false,
    write: (load) => writeTable(load, subSink(sink, `${load.dataset.name}/`), options),
    rows: (dataset, signal) => rowsOf(dataset, subSink(sink, `${dataset.name}/`), signal),
    catalogTable: (dataset) => ({
      dataset,
      format: "parquet",
      location: `${sink.location}${dataset.name}/`,
    }),
  };
}

function writeTable(
  { dataset, batches, checks, sourceId, mode, version, options }: TableLoad,
  sink: Sink,
  { compression }: ParquetTargetOptions,
) {
  const how = {
    full: {},
    incremental: { mode: "append", version },
    // A file is read whole into memory by the next merge; and rows may be fewer, since some are deleted.
    merge: { maxFileBytes: MERGED_FILE_BYTES, allowFewerRows: true, rejectedVersion: version },
  } as const;
  const all = { ...options, ...how[mode], sourceId, compression };
  const checked = checks ?? ((signal) => checkRows(dataset, batches, signal));
  return writeCheckedRows(dataset, checked, sink, all);
}

const MERGED_FILE_BYTES = 64 * 1024 * 1024;

/** The rows that a table has, with the columns that stand in the keys. */
async function* rowsOf(
  dataset: Dataset,
  sink: Sink,
  signal: AbortSignal | undefined,
): AsyncGenerator<Record<string, unknown>[], void, undefined> {
  const columns = (dataset.partition?.by ?? []).map(({ column }) => column);
  for (const { key, partition } of await listDataFiles(sink, { dataset }, { signal })) {
    const bytes = await sink.read(key, { signal });
    if (bytes === undefined)
      throw new IngestError(
        "CONCURRENT_INGEST",
        `${key} was removed while it was read: another run writes the same table. Let one run at a time load a table, and run again.`,
      );
    const values = parsePartitionPath(dataset, partition) ?? {};
    const inKey = Object.fromEntries(columns.map((column) => [column, values[column]]));
    const { rows } = await readParquetFile(bytes);
    for await (const batch of rows) yield batch.map((row) => ({ ...row, ...inKey }));
  }
}
