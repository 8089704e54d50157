import type { Dataset } from "@cloudapi/core";
import { checkOptionNames } from "@cloudapi/core/internal";
import { type Sink, type TableSink, writeRows } from "@cloudapi/transform";
import { checkSink, DESTINATION, type KeyedRows } from "@cloudapi/transform/internal";
import type { IngestMode, IngestTarget, TableLoad } from "./target.ts";

/** What `tableTarget` takes. */
export interface TableTargetInput {
  /** The sink of a dataset's table, such as an `icebergSink`: for `full` and `merge` one that replaces, for `incremental` one that appends. */
  readonly tableOf: (dataset: Dataset, mode: IngestMode) => TableSink | Promise<TableSink>;
  /** Where the states of tables are kept. */
  readonly states: Sink;
}

/**
 * Tables that have commits, such as Iceberg's: each load of a table is one commit. A merge takes rows out by their keys and has the changes in their place: files that
 * have none of the keys stay as they are. It takes them out whatever source they came from: merge sources whose keys may be the same to tables of their own, or
 * give each a column of the key that tells them apart.
 *
 * @throws {TypeError} for an unknown field, a `tableOf` that is no function, or `states` that is not a sink
 *
 * @example
 * ```ts
 * import { createTable, fileCatalog, icebergSink, loadTable, memoryStorage } from "@cloudapi/iceberg";
 * import { tableTarget } from "@cloudapi/ingest";
 * import { memorySink } from "@cloudapi/transform";
 *
 * const catalog = fileCatalog(memoryStorage());
 * const target = tableTarget({
 *   states: memorySink(),
 *   tableOf: async (dataset, mode) => {
 *     const name = { namespace: "lake", name: dataset.name };
 *     const isThere = (await catalog.load(name)) !== undefined;
 *     const table = isThere ? await loadTable(catalog, name) : await createTable(catalog, { ...name, dataset });
 *     return icebergSink(table, { mode: mode === "incremental" ? "append" : "replaceSource" });
 *   },
 * });
 * console.log(target.kind); // => "table"
 * ```
 */
export function tableTarget(input: TableTargetInput): IngestTarget {
  checkOptionNames("tableTarget", input, ["tableOf", "states"]);
  const { tableOf, states } = input;
  checkSink("tableTarget", "states", states);
  if (typeof tableOf !== "function")
    throw new TypeError("tableTarget: tableOf must be a function that gives the sink of a table.");
  return {
    kind: "table",
    sink: states,
    modes: ["full", "incremental", "merge"],
    bytes: "base64",
    reservedNames: [],
    isTimed: false,
    write: async (load) => writeTable(load, await tableOf(load.dataset, load.mode)),
  };
}

function writeTable(
  { dataset, batches, keyed, sourceId, mode, version, options }: TableLoad,
  table: TableSink,
) {
  const how = {
    full: {},
    incremental: { version },
    // A file is read whole into memory by a merge.
    merge: { maxFileBytes: MERGED_FILE_BYTES },
  } as const;
  const to = mode === "merge" ? mergeSink(table, keyed) : table;
  return writeRows(dataset, batches, to, { ...options, ...how[mode], sourceId });
}

const MERGED_FILE_BYTES = 64 * 1024 * 1024;

/** The table, where its rows can be replaced; the first load has nothing to replace. */
function mergeSink(table: TableSink, keyed: KeyedRows | undefined): TableSink {
  const destination = table[DESTINATION];
  if (destination.replacing === undefined)
    throw new TypeError(
      'tableTarget: for the mode merge, tableOf must give a table whose rows can be replaced, such as icebergSink(table, { mode: "replaceSource" }).',
    );
  return keyed === undefined ? table : { [DESTINATION]: destination.replacing(keyed) };
}
