import type { FlatRejects } from "../rejecting/flat-rejects.ts";
import type { CheckedRecord } from "../report/checked-record.ts";
import type { FlatRows } from "./flat-rows.ts";

type Checked = CheckedRecord<Record<string, unknown>>;

/** What a batch has. */
interface Batch {
  readonly records: readonly Checked[];
  readonly flat?: FlatRows | undefined;
}

/** Takes what a batch has, each kind in stretches that are as long as may be. */
export interface OrderedTaker {
  readonly record: (record: Checked) => void;
  /** Rows in their bytes, from one to before another. */
  readonly rows?: (flat: FlatRows, from: number, to: number) => void;
  /** The same for records that do not fit. */
  readonly rejects: (rejects: FlatRejects, from: number, to: number) => void;
}

/** Have a batch taken: records, and what was taken by its bytes before each of them and behind the last, are in the order of the source. */
export function takeInOrder({ records, flat }: Batch, taker: OrderedTaker): void {
  if (flat === undefined) {
    for (const record of records) taker.record(record);
    return;
  }
  const { rejects } = flat;
  let [row, rejected] = [0, 0];
  const takeUntil = (nextRow: number, nextRejected: number): void => {
    if (nextRow > row) taker.rows?.(flat, row, nextRow);
    if (rejects !== undefined && nextRejected > rejected)
      taker.rejects(rejects, rejected, nextRejected);
    row = nextRow;
    rejected = nextRejected;
  };
  for (const record of records) {
    const { byteOffset } = record;
    takeUntil(flat.rowAfter(byteOffset, row), rejects?.rowAfter(byteOffset, rejected) ?? 0);
    taker.record(record);
  }
  takeUntil(flat.size, rejects?.size ?? 0);
}
