import type { Dataset } from "@cloudapi/core";
import { abortable } from "@cloudapi/records/internal";
import { type CheckedBatch, NO_FINDINGS, RowChecker } from "@cloudapi/transform/internal";
import type { RowPlan } from "../rows/canonical-rows.ts";
import type { SourceBatch } from "../source/source.ts";
import { type TextRows, valuesOf } from "../source/text-rows.ts";
import { type GatheredRows, rowReader } from "../sql/row-batch.ts";
import { isRawType } from "../sql/sql-type.ts";
import type { TextPlan } from "./text-plan.ts";
import { TextTaker } from "./text-taker.ts";

/** What rows are checked by. */
export interface TextChecking {
  readonly dataset: Dataset;
  readonly plan: TextPlan;
  readonly rows: RowPlan;
  /** Hears how many rows were read. */
  readonly onRead: (rows: number) => void;
}

/**
 * Check rows as the server's texts: by their bytes where these leave no doubt, and as objects otherwise, as all rows are where the source gives no
 * texts. A row's number, from 1 over all batches, is its line.
 */
export async function* checkTexts(
  { dataset, plan, rows, onRead }: TextChecking,
  batches: AsyncIterable<TextRows | SourceBatch>,
  signal: AbortSignal | undefined,
): AsyncGenerator<CheckedBatch, void, undefined> {
  const checker = new RowChecker(dataset);
  const taker = new TextTaker(plan, rows.convert);
  const read = rowReader(plan.columns);
  const isRaw = plan.columns.map(({ type }) => isRawType(type));
  let count = 0;
  function check(values: Parameters<typeof read>[0], row: number, byteOffset: number) {
    const gathered: GatheredRows = { rows: [], bytes: 0 };
    read(values, gathered);
    return checker.check(rows.adapt(gathered.rows[0] ?? {}), {
      number: count + row + 1,
      byteOffset,
    });
  }
  for await (const batch of abortable(batches, signal)) {
    if ("rows" in batch) {
      onRead(batch.rows.length);
      const records = batch.rows.map((row) => checker.check(rows.adapt(row), { number: ++count }));
      yield { ...NO_FINDINGS, records };
      continue;
    }
    onRead(batch.size);
    const { flat, left } = batch.isUtf8
      ? taker.take(batch)
      : { flat: undefined, left: Array.from({ length: batch.size }, (_, row) => row) };
    const records = left.map((row) =>
      check(valuesOf(batch, row, isRaw), row, batch.rowStarts[row] ?? 0),
    );
    count += batch.size;
    yield { ...NO_FINDINGS, records, flat };
  }
  const warnings = checker.warnings(count);
  if (warnings.length > 0) yield { ...NO_FINDINGS, records: [], warnings };
}
