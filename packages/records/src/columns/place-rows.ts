import type { FlatRows } from "../flat/flat-rows.ts";
import type { FieldPlace } from "./row-layout.ts";
import { copyBytes } from "./short-bytes.ts";
import type { Block } from "./slab-memory.ts";
import {
  FIRST_PLACE,
  LONGEST_CODED,
  NO_TEXT,
  type OwnedRun,
  type RowSpace,
  type Source,
  type StoredRows,
} from "./stored-rows.ts";
import type { TextColumn } from "./text-column.ts";

const LENGTH_BYTES = 4;
/** Bytes of UTF-8 are doubles that are numbers. */
const DOUBLE_BYTES = 8;

/** Where rows are noted, and what texts they have. */
export interface Noted {
  /** Where rows go from the first on that is not filled yet, and how many these are. */
  readonly places: Int32Array;
  readonly count: number;
  /** Columns of texts that are taken by their bytes. */
  readonly texts: readonly Source[];
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
  const { recordStarts, recordEnds } = flat;
  const plain = texts.filter(({ field }) => (space.texts[field] as TextColumn).isPlain);
  let end = to;
  let at = count;
  let row = from;
  while (row < end) {
    const rows = holders[owners[row] as number] as StoredRows;
    if (rows.room === 0) {
      space.openSlab(rows);
      if (!space.isRoom) end = row + 1;
    }
    const place = rows.next;
    rows.next = place + rowWords;
    rows.room--;
    rows.rows++;
    places[at++] = place;
    const { words } = blocks[place >>> shift] as Block;
    const first = place & mask;
    for (let i = 0; i < maskWords; i++) words[first + maskAt + i] = 0;
    const isLong = (recordEnds[row] as number) - (recordStarts[row] as number) > LONGEST_CODED;
    const put = isLong ? texts : plain;
    for (let i = 0; i < put.length; i++) {
      const source = put[i] as Source;
      if (!putText(space, flat, { rows, row, words, first }, source)) end = row + 1;
    }
    rows.lastUsed = space.seen + ++row - from;
    if (rows.rows >= mostRows) break;
  }
  return row;
}

/** A row, and where it goes. */
interface RowPlace {
  readonly rows: StoredRows;
  readonly row: number;
  readonly words: Int32Array;
  /** Its first word. */
  readonly first: number;
}

/** Put a text that is not looked up, whatever its length or since it is long; whether there is room for others behind it. */
function putText(
  space: RowSpace,
  { width, starts, ends, view, bytes }: FlatRows,
  { rows, row, words, first }: RowPlace,
  { field, from }: Source,
): boolean {
  const { at: word, isConverted } = space.layout.fields[field] as FieldPlace;
  const cell = row * width + from;
  const start = starts[cell] as number;
  const length = start < 0 ? 0 : (ends[cell] as number) - start;
  const { isPlain } = space.texts[field] as TextColumn;
  if (isConverted || (!isPlain && length <= LONGEST_CODED)) return true;
  if (start < 0) {
    words[first + word] = NO_TEXT;
    return true;
  }
  const { texts } = rows;
  const needed = length + LENGTH_BYTES;
  const isOpened = texts.at + needed > texts.chunk.length;
  if (isOpened) space.openChunk(rows, needed);
  const { at } = texts;
  texts.view.setInt32(at, length, true);
  const to = at + LENGTH_BYTES;
  // What is behind the text in its chunk is free.
  const whole = (length + DOUBLE_BYTES - 1) & -DOUBLE_BYTES;
  if (start + whole <= bytes.length && to + whole <= texts.chunk.length)
    for (let i = 0; i < whole; i += DOUBLE_BYTES)
      texts.view.setFloat64(to + i, view.getFloat64(start + i, true), true);
  else copyBytes({ from: view, start, to: texts.view, at: to, length });
  words[first + word] = FIRST_PLACE - texts.keep(needed);
  return !isOpened || space.isRoom;
}
