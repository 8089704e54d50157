import type { WriteRowsReport } from "@cloudapi/transform";
import { IngestError } from "../errors/ingest-error.ts";
import type { SourceSnapshot } from "../source/source.ts";
import { fullName, type SourceTable } from "../source/source-table.ts";
import { sqlColumns } from "../sql/sql-column.ts";
import type { RowChecks, TableLoad } from "../target/target.ts";
import { checkFlat } from "../texts/check-flat.ts";
import { checkTexts } from "../texts/check-texts.ts";
import { textPlan } from "../texts/text-plan.ts";
import { ruleOf } from "./cursor-rule.ts";
import { saysDeleted } from "./gather-changes.ts";
import type { IngestSettings } from "./ingest-input.ts";
import type { PlannedTable } from "./plan-tables.ts";
import type { Stretch } from "./stretch.ts";

type Rows = Pick<TableLoad, "batches" | "checks" | "keyed">;

interface Reading {
  readonly stretch: Stretch;
  readonly counted: { read: number; deleted: number };
}

/** Read a stretch of a table and write it. */
export async function writeStretch(
  settings: IngestSettings,
  planned: PlannedTable,
  snapshot: SourceSnapshot,
  stretch: Stretch,
): Promise<{ readonly report: WriteRowsReport; readonly rowsRead: number }> {
  const counted = { read: 0, deleted: 0 };
  const reading = { stretch, counted };
  const report = await writeBatches(settings, planned, stretch, {
    batches: readRows(settings, planned, snapshot, reading),
    checks:
      textChecks(settings, planned, snapshot, reading) ??
      flatChecks(settings, planned, snapshot, reading),
  });
  const { rowsIn, rowsWritten, rowsRejected } = report;
  const expected = counted.read - counted.deleted;
  if (rowsIn !== expected || expected !== rowsWritten + rowsRejected)
    throw new IngestError(
      "ROWS_UNACCOUNTED",
      `Of "${planned.table.name}" ${expected} rows were read, and ${rowsWritten} written and ${rowsRejected} rejected are not as many. This is a fault of the target, or of @cloudapi/ingest; please report it.`,
      { table: planned.table.name },
    );
  return { report, rowsRead: counted.read };
}

/** Write rows of a table. */
export function writeBatches(
  { source, target, mode, options }: IngestSettings,
  { table, dataset }: PlannedTable,
  { version, loadTime }: Stretch,
  rows: Rows,
): Promise<WriteRowsReport> {
  const { maxRejectedRatio, allowFewerRows, maxRejections, quarantine, signal } = options;
  const { maxObjects, maxOpenPartitions } = options;
  return target.write({
    dataset,
    mode,
    source: source.name,
    sourceId: `${source.kind}://${source.name}/${fullName(table)}`,
    version,
    loadTime,
    ...rows,
    options: {
      maxRejectedRatio,
      allowFewerRows,
      maxRejections,
      maxObjects,
      maxOpenPartitions,
      quarantine,
      signal,
      onProgress: ({ rowsIn, rowsRejected }) =>
        options.onProgress?.({
          table: table.name,
          status: "reading",
          rowsRead: rowsIn,
          rowEstimate: table.rowEstimate,
          rowsRejected,
        }),
    },
  });
}

async function* readRows(
  settings: IngestSettings,
  { table, rows }: PlannedTable,
  snapshot: SourceSnapshot,
  { stretch, counted }: Reading,
): AsyncGenerator<Record<string, unknown>[], void, undefined> {
  const deleted = deletedColumn(settings, table);
  const columns = rows.columns && [
    ...new Set([...rows.columns, ...(deleted === undefined ? [] : [deleted])]),
  ];
  const read = snapshot.read(table, { ...readOptions(settings, stretch), columns });
  for await (const batch of read) {
    const kept =
      deleted === undefined ? batch.rows : batch.rows.filter((row) => !saysDeleted(row[deleted]));
    counted.read += batch.rows.length;
    counted.deleted += batch.rows.length - kept.length;
    yield kept.map(rows.adapt);
  }
}

/** The rows by the bytes of their texts, where the source gives these and nobody has to look at whole rows. */
function textChecks(
  settings: IngestSettings,
  { table, dataset, rows }: PlannedTable,
  snapshot: SourceSnapshot,
  { stretch, counted }: Reading,
): RowChecks | undefined {
  const { columns: names } = rows;
  if (snapshot.readTexts === undefined || names === undefined) return undefined;
  if (names.length === 0 || deletedColumn(settings, table) !== undefined) return undefined;
  const plan = textPlan(dataset, sqlColumns(table, names), (name) => rows.names.get(name));
  if (plan === undefined) return undefined;
  const checking = { dataset, plan, rows, onRead: (count: number) => void (counted.read += count) };
  const options = { ...readOptions(settings, stretch), columns: names };
  const readTexts = snapshot.readTexts.bind(snapshot);
  return (signal) => checkTexts(checking, readTexts(table, options), signal);
}

/** The rows by their bytes, where the source takes them so itself. */
function flatChecks(
  settings: IngestSettings,
  { table, dataset, rows }: PlannedTable,
  snapshot: SourceSnapshot,
  { stretch, counted }: Reading,
): RowChecks | undefined {
  if (deletedColumn(settings, table) !== undefined) return undefined;
  const options = { ...readOptions(settings, stretch), columns: rows.columns };
  const batches = snapshot.readFlat?.(table, options, { dataset, rows });
  if (batches === undefined) return undefined;
  const checking = { dataset, rows, onRead: (count: number) => void (counted.read += count) };
  return (signal) => checkFlat(checking, batches, signal);
}

function deletedColumn(settings: IngestSettings, table: SourceTable): string | undefined {
  return settings.mode === "merge" ? ruleOf(settings, table).deleted : undefined;
}

function readOptions(
  { batchBytes, options: { signal } }: IngestSettings,
  { orderBy, after, upTo }: Stretch,
) {
  return { orderBy, after, upTo, batchBytes, signal };
}
