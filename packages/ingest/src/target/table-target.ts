import type { Dataset } from "@cloudapi/core";
import { checkOptionNames } from "@cloudapi/core/internal";
import type { Sink, TableSink } from "@cloudapi/transform";
import {
  checkRows,
  checkSink,
  DESTINATION,
  type KeyedRows,
  writeCheckedRows,
} from "@cloudapi/transform/internal";
import { IngestError } from "../errors/ingest-error.ts";
import type { IngestMode, IngestTarget, TableLoad } from "./target.ts";

/** What `tableTarget` takes. */
export interface TableTargetInput {
  /** The sink of a dataset's table, such as an `icebergSink`: for `full` and `merge` one that replaces, for `incremental` one that appends. */
  readonly tableOf: (dataset: Dataset, mode: IngestMode) => TableSink | Promise<TableSink>;
  /** Where the states of tables are kept. */
  readonly states: Sink;
  /**
   * Whether a merge goes into a table that another source has written to, whose rows of equal keys then make room as well; default false, which refuses it. For sources whose
   * keys are of the same things, or have a column that tells the sources apart.
   */
  readonly mergeOthers?: boolean | undefined;
}

/**
 * Tables that have commits, such as Iceberg's: each load of a table is one commit. A merge takes rows out by their keys and has the changes in their place: files that
 * have none of the keys stay as they are. It takes them out whatever source they came from, so that a table to which another source has written is refused (`LOADED_OTHERWISE`),
 * unless `mergeOthers` says that the keys are one for both. Rows of other programs are merged with.
 *
 * @throws {TypeError} for an unknown field, a `tableOf` that is no function, `states` that is not a sink, or a `mergeOthers` that is not a boolean
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
  checkOptionNames("tableTarget", input, ["tableOf", "states", "mergeOthers"]);
  const { tableOf, states, mergeOthers = false } = input;
  checkSink("tableTarget", "states", states);
  if (typeof tableOf !== "function")
    throw new TypeError("tableTarget: tableOf must be a function that gives the sink of a table.");
  if (typeof mergeOthers !== "boolean")
    throw new TypeError("tableTarget: mergeOthers must be true or false.");
  return {
    kind: "table",
    sink: states,
    modes: ["full", "incremental", "merge"],
    bytes: "base64",
    reservedNames: [],
    isTimed: false,
    write: async (load) => {
      const table = await tableOf(load.dataset, load.mode);
      if (load.mode === "merge" && !mergeOthers) await refuseOthers(load, table);
      return writeTable(load, table);
    },
  };
}

/** @throws {IngestError} `LOADED_OTHERWISE` when another source has written to the table */
async function refuseOthers(
  { dataset, source, sourceId }: TableLoad,
  { [DESTINATION]: destination }: TableSink,
): Promise<void> {
  const [other] = (await destination.otherSources?.(sourceId)) ?? [];
  if (other === undefined) return;
  throw new IngestError(
    "LOADED_OTHERWISE",
    `"${dataset.name}" of ${source} was not merged: ${other} has written to the same table, and its rows of equal keys would be lost. Give each source a table of its own; or, if the keys are of the same things or tell the sources apart, say mergeOthers: true to tableTarget.`,
    { source, table: dataset.name },
  );
}

function writeTable(
  { dataset, batches, keyed, sourceId, mode, version, options }: TableLoad,
  table: TableSink,
) {
  const how = {
    full: {},
    incremental: { version },
    // A file is read whole into memory by a merge.
    merge: { maxFileBytes: MERGED_FILE_BYTES, rejectedVersion: version },
  } as const;
  const to = mode === "merge" ? mergeSink(table, keyed) : table;
  const checked = (signal: AbortSignal | undefined) => checkRows(dataset, batches, signal);
  return writeCheckedRows(dataset, checked, to, { ...options, ...how[mode], sourceId });
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
