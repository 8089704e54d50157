import {
  ALL_ENTRIES,
  DEFINITIONS,
  DICTIONARY,
  IS_DISTINCT,
  LEAF_BYTES,
  LEAF_COUNT,
  LEVEL_COUNT,
  LEVEL_ROOM,
  NESTED_BYTES,
  OF_CODES,
  OF_DOUBLES,
  OF_FLOATS,
  OF_INTEGERS,
  OF_UNTOLD,
  OF_WORDS,
  REPETITIONS,
  RESUMED,
  ROW_ENTRIES,
  ROW_ENTRY_ENDS,
  ROW_STARTS,
  ROW_WIDTH,
  TAKEN,
  TAKEN_BY_CODE,
  TAKEN_BY_TEXT,
  TEXT_BASE,
  VALUE_COUNT,
  VALUE_FORM,
  VALUE_ROOM,
  VALUES,
} from "../src/kernel/nested-layout";
import { END, ENTRY_BYTES, ENTRY_VALUE, LEAF, LEVELS, START } from "../src/kernel/shred-layout";
import {
  BYTES,
  BYTES_END,
  BYTES_ROOM,
  LAST_WORD,
  OFFSETS,
  ROOM_FOR,
  SIZE,
  TABLE,
} from "../src/kernel/store-layout";
import { codeOf } from "./fill-texts";

/** Rows whose places in dictionaries are read at a time. */
const ROWS_AT_A_TIME = 16;

/**
 * Put the entries that rows have of a nested column into the buffers of its leaves, up to the first for which there is no room, which
 * is in `RESUMED`; 0 is there for a row without a value. Returns the row that is reached.
 */
export function appendNested(column: usize, from: i32, to: i32): i32 {
  for (let row = from; row < to; ) {
    const end = min(row + ROWS_AT_A_TIME, to);
    touchTexts(column, row, end);
    for (; row < end; row++) if (!appendRow(column, row)) return row;
  }
  return to;
}

function appendRow(column: usize, row: i32): bool {
  const cell = cellOf(column, row);
  if (load<i32>(<usize>load<u32>(column, ROW_STARTS) + cell) < 0) return appendNothing(column);
  const resumed = load<u32>(column, RESUMED);
  store<u32>(column, 0, RESUMED);
  const end = endOf(column, cell);
  for (
    let entry = resumed == 0 ? firstOf(column, cell) : resumed;
    entry < end;
    entry += ENTRY_BYTES
  ) {
    const taken = append(column, entry);
    if (taken < 0) {
      store<u32>(column, entry, RESUMED);
      return false;
    }
    store<i32>(column, load<i32>(column, TAKEN) + taken, TAKEN);
  }
  return true;
}

function cellOf(column: usize, row: i32): usize {
  return <usize>((row * load<i32>(column, ROW_WIDTH)) << 2);
}

function firstOf(column: usize, cell: usize): usize {
  return entryOf(column, load<u32>(<usize>load<u32>(column, ROW_ENTRIES) + cell));
}

function endOf(column: usize, cell: usize): usize {
  return entryOf(column, <u32>load<f64>(<usize>load<u32>(column, ROW_ENTRY_ENDS) + (cell << 1)));
}

function entryOf(column: usize, n: u32): usize {
  return <usize>load<u32>(column, ALL_ENTRIES) + <usize>(n * ENTRY_BYTES);
}

/** Put what a row without a value has; whether there was room in all leaves. */
function appendNothing(column: usize): bool {
  const count = load<i32>(column, LEAF_COUNT);
  const first = column + NESTED_BYTES;
  const end = first + <usize>count * LEAF_BYTES;
  for (let leaf = first; leaf < end; leaf += LEAF_BYTES) if (!hasRoom(leaf)) return false;
  let taken = 0;
  for (let leaf = first; leaf < end; leaf += LEAF_BYTES) taken += putLevels(leaf, 0);
  store<i32>(column, load<i32>(column, TAKEN) + taken, TAKEN);
  return true;
}

/**
 * Read where dictionaries will be looked into, so that the processor waits for many of these places at a time: tables of many texts
 * are larger than what it has at hand.
 */
function touchTexts(column: usize, from: i32, to: i32): void {
  for (let row = from; row < to; row++) touchRow(column, row, false);
  for (let row = from; row < to; row++) touchRow(column, row, true);
}

function touchRow(column: usize, row: i32, isByPlace: bool): void {
  const cell = cellOf(column, row);
  if (load<i32>(<usize>load<u32>(column, ROW_STARTS) + cell) < 0) return;
  const end = endOf(column, cell);
  for (let entry = firstOf(column, cell); entry < end; entry += ENTRY_BYTES) {
    const leaf = leafOf(column, entry);
    if (load<i32>(leaf, VALUE_FORM) != OF_CODES) continue;
    const place = load<u32>(slotOf(leaf, entry), 4);
    if (isByPlace) load<u8>(<usize>load<u32>(leaf + DICTIONARY, BYTES) + place);
  }
}

function leafOf(column: usize, entry: usize): usize {
  return column + NESTED_BYTES + <usize>load<u32>(entry, LEAF) * LEAF_BYTES;
}

function slotOf(leaf: usize, entry: usize): usize {
  const dictionary = leaf + DICTIONARY;
  const word = (load<u32>(entry, ENTRY_VALUE) << 2) & load<u32>(dictionary, LAST_WORD);
  return <usize>load<u32>(dictionary, TABLE) + ((<usize>word) << 2);
}

/** The bytes of memory that an entry takes; -1 where there is no room for it. */
function append(column: usize, entry: usize): i32 {
  const leaf = leafOf(column, entry);
  if (!hasRoom(leaf)) return -1;
  let taken = 0;
  const start = load<i32>(entry, START);
  if (start >= 0) {
    taken = appendValue(leaf, entry, <usize>load<u32>(column, TEXT_BASE) + start);
    if (taken < 0) return taken;
  }
  return taken + putLevels(leaf, load<i32>(entry, LEVELS));
}

/** Whether there is room for the levels of an entry. */
function hasRoom(leaf: usize): bool {
  if (load<i32>(leaf, VALUE_FORM) == OF_UNTOLD) return false;
  return (
    load<u32>(leaf, DEFINITIONS) == 0 || load<i32>(leaf, LEVEL_COUNT) < load<i32>(leaf, LEVEL_ROOM)
  );
}

/** Put levels where there is room; the bytes they take. */
function putLevels(leaf: usize, levels: i32): i32 {
  const definitions = <usize>load<u32>(leaf, DEFINITIONS);
  if (definitions == 0) return 0;
  const count = load<i32>(leaf, LEVEL_COUNT);
  store<u8>(definitions + count, levels >> 8);
  store<i32>(leaf, count + 1, LEVEL_COUNT);
  const repetitions = <usize>load<u32>(leaf, REPETITIONS);
  if (repetitions == 0) return 1;
  store<u8>(repetitions + count, levels);
  return 2;
}

function appendValue(leaf: usize, entry: usize, start: usize): i32 {
  const count = load<i32>(leaf, VALUE_COUNT);
  if (count >= load<i32>(leaf, VALUE_ROOM)) return -1;
  const form = load<i32>(leaf, VALUE_FORM);
  const values = <usize>load<u32>(leaf, VALUES);
  const index = <usize>count;
  let taken = 8;
  if (form == OF_CODES) {
    taken = appendText(leaf, entry, start, values + (index << 2));
    if (taken < 0) return taken;
  } else if (form == OF_INTEGERS) store<i64>(values + (index << 3), load<i64>(entry, ENTRY_VALUE));
  else {
    // Adding zero turns -0 into 0.
    const value = load<f64>(entry, ENTRY_VALUE) + 0;
    if (form == OF_DOUBLES) store<f64>(values + (index << 3), value);
    else {
      taken = 4;
      if (form == OF_WORDS) store<i32>(values + (index << 2), <i32>value);
      else if (form == OF_FLOATS) store<f32>(values + (index << 2), <f32>value);
      else {
        taken = 1;
        store<u8>(values + index, <u32>value);
      }
    }
  }
  store<i32>(leaf, count + 1, VALUE_COUNT);
  return taken;
}

function appendText(leaf: usize, entry: usize, start: usize, target: usize): i32 {
  const dictionary = leaf + DICTIONARY;
  const length = load<i32>(entry, END) - load<i32>(entry, START);
  const size = load<i32>(dictionary, SIZE);
  const code =
    load<u32>(leaf, IS_DISTINCT) != 0
      ? codeOf(dictionary, start, length, load<u32>(entry, ENTRY_VALUE))
      : addText(dictionary, start, length);
  if (code < 0) return -1;
  store<i32>(target, code);
  return code < size ? TAKEN_BY_CODE : TAKEN_BY_CODE + TAKEN_BY_TEXT + length;
}

/** Add a text without looking it up; its number, or -1 where there is no room. */
function addText(dictionary: usize, start: usize, length: i32): i32 {
  const size = load<i32>(dictionary, SIZE);
  const end = load<i32>(dictionary, BYTES_END);
  if (end + length > load<i32>(dictionary, BYTES_ROOM)) return -1;
  if (size >= load<i32>(dictionary, ROOM_FOR)) return -1;
  memory.copy(<usize>load<u32>(dictionary, BYTES) + end, start, length);
  store<i32>(<usize>load<u32>(dictionary, OFFSETS) + ((<usize>(size + 1)) << 2), end + length);
  store<i32>(dictionary, end + length, BYTES_END);
  store<i32>(dictionary, size + 1, SIZE);
  return size;
}
