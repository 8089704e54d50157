import { isCloudApiError } from "@cloudapi/core";
import { delayMs, sleep } from "@cloudapi/core/internal";
import { checkLoss } from "./check-loss.ts";
import { failureOf } from "./failure.ts";
import {
  type IngestInput,
  type IngestOptions,
  type IngestSettings,
  readInput,
} from "./ingest-input.ts";
import type { IngestReport, TableDone, TableOutcome } from "./ingest-report.ts";
import { loadTable } from "./load-table.ts";
import { type IngestPlan, type PlannedTable, planTables } from "./plan-tables.ts";
import { Snapshots } from "./snapshots.ts";

/**
 * Read tables of a database into the lake, each whole or not at all. Rows are checked against a contract for each table and what
 * does not fit is kept in quarantine; what types lose is told by `onLoss` before the first row is read, and refused
 * unless it is allowed. A table that fails leaves the others; the report says which did, and why.
 *
 * A run that died is run again: what it had published stays or is replaced by the same.
 *
 * @throws {TypeError} {@link RangeError} for an argument that can't be
 * @throws {IngestError} `UNKNOWN_NAMES` for tables and columns that options name and the source has not; when it can't be read as a whole: `CONNECTION_REFUSED`, `LOGIN_REFUSED`, `TLS_REQUIRED`, `TLS_FAILED`
 * @throws the signal's reason when it fires; what was being written then is not published
 *
 * @example
 * ```ts
 * import { ingest, ndjsonTarget, type Source } from "@cloudapi/ingest";
 * import { memorySink } from "@cloudapi/transform";
 *
 * async function load(source: Source): Promise<number> {
 *   const report = await ingest({ source, target: ndjsonTarget(memorySink()) });
 *   for (const outcome of report.tables) if (outcome.status === "failed") console.error(outcome.message);
 *   return report.rowsWritten;
 * }
 * console.log(typeof load); // => "function"
 * ```
 */
export async function ingest(
  input: IngestInput,
  options: IngestOptions = {},
): Promise<IngestReport> {
  const startedMs = performance.now();
  const settings = readInput(input, options);
  const { signal } = options;
  signal?.throwIfAborted();
  const plan = await planTables(settings, settings.target, signal);
  await options.onLoss?.(plan.loss);
  const snapshots = new Snapshots(settings.source, settings.concurrency, signal);
  try {
    const outcomes = await loadAll(settings, plan, snapshots);
    return reportOf(settings, plan, outcomes, { snapshots, startedMs });
  } finally {
    await snapshots.close();
  }
}

async function loadAll(
  settings: IngestSettings,
  plan: IngestPlan,
  snapshots: Snapshots,
): Promise<TableOutcome[]> {
  const outcomes: TableOutcome[] = plan.failed.map(({ table, error }) =>
    failureOf({ table, dataset: undefined, error, durationMs: 0 }, settings.source.name),
  );
  outcomes.push(...(await loadSideBySide(settings, plan.tables, snapshots)));
  for (const { status, table } of outcomes.slice(0, plan.failed.length))
    settings.options.onProgress?.({
      table,
      status,
      rowsRead: 0,
      rowEstimate: undefined,
      rowsRejected: 0,
    });
  return outcomes;
}

/** As many tables at a time as there are readers of one moment; the outcomes in the tables' order. */
async function loadSideBySide(
  settings: IngestSettings,
  tables: readonly PlannedTable[],
  snapshots: Snapshots,
): Promise<TableOutcome[]> {
  const outcomes: TableOutcome[] = [];
  const left = tables.entries();
  const readers = Math.min(await snapshots.count(), tables.length);
  const work = async (reader: number) => {
    for (const [at, planned] of left)
      outcomes[at] = await loadOrFail(settings, planned, { snapshots, reader });
  };
  const first = work(0);
  const noneLeft = first.then(isFalse, isFalse);
  const others = Array.from({ length: readers - 1 }, async (_, other) => {
    const reader = other + 1;
    // A pool may have its connections in use for longer than all tables take.
    if (await Promise.race([snapshots.hasRoomFor(reader), noneLeft])) await work(reader);
  });
  const works = await Promise.allSettled([first, ...others]);
  // The signal's reason; each reader has come to its end by now.
  for (const done of works) if (done.status === "rejected") throw done.reason;
  return outcomes;
}

function isFalse(): false {
  return false;
}

/** Errors after which the same may go well, with how often a table is read again from its start. */
const PASSING: Readonly<Record<string, number>> = {
  CONNECTION_LOST: 1,
  DEADLOCK: 1,
  SERIALIZATION_CONFLICT: 3,
};
/** Before a table is read again whose rows were changed under it. */
const BACK_OFF = { initialDelayMs: 250, maxDelayMs: 2_000, factor: 2 };

async function loadOrFail(
  settings: IngestSettings,
  planned: PlannedTable,
  { snapshots, reader }: { readonly snapshots: Snapshots; readonly reader: number },
): Promise<TableOutcome> {
  const startedMs = performance.now();
  const { table, dataset } = planned;
  const { signal, onProgress } = settings.options;
  for (let attempt = 0; ; attempt++) {
    try {
      checkLoss(planned, settings);
      const done = await loadTable(settings, planned, await snapshots.of(reader));
      onProgress?.({
        table: table.name,
        status: "done",
        rowsRead: done.rowsRead,
        rowEstimate: table.rowEstimate,
        rowsRejected: done.rowsRejected,
      });
      return done;
    } catch (error) {
      signal?.throwIfAborted();
      const code = isCloudApiError(error) ? error.code : "";
      const isStale = code === "SERIALIZATION_CONFLICT";
      const tries = PASSING[code] ?? 0;
      // What a snapshot can read after such an error is not known.
      if (tries > 0) await snapshots.giveUp(reader, isStale);
      if (isStale && attempt < tries) await sleep(delayMs(attempt + 1, BACK_OFF), signal);
      if (attempt < tries) continue;
      onProgress?.({
        table: table.name,
        status: "failed",
        rowsRead: 0,
        rowEstimate: table.rowEstimate,
        rowsRejected: 0,
      });
      const durationMs = performance.now() - startedMs;
      const failed = { table: table.name, dataset: dataset.name, error, durationMs };
      return failureOf(failed, settings.source.name);
    }
  }
}

function reportOf(
  { source, mode, loadTime }: IngestSettings,
  { loss }: IngestPlan,
  tables: readonly TableOutcome[],
  { snapshots, startedMs }: { readonly snapshots: Snapshots; readonly startedMs: number },
): IngestReport {
  const done = tables.filter((each): each is TableDone => each.status === "done");
  return {
    source: source.name,
    mode,
    loadTime,
    consistency: snapshots.consistency,
    loss,
    tables,
    failed: tables.filter(({ status }) => status === "failed").map(({ table }) => table),
    rowsRead: sum(done.map(({ rowsRead }) => rowsRead)),
    rowsWritten: sum(done.map(({ rowsWritten }) => rowsWritten)),
    rowsRejected: sum(done.map(({ rowsRejected }) => rowsRejected)),
    durationMs: performance.now() - startedMs,
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
