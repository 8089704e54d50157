import {
  ABSENT,
  ABSENT_END,
  ASKED_CELL,
  BREAKS,
  CELL_QUOTE,
  CELLS,
  CELLS_END,
  COMMENT,
  DELIMITER,
  HEADER,
  HEADER_BYTES,
  NAME,
  NAME_BYTES,
  RECORD_BREAKS,
} from "../src/kernel/csv-layout";
import { LINES_BEFORE } from "../src/kernel/fault-layout";
import {
  CAPACITY,
  FAULTS,
  FIELD,
  IS_DONE,
  IS_FULL,
  IS_LEFT,
  LAST_REASON,
  LAST_STAMP,
  LIMIT,
  NEXT_PLACE,
  RECORD,
  SIZE,
  STAMP,
  STARTS,
  STRIDE,
} from "../src/kernel/scan-layout";
import { sameBytes } from "./bytes";
import { judgeCell } from "./judge-cell";
import { isFaulty } from "./judge-value";
import { keepRecord } from "./keep-record";
import { readCell } from "./read-cell";
import { reject } from "./reject";
import { skipBlanks } from "./scan-cell";

const SPACE: u8 = 0x20;
const LF: u8 = 0x0a;
const CR: u8 = 0x0d;
/** The first bytes of a byte order mark, and all three of it. */
const MARK: u32 = 0xbfbbef;
const MARK_BITS: u32 = 0xffffff;

/**
 * Take records of CSV by their bytes, from a place on up to `LIMIT`, behind the end of a line; what is behind the rows in
 * `STARTS` and the others is not said. Returns why it ended; after an answer it goes on with `isAnswered`.
 */
export function scanCsv(state: usize, csv: usize, start: usize, isAnswered: i32): i32 {
  const limit = <usize>load<u32>(state, LIMIT);
  const capacity = load<i32>(state, CAPACITY);
  let at = start;
  if (isAnswered != 0) {
    at = readOn(state, csv, load<u32>(state, NEXT_PLACE), load<u32>(csv, ASKED_CELL));
    if (at <= <usize>LAST_REASON) return <i32>at;
  }
  while (at < limit) {
    store<u32>(state, at, RECORD);
    if (load<i32>(state, SIZE) == capacity) return IS_FULL;
    at = readRow(state, csv, at);
    if (at <= <usize>LAST_REASON) return <i32>at;
  }
  store<u32>(state, at, RECORD);
  return IS_DONE;
}

/** The place of the line after a record, or what is asked of others. Blank lines are none of records. */
function readRow(state: usize, csv: usize, start: usize): usize {
  const first = load<u8>(start);
  if (first <= SPACE && isBlank(csv, start)) return IS_LEFT;
  if (first == load<u8>(csv, COMMENT)) return IS_LEFT;
  if ((load<u32>(start) & MARK_BITS) == MARK) return IS_LEFT;
  if (load<i32>(csv, NAME_BYTES) != 0 && mayBeNamed(csv, start)) return IS_LEFT;
  store<u32>(csv, 0, RECORD_BREAKS);
  store<u32>(state, load<u32>(state, STAMP) + 1, STAMP);
  return readCells(state, csv, start, load<u32>(csv, CELLS));
}

/** Whether there is nothing on a line, or a NUL at its beginning. */
function isBlank(csv: usize, start: usize): bool {
  const byte = load<u8>(skipBlanks(csv, start));
  return byte == LF || byte == CR || byte == 0;
}

/** Whether the first cell of a row may be the first of the header, with blanks around it or not. */
function mayBeNamed(csv: usize, start: usize): bool {
  const quote = load<u8>(csv, CELL_QUOTE);
  let at = start;
  let byte = load<u8>(at);
  while (byte <= SPACE || byte == quote) {
    if (byte == LF || byte == load<u8>(csv, DELIMITER)) return false;
    byte = load<u8>(++at);
  }
  if (isWideBlank(at)) return true;
  const length = load<i32>(csv, NAME_BYTES);
  if (!sameBytes(at, load<u32>(csv, NAME), length)) return false;
  const next = load<u8>(at + length);
  return next <= SPACE || next > 0x7f || next == quote || next == load<u8>(csv, DELIMITER);
}

/** Whether a character begins at a place that is one of Unicode's blanks, or one of their neighbours. */
function isWideBlank(at: usize): bool {
  const bytes = load<u16>(at);
  return (
    bytes == 0xa0c2 ||
    bytes == 0x9ae1 ||
    bytes == 0x80e2 ||
    bytes == 0x81e2 ||
    bytes == 0x80e3 ||
    bytes == 0xbbef
  );
}

/** Read on behind a cell of which something was asked. */
function readOn(state: usize, csv: usize, at: usize, cell: usize): usize {
  const next = cell + 4;
  if (next == <usize>load<u32>(csv, CELLS_END)) return finish(state, csv, at);
  return load<u8>(at) == load<u8>(csv, DELIMITER)
    ? readCells(state, csv, at + 1, next)
    : <usize>IS_LEFT;
}

function readCells(state: usize, csv: usize, start: usize, from: usize): usize {
  const end = <usize>load<u32>(csv, CELLS_END);
  const delimiter = load<u8>(csv, DELIMITER);
  const first = load<i32>(state, SIZE) * load<i32>(state, STRIDE);
  let at = start;
  let cell = from;
  while (true) {
    const key = <usize>load<u32>(cell);
    let next = readCell(state, csv, key, at, first);
    if (next <= <usize>LAST_REASON) {
      next = judgeCell(state, csv, key, at, next);
      if (next <= <usize>LAST_REASON) {
        store<u32>(csv, cell, ASKED_CELL);
        return next;
      }
    }
    at = next;
    cell += 4;
    if (cell == end) return finish(state, csv, at);
    if (load<u8>(at) != delimiter) return IS_LEFT;
    at++;
  }
}

/** Keep the record whose last cell ends at a place, as a row or as one that does not fit; the place of the line after it, or that it is left to others. */
function finish(state: usize, csv: usize, end: usize): usize {
  const line = load<u8>(end) == CR ? end + 1 : end;
  if (load<u8>(line) != LF) return IS_LEFT;
  const start = <usize>load<u32>(state, RECORD);
  const length = load<i32>(csv, HEADER_BYTES);
  if (<i32>(end - start) == length) {
    if (sameBytes(start, load<u32>(csv, HEADER), length)) return IS_LEFT;
  }
  noteAbsent(state, csv);
  if (isFaulty(state)) {
    noteCells(state, csv);
    if (reject(state, end, end) <= <usize>LAST_REASON) return IS_LEFT;
  } else if (!keepRecord(state, end)) return IS_LEFT;
  const breaks = load<u32>(csv, RECORD_BREAKS);
  if (breaks != 0) noteBreaks(state, csv, breaks);
  return line + 1;
}

/** Every field that a cell is of has been read. */
function noteCells(state: usize, csv: usize): void {
  const end = <usize>load<u32>(csv, CELLS_END);
  const stamp = load<u32>(state, STAMP);
  for (let at = <usize>load<u32>(csv, CELLS); at < end; at += 4) {
    const key = <usize>load<u32>(at);
    if (key != 0) store<u32>(key, stamp, LAST_STAMP);
  }
}

/** Records behind one with line ends in quotes begin so many lines later. */
function noteBreaks(state: usize, csv: usize, breaks: u32): void {
  const faults = <usize>load<u32>(state, FAULTS);
  store<u32>(csv, load<u32>(csv, BREAKS) + breaks, BREAKS);
  store<u32>(faults, load<u32>(faults, LINES_BEFORE) + breaks, LINES_BEFORE);
}

/** Fields that no cell is of have no value. */
function noteAbsent(state: usize, csv: usize): void {
  const end = <usize>load<u32>(csv, ABSENT_END);
  const first = load<i32>(state, SIZE) * load<i32>(state, STRIDE);
  const starts = <usize>load<u32>(state, STARTS);
  for (let at = <usize>load<u32>(csv, ABSENT); at < end; at += 4) {
    const field = load<i32>(<usize>load<u32>(at), FIELD);
    store<i32>(starts + <usize>((first + field) << 2), -1);
  }
}
