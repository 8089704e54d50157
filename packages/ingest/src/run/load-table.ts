import { isCloudApiError } from "@cloudapi/core";
import type { WriteRowsReport } from "@cloudapi/transform";
import { IngestError } from "../errors/ingest-error.ts";
import type { SourceSnapshot } from "../source/source.ts";
import { fullName } from "../source/source-table.ts";
import {
  otherSource,
  putBack,
  readState,
  type StoredState,
  stateKey,
  type TableState,
  writeState,
} from "../state/table-state.ts";
import { utcDate } from "../target/load-date.ts";
import { tellError } from "./failure.ts";
import type { IngestSettings } from "./ingest-input.ts";
import type { TableDone } from "./ingest-report.ts";
import { mergeTable } from "./merge-table.ts";
import type { PlannedTable } from "./plan-tables.ts";
import { checkLoadedSo, pendingLoad, type Stretch, stretchOf } from "./stretch.ts";
import { writeBatches, writeStretch } from "./write-stretch.ts";

/** A table that is being loaded. */
interface Loading {
  readonly settings: IngestSettings;
  readonly planned: PlannedTable;
  readonly snapshot: SourceSnapshot;
  readonly before: StoredState;
  readonly firstLoad: string;
  readonly lastLoad: string;
}

/** What was loaded of it. */
type Loaded = Pick<TableDone, "rowsRead" | "rowsRejected" | "rowsInTable"> & {
  readonly report: WriteRowsReport | undefined;
};

const NOTHING: Loaded = { rowsRead: 0, rowsRejected: 0, report: undefined };

/** Load a table: say in its state what is about to be done, do it, and say that it is done. */
export async function loadTable(
  settings: IngestSettings,
  planned: PlannedTable,
  snapshot: SourceSnapshot,
): Promise<TableDone> {
  const startedMs = performance.now();
  const { source, target, options } = settings;
  const { table, dataset } = planned;
  const key = stateKey(target, source.name, dataset.name);
  const before = await readState(target.sink, key, options.signal);
  checkLoadedSo(table, before, settings);
  if (before.state === undefined) await checkPlace(settings, planned);
  const stretch = await stretchOf(settings, planned, snapshot, before.state);
  const { loadTime } = stretch ?? settings;
  const firstLoad = earlier(before.state?.firstLoad, utcDate(loadTime));
  const lastLoad = later(before.state, utcDate(loadTime));
  const loading = { settings, planned, snapshot, before, firstLoad, lastLoad };
  const { report, ...rows } = stretch === undefined ? NOTHING : await load(loading, stretch);
  return {
    status: "done",
    table: table.name,
    dataset: dataset.name,
    ...rows,
    rowsWritten: rows.rowsRead - rows.rowsRejected,
    bytesWritten: report?.bytesWritten ?? 0,
    report,
    catalogTable: target.catalogTable?.(dataset, { first: firstLoad, latest: lastLoad }),
    durationMs: performance.now() - startedMs,
  };
}

/** Loads may be of a date before those that are there. */
function earlier(known: string | undefined, date: string): string {
  return known === undefined || date < known ? date : known;
}

/** A state that doesn't say is of loads up to today. */
function later(state: TableState | undefined, date: string): string {
  const known = state === undefined ? date : (state.lastLoad ?? utcDate(new Date()));
  return date < known ? known : date;
}

/**
 * Where tables lie by their names alone, those of two sources would be one.
 *
 * @throws {IngestError} `LOADED_OTHERWISE` when another source has loaded a table of this name
 */
async function checkPlace(
  { source, target: { kind, sink }, options }: IngestSettings,
  { table, dataset }: PlannedTable,
): Promise<void> {
  if (kind !== "ndjson" && kind !== "parquet") return;
  const { signal } = options;
  const other = await otherSource(sink, { source: source.name, dataset: dataset.name }, signal);
  if (other === undefined) return;
  throw new IngestError(
    "LOADED_OTHERWISE",
    `"${dataset.name}" is in this place from the source "${other.source}" (${other.key}); rows of "${source.name}" would take their place, or stand among them. Load each source to a bucket or prefix of its own; or, if it is the same source, give it the same name as before.`,
    { source: source.name, table: table.name },
  );
}

/** The first load of a table that is merged is as any other: each key comes once. */
function load(loading: Loading, stretch: Stretch): Promise<Loaded> {
  const isMerge = loading.settings.mode === "merge" && loading.before.state !== undefined;
  return isMerge ? mergeStretch(loading, stretch) : loadStretch(loading, stretch);
}

async function loadStretch(loading: Loading, stretch: Stretch): Promise<Loaded> {
  const { settings, planned, snapshot, before, firstLoad, lastLoad } = loading;
  const { sink } = settings.target;
  const { mode, target } = settings;
  const { kind, layout } = target;
  const table = tableOfState(settings, planned);
  const { orderBy, orderTypes } = stretch;
  const known = { mode, table, target: kind, layout, firstLoad, lastLoad, orderBy, orderTypes };
  const pending = pendingLoad(settings, stretch);
  const isBegun = before.state?.pending?.loadTime === pending?.loadTime;
  const begun =
    pending === undefined || isBegun
      ? before
      : await writeState(sink, before, { ...known, cursor: stretch.after, pending });
  const { report, rowsRead } = await writeStretch(settings, planned, snapshot, stretch);
  const { state } = begun;
  const isSaid =
    state?.firstLoad === firstLoad &&
    state.lastLoad === lastLoad &&
    state.table === table &&
    pending === undefined;
  if (!isSaid) await storePlace(loading, begun, { ...known, cursor: stretch.upTo });
  return { report, rowsRead, rowsRejected: report.rowsRejected };
}

/** Tables of several schemas may be in one table with commits, where a full load takes the place of its own rows alone. */
function tableOfState(
  { mode, target }: Pick<IngestSettings, "mode" | "target">,
  { table }: PlannedTable,
): string | undefined {
  return mode === "full" && target.kind === "table" ? undefined : fullName(table);
}

async function mergeStretch(loading: Loading, stretch: Stretch): Promise<Loaded> {
  const { settings, planned, snapshot, before, firstLoad, lastLoad } = loading;
  const { mode, target } = settings;
  let stored = before;
  const merged = await mergeTable(settings, planned, snapshot, {
    stretch,
    write: async ({ upTo, version, ...round }) => {
      const report = await writeBatches(settings, planned, { ...stretch, version }, round);
      const state = {
        mode,
        table: tableOfState(settings, planned),
        target: target.kind,
        layout: target.layout,
        firstLoad,
        lastLoad,
        orderBy: stretch.orderBy,
        orderTypes: stretch.orderTypes,
        cursor: upTo,
      };
      stored = await storePlace(loading, stored, state);
      return report;
    },
  });
  if (merged === undefined) return NOTHING;
  // A table with commits is not written anew.
  const rowsInTable = target.rows && merged.report.rowsWritten;
  return { ...merged, rowsInTable };
}

/**
 * Remember the place up to which rows are in the lake now. Where another run has done so meanwhile, rows of a merge may have taken the place of newer
 * ones of that run: the next one reads again from where this one began.
 */
async function storePlace(
  loading: Loading,
  stored: StoredState,
  state: TableState,
): Promise<StoredState> {
  const { before, settings } = loading;
  const { mode, target } = settings;
  try {
    return await writeState(target.sink, stored, state);
  } catch (error) {
    const isOther = isCloudApiError(error, "CONCURRENT_INGEST");
    if (isOther && mode === "merge") await putBack(target.sink, before).catch(() => undefined);
    throw isOther ? error : stateNotWritten(loading, stored.key, error);
  }
}

/** The rows are published by then: who is told that they are not would look for what is wrong with them. */
function stateNotWritten(
  { settings: { source }, planned: { table } }: Loading,
  key: string,
  cause: unknown,
): IngestError {
  const { message } = tellError(cause);
  return new IngestError(
    "STATE_NOT_WRITTEN",
    `The rows of table "${table.name}" of ${source.name} are in the lake, but its state ${key}, which says so, could not be written: ${message} Run again, and of raw files on the same day: what is there is found, or takes its own place, and no row is there twice.`,
    { source: source.name, table: table.name, cause },
  );
}
