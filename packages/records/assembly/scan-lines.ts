import {
  CAPACITY,
  FIELD,
  FIRST_KEY,
  FOLLOWER,
  HAS_UNKNOWN,
  IS_DONE,
  IS_FULL,
  IS_LEFT,
  KEY,
  KEY_BYTES,
  KEYS,
  KIND,
  LAST_REASON,
  LAST_STAMP,
  LIMIT,
  LITERAL,
  LITERAL_BYTES,
  MAY_LACK,
  MISSING,
  NEEDED,
  NEXT_PLACE,
  OF_INSTANT,
  OF_UNKNOWN,
  RECORD,
  SEEN,
  SIZE,
  STAMP,
  STARTS,
  STRIDE,
  UNKNOWN_BITS,
  UNKNOWN_COUNT,
  WIDTH,
} from "../src/kernel/scan-layout";
import { sameBytes, skipSpace } from "./bytes";
import { findKey, isKeyAt } from "./find-key";
import { isFaulty, judgeValue } from "./judge-value";
import { keepRecord } from "./keep-record";
import { readValue, skipScalar } from "./read-value";
import { reject } from "./reject";
import { unknownBits } from "./unknown-bits";

const QUOTE: u8 = 0x22;
const COMMA: u8 = 0x2c;
const COLON: u8 = 0x3a;
const OPEN: u8 = 0x7b;
const CLOSE: u8 = 0x7d;
const SPACE: u8 = 0x20;
const LF: u8 = 0x0a;
const CR: u8 = 0x0d;
const NULL: u32 = 0x6c6c756e;
/** Bytes of a vector. */
const VECTOR = 16;

/**
 * Take lines of JSON by their bytes, from a place on up to `LIMIT`, behind the end of a line; what is behind the rows in
 * `STARTS` and the others is not said. Returns why it ended; after an answer it goes on with `isAnswered`.
 */
export function scanLines(state: usize, start: usize, isAnswered: i32): i32 {
  const limit = <usize>load<u32>(state, LIMIT);
  const capacity = load<i32>(state, CAPACITY);
  let at = start;
  if (isAnswered != 0) {
    at = readFields(state, load<u32>(state, NEXT_PLACE), load<u32>(state, KEY));
    if (at <= <usize>LAST_REASON) return <i32>at;
  }
  while (at < limit) {
    store<u32>(state, at, RECORD);
    if (load<i32>(state, SIZE) == capacity) return IS_FULL;
    at = readRecord(state, at);
    if (at <= <usize>LAST_REASON) return <i32>at;
  }
  store<u32>(state, at, RECORD);
  return IS_DONE;
}

/** The place of the line after a record, or what is asked of others. */
function readRecord(state: usize, start: usize): usize {
  store<u32>(state, load<u32>(state, STAMP) + 1, STAMP);
  store<u32>(state, load<u32>(state, NEEDED), MISSING);
  store<u32>(state, 0, SEEN);
  const at = load<u8>(start) == OPEN ? start : skipSpace(start);
  return load<u8>(at) == OPEN ? readFields(state, at + 1, 0) : IS_LEFT;
}

/** Read on behind the value of a key, or behind the opening bracket. */
function readFields(state: usize, start: usize, after: usize): usize {
  const stamp = load<u32>(state, STAMP);
  const row = <usize>(load<i32>(state, SIZE) * load<i32>(state, STRIDE));
  let missing = load<i32>(state, MISSING);
  let seen = load<i32>(state, SEEN);
  let previous = after;
  let at = start;
  while (true) {
    let key = <usize>(previous == 0 ? load<u32>(state, FIRST_KEY) : load<u32>(previous, FOLLOWER));
    const next = endOfExpected(key, previous, at);
    if (next != 0) at = next;
    else {
      if (load<u8>(at) <= SPACE) at = skipSpace(at);
      if (load<u8>(at) == CLOSE) return finish(state, at + 1, missing, seen);
      if (previous != 0) {
        if (load<u8>(at) != COMMA) return IS_LEFT;
        at++;
      }
      const isApart = load<u8>(at) <= SPACE;
      if (isApart) at = skipSpace(at);
      if (load<u8>(at) != QUOTE) return IS_LEFT;
      if (!isApart || !isKeyAt(key, at)) key = findKey(state, at);
      if (key == 0) return IS_LEFT;
      at += load<u32>(key, LITERAL_BYTES) - 1;
      if (load<u8>(at) <= SPACE) at = skipSpace(at);
      if (load<u8>(at) != COLON) return IS_LEFT;
      at++;
      if (previous == 0) store<u32>(state, key, FIRST_KEY);
      else store<u32>(previous, key, FOLLOWER);
    }
    if (load<u8>(at) <= SPACE) at = skipSpace(at);
    if (load<u32>(key, LAST_STAMP) == stamp) return IS_LEFT;
    store<u32>(key, stamp, LAST_STAMP);
    previous = key;
    const kind = load<i32>(key, KIND);
    let result: usize;
    if (kind == OF_UNKNOWN) result = skipScalar(state, at);
    else {
      const cell = (row + <usize>load<u32>(key, FIELD)) << 2;
      const isNeeded = load<i32>(key, MAY_LACK) == 0;
      seen++;
      if (load<u32>(at) != NULL) {
        if (isNeeded) missing--;
        result = readValue(state, key, kind, at, cell);
      } else if (isNeeded) result = IS_LEFT;
      else {
        store<i32>(<usize>load<u32>(state, STARTS) + cell, -1);
        result = at + 4;
      }
    }
    const isRight = result > <usize>LAST_REASON && kind != OF_INSTANT;
    at = isRight ? result : judgeValue(state, key, at, result);
    if (at > <usize>LAST_REASON) continue;
    note(state, missing, seen);
    return at;
  }
}

/** Note how many fields the record lacks as yet, and how many it has had. */
function note(state: usize, missing: i32, seen: i32): void {
  store<i32>(state, missing, MISSING);
  store<i32>(state, seen, SEEN);
}

/** The place behind a key that is expected, behind a comma if it is not the first; 0 where something else stands. */
function endOfExpected(key: usize, previous: usize, at: usize): usize {
  const comma: usize = previous == 0 ? 0 : 1;
  const length = load<i32>(key, LITERAL_BYTES) + <i32>comma;
  const literal = <usize>load<u32>(key, LITERAL) - comma;
  const same = i8x16.bitmask(i8x16.eq(v128.load(at), v128.load(literal)));
  if (length <= VECTOR) {
    const mask = (1 << length) - 1;
    return (same & mask) == mask ? at + length : 0;
  }
  if (same != 0xffff || !sameBytes(at + VECTOR, literal + VECTOR, length - VECTOR)) return 0;
  return at + length;
}

/** Keep the record that ends before a place; the place of the line after it, or that it is left to others. */
function finish(state: usize, close: usize, missing: i32, seen: i32): usize {
  const line = load<u8>(close) == LF ? close : skipSpace(close);
  if (load<u8>(line) != LF) return IS_LEFT;
  const end = load<u8>(line - 1) == CR ? line - 1 : line;
  if (missing != 0 || isFaulty(state)) {
    note(state, missing, seen);
    return reject(state, close, end);
  }
  const row = load<i32>(state, SIZE);
  if (seen != load<i32>(state, WIDTH)) noteAbsent(state, row * load<i32>(state, STRIDE));
  if (!keepRecord(state, end)) return IS_LEFT;
  if (load<i32>(state, UNKNOWN_COUNT) != 0) noteUnknown(state, <usize>(row << 2));
  return line + 1;
}

/** Fields that the record did not have have no value. */
function noteAbsent(state: usize, first: i32): void {
  const stamp = load<u32>(state, STAMP);
  const starts = <usize>load<u32>(state, STARTS) + <usize>(first << 2);
  const width = load<i32>(state, WIDTH);
  let key = <usize>load<u32>(state, KEYS);
  for (let i = 0; i < width; i++, key += KEY_BYTES)
    if (load<u32>(key, LAST_STAMP) != stamp)
      store<i32>(starts + <usize>(load<i32>(key, FIELD) << 2), -1);
}

/** Note which of the keys that no field has the record had. */
function noteUnknown(state: usize, cell: usize): void {
  const bits = unknownBits(state);
  store<u32>(<usize>load<u32>(state, UNKNOWN_BITS) + cell, bits);
  if (bits != 0) store<u32>(state, 1, HAS_UNKNOWN);
}
