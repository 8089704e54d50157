import type { FlatRows } from "./flat-rows.ts";

/** A line that was left to the reader, by its address, and the row that has room for it. */
export interface LeftLine {
  readonly row: number;
  readonly at: number;
}

/** What another thread has found of lines: rows, and between them lines that it has left. */
export interface FoundParts {
  /** Rows, those that have room for lines that were left among them. */
  readonly size: number;
  /** The address of the first line that it has not come to. */
  readonly end: number;
  readonly left: readonly LeftLine[];
  /** Words of the scan's state as they were then: whether rows had keys that no field has, where texts go, and how many such keys were known. */
  readonly hasUnknown: number;
  readonly side: number;
  readonly unknown: number;
}

/** The same, gone through in order. */
export class FoundLines {
  readonly size: number;
  readonly end: number;
  readonly hasUnknown: number;
  readonly side: number;
  readonly unknown: number;
  readonly #left: readonly LeftLine[];
  #next = 0;
  /** The first row that was not gone through. */
  #row = 0;

  constructor({ size, end, left, hasUnknown, side, unknown }: FoundParts) {
    this.size = size;
    this.end = end;
    this.hasUnknown = hasUnknown;
    this.side = side;
    this.unknown = unknown;
    this.#left = left;
  }

  /** The next line that was left. */
  get left(): LeftLine | undefined {
    return this.#left[this.#next];
  }

  /** Go on to the next line that was left, or to the end; how many rows are before it. */
  pass(): number {
    const row = this.left?.row ?? this.size;
    const passed = row - this.#row;
    this.#row = row;
    return passed;
  }

  /** Go on behind the line that was left. */
  skip(): void {
    this.#row++;
    this.#next++;
  }
}

/** Take rows out of others, of which there are so many: those of these numbers, which ascend; how many are left. */
export function withoutRows(flat: FlatRows, out: readonly number[], size: number): number {
  const [first = size] = out;
  let to = first;
  for (const [i, row] of out.entries()) {
    const end = out[i + 1] ?? size;
    moveRows(flat, { from: row + 1, end, to });
    to += end - row - 1;
  }
  return to;
}

function moveRows(
  flat: FlatRows,
  { from, end, to }: { readonly from: number; readonly end: number; readonly to: number },
): void {
  const { width, others } = flat;
  const [first, last, target] = [from * width, end * width, to * width];
  for (const cells of [flat.starts, flat.ends, flat.hashes]) cells.copyWithin(target, first, last);
  flat.words.copyWithin(target * 2, first * 2, last * 2);
  if (others.length > 0)
    for (let i = 0; i < last - first; i++) others[target + i] = others[first + i];
  for (const cells of [flat.recordStarts, flat.recordEnds, flat.eventTimes, flat.unknownBits])
    cells.copyWithin(to, from, end);
}
