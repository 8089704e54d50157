import {
  GREATEST_INTEGER,
  IS_LEFT,
  LEAST_INTEGER,
  NUMBERS,
  OF_BOOLEAN,
  OF_DATE,
  OF_DECIMAL,
  OF_INTEGER,
  SCALE,
  TAKES_TEXT,
  WHOLE_DIGITS,
} from "../src/kernel/scan-layout";
import { putPlace } from "./put-place";
import { dateAt, NO_DAY } from "./scan-instant";

const QUOTE: u8 = 0x22;
const MINUS: u8 = 0x2d;
const POINT: u8 = 0x2e;
const ZERO: u8 = 0x30;
const TRUE: u32 = 0x65757274;
const ALSE: u32 = 0x65736c61;
const DATE_BYTES: usize = 10;
/** So many digits are less than what 64 bits without a sign hold. */
const MOST_DIGITS: usize = 19;
/** Digits of decimals as text, and as numbers, of which a double says each. */
const MOST_DECIMAL: usize = 18;
const MOST_EXACT: usize = 15;
const MOST_INTEGER: u64 = 0x7fffffffffffffff;

/** Read a boolean, a date, an integer of 64 bits or a decimal into a place; the place behind it, or that it is left to others. */
export function readTyped(state: usize, key: usize, kind: i32, at: usize, cell: usize): usize {
  if (kind == OF_BOOLEAN) return readBoolean(state, at, cell);
  if (kind == OF_DATE) return readDate(state, at, cell);
  return kind == OF_DECIMAL ? readDecimal(state, key, at, cell) : readInteger(state, key, at, cell);
}

/** Whether a text without quotes is such a value, which then is put into the place. */
export function isTyped(
  state: usize,
  key: usize,
  kind: i32,
  start: usize,
  end: usize,
  cell: usize,
): bool {
  if (load<u8>(start) == QUOTE) return false;
  if (kind == OF_DATE) return end - start == DATE_BYTES && putDate(state, start, cell);
  if (kind == OF_INTEGER) return readInteger(state, key, start, cell) == end;
  return kind == OF_DECIMAL && readDecimal(state, key, start, cell) == end;
}

function readBoolean(state: usize, at: usize, cell: usize): usize {
  const isTrue = load<u32>(at) == TRUE;
  if (!isTrue && (load<u8>(at) != 0x66 || load<u32>(at, 1) != ALSE)) return IS_LEFT;
  const end = at + (isTrue ? 4 : 5);
  putPlace(state, cell, at, end);
  store<f64>(numberAt(state, cell), isTrue ? 1 : 0);
  return end;
}

function readDate(state: usize, at: usize, cell: usize): usize {
  const end = at + 1 + DATE_BYTES;
  if (load<u8>(at) != QUOTE || load<u8>(end) != QUOTE) return IS_LEFT;
  return putDate(state, at + 1, cell) ? end + 1 : <usize>IS_LEFT;
}

function putDate(state: usize, start: usize, cell: usize): bool {
  const days = dateAt(state, start);
  if (days == NO_DAY) return false;
  putPlace(state, cell, start, start + DATE_BYTES);
  store<f64>(numberAt(state, cell), <f64>days);
  return true;
}

function readInteger(state: usize, key: usize, start: usize, cell: usize): usize {
  const isQuoted = load<u8>(start) == QUOTE;
  if (isQuoted && load<u32>(key, TAKES_TEXT) == 0) return IS_LEFT;
  const from = isQuoted ? start + 1 : start;
  const isNegative = load<u8>(from) == MINUS;
  const first = isNegative ? from + 1 : from;
  let at = first;
  let digits: u64 = 0;
  let digit = <u32>load<u8>(at) - ZERO;
  for (; digit <= 9; digit = <u32>load<u8>(++at) - ZERO) digits = digits * 10 + digit;
  if (!areDigits(first, at, MOST_DIGITS) || digits > MOST_INTEGER + <u64>isNegative) return IS_LEFT;
  // There are two zeros.
  if (isNegative && digits == 0) return IS_LEFT;
  const value = isNegative ? 0 - <i64>digits : <i64>digits;
  if (value < load<i64>(key, LEAST_INTEGER) || value > load<i64>(key, GREATEST_INTEGER))
    return IS_LEFT;
  const end = endOfNumber(at, isQuoted);
  if (end == 0 || load<u8>(at) == POINT) return IS_LEFT;
  putPlace(state, cell, from, at);
  store<i64>(numberAt(state, cell), value);
  return end;
}

function readDecimal(state: usize, key: usize, start: usize, cell: usize): usize {
  const isQuoted = load<u8>(start) == QUOTE;
  const from = isQuoted ? start + 1 : start;
  const isNegative = load<u8>(from) == MINUS;
  const first = isNegative ? from + 1 : from;
  let at = first;
  let digits: u64 = 0;
  let digit = <u32>load<u8>(at) - ZERO;
  for (; digit <= 9; digit = <u32>load<u8>(++at) - ZERO) digits = digits * 10 + digit;
  const point = at;
  let fraction: usize = 0;
  if (load<u8>(point) == POINT) {
    digit = <u32>load<u8>(++at) - ZERO;
    for (; digit <= 9; digit = <u32>load<u8>(++at) - ZERO) digits = digits * 10 + digit;
    fraction = at - point - 1;
    if (fraction == 0) return IS_LEFT;
  }
  const most = isQuoted ? MOST_DECIMAL : MOST_EXACT;
  const whole = load<u8>(first) == ZERO ? <usize>0 : point - first;
  if (!areDigits(first, point, most) || whole + fraction > most) return IS_LEFT;
  const missing = load<i32>(key, SCALE) - <i32>fraction;
  if (missing < 0 || whole > <usize>load<u32>(key, WHOLE_DIGITS)) return IS_LEFT;
  if (isNegative && digits == 0) return IS_LEFT;
  const end = endOfNumber(at, isQuoted);
  if (end == 0) return IS_LEFT;
  const unscaled = <i64>digits * powerOf(missing);
  putPlace(state, cell, from, at);
  store<i64>(numberAt(state, cell), isNegative ? 0 - unscaled : unscaled);
  return end;
}

function powerOf(zeros: i32): i64 {
  let power: i64 = 1;
  for (let left = zeros; left > 0; left--) power *= 10;
  return power;
}

/** Whether there are digits between two places, not too many, and no zero in front of others. */
function areDigits(first: usize, end: usize, most: usize): bool {
  const count = end - first;
  return count == 1 || (count > 1 && count <= most && load<u8>(first) != ZERO);
}

/** The place behind a number and its quote; 0 where something else comes, such as an exponent. */
function endOfNumber(at: usize, isQuoted: bool): usize {
  const byte = load<u8>(at);
  if (isQuoted) return byte == QUOTE ? at + 1 : 0;
  return (byte | 0x20) == 0x65 ? 0 : at;
}

function numberAt(state: usize, cell: usize): usize {
  return <usize>load<u32>(state, NUMBERS) + (cell << 1);
}
