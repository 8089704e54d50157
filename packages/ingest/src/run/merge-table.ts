import { createHash } from "node:crypto";
import type { WriteRowsReport } from "@cloudapi/transform";
import type { KeyedRows } from "@cloudapi/transform/internal";
import { IngestError } from "../errors/ingest-error.ts";
import type { Cursor, SourceSnapshot } from "../source/source.ts";
import { stateKey } from "../state/table-state.ts";
import { type Changes, gatherChanges } from "./gather-changes.ts";
import type { IngestSettings } from "./ingest-input.ts";
import type { PlannedTable } from "./plan-tables.ts";
import { cursorText, type Stretch, versionOf } from "./stretch.ts";

/** How a merge is written: its rows, and the place up to which the lake has the source's changes then. */
export interface MergeRound {
  readonly upTo: Cursor;
  /** Tells the round from others of the table, whose rejected rows stay. */
  readonly version: string;
  /** The rows of the lake that these take the place of. */
  readonly keyed: KeyedRows;
  readonly batches: AsyncIterable<Record<string, unknown>[]>;
}

type Row = Record<string, unknown>;

/**
 * Merge what changed in a table with the rows that the lake has: as many changes at a time as fit in memory, each round a
 * table written anew.
 *
 * @param write writes a round, and remembers its place
 */
export async function mergeTable(
  settings: IngestSettings,
  planned: PlannedTable,
  snapshot: SourceSnapshot,
  {
    stretch,
    write,
  }: { readonly stretch: Stretch; readonly write: (round: MergeRound) => Promise<WriteRowsReport> },
): Promise<MergedTable | undefined> {
  let merged: MergedTable | undefined;
  for (let next: Stretch | undefined = stretch; next !== undefined; ) {
    const changes = await gatherChanges(settings, planned, snapshot, next);
    if (changes.count === 0) break;
    const report = await write({
      upTo: changes.upTo,
      version: versionOfRound(next, changes),
      keyed: keyedRows(changes),
      batches: mergedRows(settings, planned, changes),
    });
    merged = {
      report,
      rowsRead: (merged?.rowsRead ?? 0) + changes.count,
      rowsRejected: (merged?.rowsRejected ?? 0) + changes.rejected.length,
    };
    next = changes.isWhole ? undefined : { ...next, after: changes.upTo };
  }
  return merged;
}

/** Of a round that has read the same place again, such as for late commits, and rejected others: both are kept. */
function versionOfRound({ after }: Stretch, { upTo, rejected }: Changes): string {
  const place = versionOf(after, upTo);
  if (rejected.length === 0) return place;
  const hash = createHash("sha256");
  for (const row of rejected) hash.update(`${cursorText(row)}\n`);
  return `${place} ${hash.digest("hex")}`;
}

function keyedRows({ byKey, keyOf, first }: Changes): KeyedRows {
  const hash = createHash("sha256");
  for (const key of [...byKey.keys()].toSorted()) hash.update(`${key}\n`);
  return { ...first, goes: (row) => byKey.has(keyOf(row)), digest: hash.digest("hex") };
}

/** What rounds come to. */
export interface MergedTable {
  /** Of the last round. */
  readonly report: WriteRowsReport;
  readonly rowsRead: number;
  readonly rowsRejected: number;
}

/**
 * The lake's rows without those that changed, then the changes.
 *
 * @throws {IngestError} `CONTRACT_MISMATCH` for a row of the lake that the contract no longer fits: it would be lost
 */
async function* mergedRows(
  { source, target, options }: IngestSettings,
  { table, dataset }: PlannedTable,
  { byKey, keyOf, problemOf, rejected }: Changes,
): AsyncGenerator<Row[], void, undefined> {
  for await (const batch of target.rows?.(dataset, options.signal) ?? []) {
    const kept = batch.filter((row) => !byKey.has(keyOf(row)));
    for (const row of kept) {
      const problem = problemOf(row);
      if (problem === undefined) continue;
      const state = stateKey(target, source.name, dataset.name);
      throw new IngestError(
        "CONTRACT_MISMATCH",
        `Rows of "${table.name}" that are in the lake and have not changed don't fit its contract any more, such as the one with the key ${keyOf(row)}: ${problem} Nothing was merged. The table was altered since: remove ${state} and run again, so that it is loaded anew; or give it a contract that both fit, by datasets.`,
        { source: source.name, table: table.name },
      );
    }
    yield kept;
  }
  yield [...byKey.values()].filter((row) => row !== undefined);
  // Once more, so that they are kept in quarantine; the lake's row stays.
  if (rejected.length > 0) yield [...rejected];
}
