import { isInPartitionRange } from "@cloudapi/core/internal";
import { type FlatPlan, type FlatRows, keepRows } from "@cloudapi/records/internal";
import type { TextRows } from "../source/text-rows.ts";

const DAY_MS = 86_400_000;

/** Where rows lie, whatever their values are. */
export type RowPlaces = Pick<TextRows, "bytes" | "rowStarts" | "rowEnds" | "size">;

/** Begin to take rows: all of them are there, without values yet. */
export function openRows(flat: FlatRows, { bytes, rowStarts, rowEnds, size }: RowPlaces): void {
  flat.open({ bytes, byteOffset: 0, line: 1 });
  flat.reserve(size);
  flat.size = size;
  flat.recordStarts.set(rowStarts.subarray(0, size));
  flat.recordEnds.set(rowEnds.subarray(0, size));
}

/** Whether the instant of a row is told by its bytes, where it has one. */
export function isTimed({ eventTime, fields, dataset }: FlatPlan): boolean {
  if (dataset.eventTime === undefined) return true;
  const kind = fields[eventTime]?.kind;
  return kind === "instant" || kind === "date";
}

/** Note when the rows happened; those whose time has no place in the keys are left to others. */
export function noteTimes(flat: FlatRows, refused: Uint8Array): void {
  const { eventTime, fields, dataset } = flat.plan;
  if (eventTime < 0) return void flat.eventTimes.fill(Number.NaN, 0, flat.size);
  const unit = fields[eventTime]?.kind === "date" ? DAY_MS : 1;
  const { partition } = dataset;
  for (let row = 0, at = eventTime; row < flat.size; row++, at += flat.width) {
    const isThere = (flat.starts[at] as number) >= 0;
    const ms = isThere ? (flat.numbers[at] as number) * unit : Number.NaN;
    flat.eventTimes[row] = ms;
    if (partition !== undefined && isThere && !isInPartitionRange(partition, ms)) refused[row] = 1;
  }
}

/** Keep the rows that were not refused; the numbers of the others. */
export function letGo(flat: FlatRows, refused: Uint8Array): readonly number[] {
  if (!refused.includes(1)) return [];
  const [kept, left]: [number[], number[]] = [[], []];
  refused.forEach((isRefused, row) => void (isRefused === 1 ? left : kept).push(row));
  keepRows(flat, kept);
  return left;
}
