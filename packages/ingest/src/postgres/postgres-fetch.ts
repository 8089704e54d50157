import type { SourceBatch } from "../source/source.ts";
import { batchOf, type RowReader } from "../sql/row-batch.ts";
import type { PostgresResult } from "./postgres-pool.ts";

/** How a cursor is fetched from. */
export interface Fetching {
  /** The next rows of the cursor, at most so many. */
  fetch(rows: number): Promise<PostgresResult>;
  /** Looks at the first answer. */
  check(result: PostgresResult): void;
  readonly reader: RowReader;
  readonly batchBytes: number;
}

/** However small rows seem, no more are asked for at once. */
const MOST_ROWS = 10_000;
/** From one fetch to the next the rows become at most so many times as many, so that large ones are met while few are asked for. */
const GROWTH = 8;

/** Batches of a cursor; while one is taken, the next is fetched. */
export async function* fetchBatches(fetching: Fetching): AsyncGenerator<SourceBatch> {
  let rows = 1;
  let next = fetching.fetch(rows);
  let isFirst = true;
  try {
    for (;;) {
      const result = await next;
      if (isFirst) fetching.check(result);
      isFirst = false;
      if (result.rows.length === 0) return;
      const batch = batchOf(result.rows, fetching.reader);
      const isLast = result.rows.length < rows;
      rows = rowsToFetch(batch, { before: rows, batchBytes: fetching.batchBytes });
      if (!isLast) {
        next = fetching.fetch(rows);
        // It may fail while nobody waits for it.
        next.catch(ignore);
      }
      yield batch;
      if (isLast) return;
    }
  } finally {
    await next.catch(ignore);
  }
}

function rowsToFetch(
  { rows, bytes }: SourceBatch,
  { before, batchBytes }: { before: number; batchBytes: number },
): number {
  const fitting = Math.floor((batchBytes * rows.length) / Math.max(1, bytes));
  return Math.max(1, Math.min(fitting, before * GROWTH, MOST_ROWS));
}

function ignore(): void {}
