import { type Dataset, defineDataset } from "@cloudapi/core";
import { checkOptionNames } from "@cloudapi/core/internal";
import type { Sink } from "@cloudapi/transform";
import { checkSink, sourceIdentity } from "@cloudapi/transform/internal";
import * as z from "zod";
import { readNdjson } from "../ndjson/read-ndjson.ts";
import { writeNdjson } from "../ndjson/write-ndjson.ts";
import { dateFolder } from "./load-date.ts";
import type { CatalogTable, IngestTarget, LoadDates, TableLoad } from "./target.ts";

/** Options of `ndjsonTarget`. */
export interface NdjsonTargetOptions {
  /** Whether keys have the date of the load; default true. Without it a table is `<table>/data.json`. */
  readonly isPartitioned?: boolean | undefined;
}

const RESERVED = ["year", "month", "day"] as const;

/**
 * Tables as JSON Lines at `<table>/year=YYYY/month=MM/day=DD/data.json`, the date being that of the load in UTC: a full load
 * replaces the file of its day, and leaves those of other days as they are. An incremental one writes a file beside it. A merge writes
 * the file anew, with the latest row of each key; it is for tables without the date, and reads the file into memory.
 *
 * Values stand as source systems write them: decimals as numbers where a double has exactly that value and as text otherwise, dates
 * and times as ISO 8601 text, bytes as the UTF-8 text that they are and in base64 where they are none.
 *
 * IAM: those of the sink.
 *
 * @throws {TypeError} when the argument is not a sink
 *
 * @example
 * ```ts
 * import { ndjsonTarget } from "@cloudapi/ingest";
 * import { memorySink } from "@cloudapi/transform";
 *
 * console.log(ndjsonTarget(memorySink()).kind); // => "ndjson"
 * ```
 */
export function ndjsonTarget(sink: Sink, options: NdjsonTargetOptions = {}): IngestTarget {
  checkSink("ndjsonTarget", "sink", sink);
  checkOptionNames("ndjsonTarget", options, ["isPartitioned"]);
  const { isPartitioned = true } = options;
  if (typeof isPartitioned !== "boolean")
    throw new TypeError("ndjsonTarget: isPartitioned must be true or false.");
  return {
    kind: "ndjson",
    sink,
    // What is replaced by a merge is one object; a table of one object for each date is several.
    modes: isPartitioned ? ["full", "incremental"] : ["full", "incremental", "merge"],
    layout: isPartitioned ? "by date" : "one file",
    bytes: "utf8-or-base64",
    reservedNames: isPartitioned ? RESERVED : [],
    isTimed: false,
    write: (load) => writeNdjson(load, placeOf(sink, load, isPartitioned)),
    rows: (dataset, signal) =>
      readNdjson(dataset, { sink, key: `${sink.prefix}${dataset.name}/data.json` }, signal),
    catalogTable: (dataset, dates) => jsonTable(sink, dataset, isPartitioned ? dates : undefined),
  };
}

function placeOf(
  sink: Sink,
  { dataset, sourceId, mode, version, loadTime }: TableLoad,
  isPartitioned: boolean,
) {
  const folder = isPartitioned ? dateFolder(loadTime) : "";
  const part = mode !== "incremental" ? "" : `-${sourceIdentity(sourceId, version).sourceHash}`;
  return {
    sink,
    partition: folder,
    key: `${sink.prefix}${dataset.name}/${folder}data${part}.json`,
    manifestKey: `${sink.prefix}_ingest/manifests/${dataset.name}/${folder}data${part}.json`,
  };
}

/** The table over the files: what is in them, and the date of the load as the columns that it is partitioned by. */
function jsonTable(sink: Sink, dataset: Dataset, loads: LoadDates | undefined): CatalogTable {
  const { name } = dataset;
  const place = { format: "json", location: `${sink.location}${name}/` } as const;
  const shape = dataset.schema._zod.def.shape as Readonly<Record<string, z.ZodType>>;
  if (loads === undefined) {
    const schema = z.object(shape);
    return { ...place, dataset: defineDataset({ name, schema }) as unknown as Dataset };
  }
  const datasetOver = ({ first, latest }: LoadDates) => {
    const dates = {
      year: z.enum(numbers(Number(first.slice(0, 4)), Number(latest.slice(0, 4)), 4)),
      month: z.enum(numbers(1, 12, 2)),
      day: z.enum(numbers(1, 31, 2)),
    };
    const schema = z.object({ ...shape, ...dates });
    const partition = { by: RESERVED, layout: "hive" } as const;
    return defineDataset({ name, schema, partition }) as unknown as Dataset;
  };
  return { ...place, dataset: datasetOver(loads), dated: { dates: loads, datasetOver } };
}

function numbers(from: number, to: number, digits: number): string[] {
  return Array.from({ length: Math.max(1, to - from + 1) }, (_, index) =>
    String(from + index).padStart(digits, "0"),
  );
}
