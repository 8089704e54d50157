import type { CheckedRecord } from "@cloudapi/records";
import {
  type FlatRejects,
  type FlatRows,
  type Tally,
  takeInOrder,
} from "@cloudapi/records/internal";
import type { RowFormat } from "../manifest/manifest.ts";
import type { QuarantineWriter } from "../quarantine/quarantine-writer.ts";
import type { RejectedSpool } from "../quarantine/rejected-spool.ts";
import { hasValueAt } from "./nested-column.ts";
import type { PartitionedWriter } from "./partitioned-writer.ts";
import type { RowDigest } from "./row-digest.ts";
import type { CheckedBatch, WriteJob } from "./write-job.ts";

/** Where records go. */
export interface Output {
  readonly tally: Tally;
  readonly writer: PartitionedWriter;
  readonly quarantine: QuarantineWriter;
  /** Of rejected rows, where they go to a table. */
  readonly spool: RejectedSpool | undefined;
  /** Of the valid rows, where nothing else may tell the version of the source. */
  readonly digest: RowDigest | undefined;
}

type Rules<R> = Pick<WriteJob<R>, "appendRejected" | "appendRejects" | "settings">;

/** Rows from one to before another. */
interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** Take records and rows as they follow each other in the source. */
export function takeBatch<R>(batch: CheckedBatch, run: Rules<R>, output: Output): void {
  const { flat, format, timestampsTruncated = 0 } = batch;
  const { tally } = output;
  tally.timestampsTruncated += timestampsTruncated + (flat?.truncatedTimestamps ?? 0);
  takeInOrder(batch, {
    record: (record) => takeRecord(record, format, run, output),
    rows: (rows, from, to) => takeRows(rows, { from, to }, run, output),
    rejects: (rejects, from, to) => takeRejects(rejects, { from, to, format }, run, output),
  });
  for (const [name, rows] of flat?.unknownCounts ?? []) tally.addName(name, rows);
}

function takeRecord<R>(
  record: CheckedRecord<Record<string, unknown>>,
  format: RowFormat,
  { appendRejected, settings }: Rules<R>,
  { tally, writer, quarantine, spool, digest }: Output,
): void {
  tally.addRecord(record);
  if (!record.valid) (spool ?? quarantine).add((lines) => appendRejected(lines, record, format));
  else if (!settings.dropNullColumns.every((steps) => hasValueAt(record.value, steps)))
    tally.rowsDropped++;
  else {
    digest?.add(record.value);
    writer.add(record.value, record.eventTimeMs);
  }
}

/** The same for valid rows in their bytes, from one to before another. */
function takeRows<R>(
  flat: FlatRows,
  { from, to }: Stretch,
  { settings }: Rules<R>,
  { tally, writer, digest }: Output,
): void {
  tally.rowsIn += to - from;
  tally.rowsValid += to - from;
  const needed = settings.dropNullColumns.map(([name = ""]) => flat.fieldOf(name));
  let first = from;
  const isEachLookedAt = needed.length > 0 || digest !== undefined;
  for (let row = from; isEachLookedAt && row < to; row++) {
    if (needed.every((field) => flat.hasValue(row, field))) {
      digest?.add(flat.rowAt(row));
      continue;
    }
    writer.addFlat(flat, first, row);
    tally.rowsDropped++;
    first = row + 1;
  }
  writer.addFlat(flat, first, to);
}

/** The same for records that do not fit. */
function takeRejects<R>(
  rejects: FlatRejects,
  { from, to, format }: Stretch & { readonly format: RowFormat },
  { appendRejected, appendRejects }: Rules<R>,
  { tally, quarantine, spool }: Output,
): void {
  for (let row = from; row < to; row++) tally.addRecord(rejects.recordAt(row));
  (spool ?? quarantine).addAll({
    from,
    to,
    append: (lines, row) => appendRejected(lines, rejects.recordAt(row), format),
    appendAll: (lines, stretch) => appendRejects?.(lines, rejects, { ...stretch, format }),
  });
}
