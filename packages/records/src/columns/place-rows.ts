import type { FlatRows } from "../flat/flat-rows.ts";
import type { Block } from "./slab-memory.ts";
import {
  FIRST_PLACE,
  LONGEST_CODED,
  NO_TEXT,
  type OwnedRun,
  type RowSpace,
  type StoredRows,
} from "./stored-rows.ts";
import { putBytes } from "./text-bytes.ts";
import type { TextColumn } from "./text-column.ts";

const LENGTH_BYTES = 4;

/** A column of texts, and where in rows they are. */
export interface TextPlace {
  /** Its field in rows that lie in their bytes, and its word in those that are held. */
  readonly from: number;
  readonly at: number;
  /** Whether all of its texts are looked up, however long they are. */
  readonly isConverted: boolean;
  readonly column: TextColumn;
}

/** Where rows are noted, and what texts they have. */
export interface Noted {
  /** Where rows go from the first on that is not filled yet, and how many these are. */
  readonly places: Int32Array;
  readonly count: number;
  /** Columns of texts that are taken by their bytes. */
  readonly texts: readonly TextPlace[];
}

/**
 * Give rows their places with their owners, and put texts there that are not looked up, up to the first row after which they take more memory than they may, or
 * its owner has as many as it may; the row after them. What the kernel's `putRows` does.
 */
export function placeRows(
  space: RowSpace,
  flat: FlatRows,
  { from, to, mostRows }: OwnedRun,
  { places, count, texts }: Noted,
): number {
  const { layout, memory, holders, owners } = space;
  const { rowWords, maskAt, maskWords } = layout;
  const { blocks, shift, mask } = memory;
  const { recordStarts, recordEnds, starts, ends, width, view } = flat;
  const { length: size } = flat.bytes;
  let end = to;
  let noted = count;
  let row = from;
  while (row < end) {
    const rows = holders[owners[row] as number] as StoredRows;
    const { texts: plain } = rows;
    if (rows.room === 0) {
      space.openSlab(rows);
      if (!space.isRoom) end = row + 1;
    }
    const place = rows.next;
    rows.next = place + rowWords;
    rows.room--;
    rows.rows++;
    places[noted++] = place;
    const { words } = blocks[place >>> shift] as Block;
    const first = place & mask;
    for (let i = 0; i < maskWords; i++) words[first + maskAt + i] = 0;
    const isLong = (recordEnds[row] as number) - (recordStarts[row] as number) > LONGEST_CODED;
    for (let i = 0; i < texts.length; i++) {
      const text = texts[i] as TextPlace;
      const { isPlain } = text.column;
      if (text.isConverted || !(isPlain || isLong)) continue;
      const cell = row * width + text.from;
      const start = starts[cell] as number;
      const length = start < 0 ? 0 : (ends[cell] as number) - start;
      if (!isPlain && length <= LONGEST_CODED) continue;
      if (start < 0) {
        words[first + text.at] = NO_TEXT;
        continue;
      }
      const needed = length + LENGTH_BYTES;
      if (plain.at + needed > plain.chunk.length) {
        space.openChunk(rows, needed);
        if (!space.isRoom) end = row + 1;
      }
      words[first + text.at] = FIRST_PLACE - putBytes(plain, view, start, length, size);
    }
    rows.lastUsed = space.seen + ++row - from;
    if (rows.rows >= mostRows) break;
  }
  return row;
}
