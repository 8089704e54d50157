import type { FlatRows } from "../flat/flat-rows.ts";
import * as layoutOf from "../kernel/store-layout.ts";
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
const WORD_BYTES = 4;
/** Words of a holder. */
const NEXT = layoutOf.NEXT / WORD_BYTES;
const ROOM = layoutOf.ROOM / WORD_BYTES;
const ROWS = layoutOf.ROWS / WORD_BYTES;

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

/** Rows that are being given their places. */
interface Placing {
  readonly space: RowSpace;
  readonly flat: FlatRows;
  readonly places: Int32Array;
  /** The bytes that rows lie in, to be read some at a time. */
  readonly view: DataView;
  /** Columns of texts that are looked up unless they are long or never, and of these those that never are. */
  readonly texts: readonly TextPlace[];
  readonly plain: readonly TextPlace[];
  readonly run: OwnedRun;
  noted: number;
  /** The row that nothing is placed from: those before it are, and where memory is short none of the others is. */
  end: number;
}

/**
 * Give rows their places with their owners, and put texts there that are not looked up, up to the first row after which they take more memory than they may, or
 * its owner has as many as it may; the row after them. What the kernel's `putRows` does.
 */
export function placeRows(
  space: RowSpace,
  flat: FlatRows,
  run: OwnedRun,
  { places, count, texts }: Noted,
): number {
  const others = texts.filter(({ isConverted }) => !isConverted);
  const placing: Placing = {
    space,
    flat,
    places,
    view: flat.view,
    texts: others,
    plain: others.filter(({ column }) => column.isPlain),
    run,
    noted: count,
    end: run.to,
  };
  let row = run.from;
  while (row < placing.end) row = placeOwned(placing, row);
  return row;
}

/** Place rows of one owner from one on, up to the first of another; the row after them. */
function placeOwned(placing: Placing, from: number): number {
  const { space, flat, places, plain, run } = placing;
  const { layout, memory, owners } = space;
  const { rowWords, maskAt, maskWords } = layout;
  const { blocks, shift, mask } = memory;
  const { recordStarts, recordEnds, width } = flat;
  const number = owners[from] as number;
  const rows = space.holders[number] as StoredRows;
  const held = rows.words;
  let { noted } = placing;
  let row = from;
  while (row < placing.end && owners[row] === number) {
    if (held[ROOM] === 0) {
      space.openSlab(rows);
      if (!space.isRoom) placing.end = row + 1;
    }
    const place = held[NEXT] as number;
    held[NEXT] = place + rowWords;
    held[ROOM] = (held[ROOM] as number) - 1;
    const count = (held[ROWS] as number) + 1;
    held[ROWS] = count;
    places[noted++] = place;
    const { words } = blocks[place >>> shift] as Block;
    const first = place & mask;
    for (let i = 0; i < maskWords; i++) words[first + maskAt + i] = 0;
    const cells = row * width;
    if ((recordEnds[row] as number) - (recordStarts[row] as number) > LONGEST_CODED)
      putLong(placing, rows, row, words, first);
    else
      for (let i = 0; i < plain.length; i++) {
        const text = plain[i] as TextPlace;
        words[first + text.at] = putText(placing, rows, row, cells + text.from);
      }
    row++;
    if (count >= run.mostRows) placing.end = row;
  }
  rows.lastUsed = space.seen + row - run.from;
  placing.noted = noted;
  return row;
}

/** Put texts of a row, some of which may be too long to be looked up, where the row is that begins at a word. */
function putLong(
  placing: Placing,
  rows: StoredRows,
  row: number,
  words: Int32Array,
  first: number,
): void {
  const { starts, ends, width } = placing.flat;
  for (const { from, at, column } of placing.texts) {
    const cell = row * width + from;
    const start = starts[cell] as number;
    const length = start < 0 ? 0 : (ends[cell] as number) - start;
    if (column.isPlain || length > LONGEST_CODED)
      words[first + at] = putText(placing, rows, row, cell);
  }
}

/** Put a text among those of its row's owner; the word that says where it is. */
function putText(placing: Placing, rows: StoredRows, row: number, cell: number): number {
  const { space, flat, view } = placing;
  const start = flat.starts[cell] as number;
  if (start < 0) return NO_TEXT;
  const length = (flat.ends[cell] as number) - start;
  const needed = length + LENGTH_BYTES;
  const { texts } = rows;
  if (texts.at + needed > texts.chunk.length) {
    space.openChunk(rows, needed);
    if (!space.isRoom) placing.end = row + 1;
  }
  return FIRST_PLACE - putBytes(texts, view, start, length, flat.bytes.length);
}
