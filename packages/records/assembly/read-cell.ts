import { ASKS_EMPTY, DECIMAL, DELIMITER, IS_TRIMMED } from "../src/kernel/csv-layout";
import {
  ASKS_OTHER,
  ASKS_TEXT,
  FIELD,
  FRACTION_DIGITS,
  IS_LEFT,
  KEY,
  KIND,
  MAY_LACK,
  NEXT_PLACE,
  NUMBER,
  NUMBERS,
  OF_INSTANT,
  OF_NUMBER,
  OF_TEXT,
  STARTS,
  TEXT,
  TEXT_END,
  TEXT_IS_ASCII,
  VALUE,
  VALUE_HASH,
} from "../src/kernel/scan-layout";
import { hashOf } from "./bytes";
import { putPlace } from "./put-place";
import { endOfBare, scanCell, skipBlanks } from "./scan-cell";
import { readInstant } from "./scan-instant";
import { isWithin, scanDecimal } from "./scan-number";
import { scanOddInstant } from "./scan-odd-instant";
import { isTyped } from "./scan-typed";
import { fits, isKnown } from "./test-text";

const LF: u8 = 0x0a;
const CR: u8 = 0x0d;
/** Bytes of instants with seconds, and with milliseconds. */
const WITH_SECONDS: usize = 20;
const WITH_MILLISECONDS: usize = 24;

/** Read the cell of a key, or of none, in the row whose first place is `first`; the place behind it, or what is asked of others. */
export function readCell(state: usize, csv: usize, key: usize, from: usize, first: i32): usize {
  const at = load<u32>(csv, IS_TRIMMED) != 0 ? skipBlanks(csv, from) : from;
  if (key == 0) {
    const skipped = scanCell(state, csv, at);
    return skipped == 0 ? <usize>IS_LEFT : skipped;
  }
  const kind = load<i32>(key, KIND);
  const cell = <usize>((first + load<i32>(key, FIELD)) << 2);
  if (kind == OF_TEXT) {
    const end = endOfBare(csv, at);
    if (end > at && isEnd(end, load<u8>(csv, DELIMITER)) && load<u32>(csv, IS_TRIMMED) == 0)
      return readText(state, key, at, end, true, cell, end, at);
  } else {
    const bare = readBare(state, csv, key, at, cell);
    if (bare != 0) return bare;
  }
  const next = scanCell(state, csv, at);
  if (next == 0) return IS_LEFT;
  const start = <usize>load<u32>(state, TEXT);
  const end = <usize>load<u32>(state, TEXT_END);
  const isAsked = kind == OF_TEXT && load<u32>(csv, ASKS_EMPTY) != 0;
  if (start == end && !isAsked) {
    if (load<i32>(key, MAY_LACK) == 0) return IS_LEFT;
    store<i32>(<usize>load<u32>(state, STARTS) + cell, -1);
    return next;
  }
  if (kind == OF_TEXT) {
    const isAscii = load<u32>(state, TEXT_IS_ASCII) != 0;
    return readText(state, key, start, end, isAscii, cell, next, at);
  }
  if (isTyped(state, key, kind, start, end, cell)) return next;
  if (kind == OF_INSTANT && isInstant(state, key, start, end)) {
    putValue(state, cell, start, end);
    return next;
  }
  if (kind == OF_NUMBER && isNumber(state, csv, key, start, end)) {
    putValue(state, cell, start, end);
    return next;
  }
  return ask(state, key, at, next, ASKS_OTHER);
}

/** Read a number or an instant that stands there without quotes; the place behind it, or 0 for what is another or seems to be none. */
function readBare(state: usize, csv: usize, key: usize, at: usize, cell: usize): usize {
  const kind = load<i32>(key, KIND);
  const delimiter = load<u8>(csv, DELIMITER);
  let end: usize = 0;
  if (kind == OF_NUMBER) {
    end = scanDecimal(state, at, load<u8>(csv, DECIMAL));
    if (end == 0 || !isEnd(end, delimiter) || !isWithin(key, load<f64>(state, NUMBER))) return 0;
  } else if (kind == OF_INSTANT) {
    const length = isEnd(at + WITH_SECONDS, delimiter) ? WITH_SECONDS : WITH_MILLISECONDS;
    end = at + length;
    if (!isEnd(end, delimiter) || !isInstant(state, key, at, end)) return 0;
  } else return 0;
  putValue(state, cell, at, end);
  return end;
}

/** Keep a text in a place; the place behind its cell, or what is asked of it. */
function readText(
  state: usize,
  key: usize,
  start: usize,
  end: usize,
  isAscii: bool,
  cell: usize,
  next: usize,
  at: usize,
): usize {
  putPlace(state, cell, start, end);
  if (fits(key, start, end, isAscii)) return next;
  const hash = hashOf(start, <i32>(end - start));
  if (isKnown(key, start, end, hash)) return next;
  store<u32>(state, start, TEXT);
  store<u32>(state, end, TEXT_END);
  store<u32>(state, hash, VALUE_HASH);
  return ask(state, key, at, next, ASKS_TEXT);
}

function isNumber(state: usize, csv: usize, key: usize, start: usize, end: usize): bool {
  if (scanDecimal(state, start, load<u8>(csv, DECIMAL)) != end) return false;
  return isWithin(key, load<f64>(state, NUMBER));
}

/** Whether bytes are an instant of the spelling of its key. */
function isInstant(state: usize, key: usize, start: usize, end: usize): bool {
  const length = end - start;
  const digits = load<i32>(key, FRACTION_DIGITS);
  const isLong = length == WITH_MILLISECONDS;
  if (digits < 0 && (isLong || length == WITH_SECONDS) && readInstant(state, start, length))
    return true;
  return scanOddInstant(state, key, start) == end;
}

function isEnd(at: usize, delimiter: u8): bool {
  const byte = load<u8>(at);
  return byte == delimiter || byte == LF || byte == CR;
}

/** Note the value that was read last, which is a number. */
function putValue(state: usize, cell: usize, start: usize, end: usize): void {
  putPlace(state, cell, start, end);
  store<f64>(<usize>load<u32>(state, NUMBERS) + (cell << 1), load<f64>(state, NUMBER));
}

/** What is asked of a cell; it goes on at `next`. */
function ask(state: usize, key: usize, at: usize, next: usize, what: i32): usize {
  store<u32>(state, key, KEY);
  store<u32>(state, at, VALUE);
  store<u32>(state, next, NEXT_PLACE);
  return what;
}
