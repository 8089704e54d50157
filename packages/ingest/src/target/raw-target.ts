import { checkOptionNames } from "@cloudapi/core/internal";
import { type Compression, type Sink, writeRows } from "@cloudapi/transform";
import { checkSink, DESTINATION, writeCheckedRows } from "@cloudapi/transform/internal";
import { rawDestination } from "./raw-destination.ts";
import { rawStem } from "./raw-stem.ts";
import type { IngestTarget, TableLoad } from "./target.ts";
import { withoutPartition } from "./without-partition.ts";

/** Options of `rawTarget`. */
export interface RawTargetOptions {
  /** The folder of a table; default `<source>_<table>`. */
  readonly folderOf?: ((source: string, dataset: string) => string) | undefined;
  /** How Parquet pages are compressed; default `snappy`. */
  readonly compression?: Compression | undefined;
}

/**
 * Each load of a table as a Parquet file of its own, `raw/<source>_<table>/YYYY/MM/DD/data_<timestamp>.parquet`, with the time of
 * the load in UTC: what a trigger on new objects waits for. A load of more than 256 MiB goes on in `data_<timestamp>_2.parquet`. A run that died is
 * done again at its own time on the same day, and so leaves nothing twice.
 *
 * IAM: those of the sink.
 *
 * @throws {TypeError} when the argument is not a sink, or an option is unknown
 *
 * @example
 * ```ts
 * import { rawTarget } from "@cloudapi/ingest";
 * import { memorySink } from "@cloudapi/transform";
 *
 * console.log(rawTarget(memorySink(), { folderOf: (source) => source }).kind); // => "raw"
 * ```
 */
export function rawTarget(sink: Sink, options: RawTargetOptions = {}): IngestTarget {
  checkSink("rawTarget", "sink", sink);
  checkOptionNames("rawTarget", options, ["folderOf", "compression"]);
  const { folderOf = (source, dataset) => `${source}_${dataset}`, compression } = options;
  return {
    kind: "raw",
    sink,
    modes: ["full", "incremental"],
    bytes: "base64",
    reservedNames: [],
    isTimed: true,
    write: (load) => {
      const folder = folderOf(load.source, load.dataset.name);
      return writeFile(load, {
        sink,
        stem: rawStem(sink.prefix, folder, load.loadTime),
        compression,
      });
    },
  };
}

interface RawFile {
  readonly sink: Sink;
  readonly stem: string;
  readonly compression: Compression | undefined;
}

function writeFile({ dataset, batches, checks, sourceId, options }: TableLoad, file: RawFile) {
  const { sink, stem, compression } = file;
  const destination = { [DESTINATION]: rawDestination(sink, stem) };
  const how = { ...options, sourceId, compression };
  const whole = withoutPartition(dataset);
  // Rows that are checked already are of the dataset that they were checked by.
  return checks === undefined || whole !== dataset
    ? writeRows(whole, batches, destination, how)
    : writeCheckedRows(dataset, checks, destination, how);
}
