import { abortable } from "@cloudapi/records/internal";
import { type CheckedBatch, NO_FINDINGS, RowChecker } from "@cloudapi/transform/internal";
import type { FlatBatch, FlatContract } from "../source/flat-batch.ts";
import type { SourceBatch } from "../source/source.ts";

/** What rows are checked by. */
export interface FlatChecking extends FlatContract {
  /** Hears how many rows were read. */
  readonly onRead: (rows: number) => void;
}

/**
 * Check the rows that were not taken by their bytes, as all rows are that come as objects, and hand out those that were taken. A row's number, from 1
 * over all batches, is its line.
 */
export async function* checkFlat(
  { dataset, rows: { adapt }, onRead }: FlatChecking,
  batches: AsyncIterable<FlatBatch | SourceBatch>,
  signal: AbortSignal | undefined,
): AsyncGenerator<CheckedBatch, void, undefined> {
  const checker = new RowChecker(dataset);
  let count = 0;
  for await (const batch of abortable(batches, signal)) {
    if ("rows" in batch) {
      onRead(batch.rows.length);
      const records = batch.rows.map((row) => checker.check(adapt(row), { number: ++count }));
      yield { ...NO_FINDINGS, records };
      continue;
    }
    onRead(batch.size);
    const before = count;
    const records = batch.left.map((row) =>
      checker.check(adapt(batch.rowAt(row)), {
        number: before + row + 1,
        byteOffset: batch.startOf(row),
      }),
    );
    count += batch.size;
    yield { ...NO_FINDINGS, records, flat: batch.flat };
  }
  const warnings = checker.warnings(count);
  if (warnings.length > 0) yield { ...NO_FINDINGS, records: [], warnings };
}
