import {
  CAPACITY,
  ENDS_OF_VALUES,
  FIELD,
  FIRST_KEY,
  FOLLOWER,
  HAS_UNKNOWN,
  IS_DONE,
  IS_FULL,
  IS_LEFT,
  IS_LONGER,
  KEY,
  KEY_BYTES,
  KEYS,
  KIND,
  LAST_REASON,
  LAST_STAMP,
  LIMIT,
  LITERAL,
  LITERAL_BITS,
  LITERAL_BYTES,
  MAY_LACK,
  MISSING,
  NEEDED,
  NEXT_PLACE,
  OF_INSTANT,
  OF_UNKNOWN,
  RECORD,
  SIZE,
  STAMP,
  STARTS,
  STRAYED,
  STRIDE,
  TALLY,
  UNKNOWN_BITS,
  UNKNOWN_COUNT,
  WIDTH,
} from "../src/kernel/scan-layout";
import { sameBytes, skipSpace } from "./bytes";
import { findKey, isKeyAt } from "./find-key";
import { isFaulty, judgeValue } from "./judge-value";
import { keepRecord } from "./keep-record";
import { quickValue } from "./quick-value";
import { readValue, skipScalar } from "./read-value";
import { reject } from "./reject";
import { scanAnyOrder } from "./scan-any-order";
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
/** From so many keys on that come elsewhere than expected any order is looked at; after a record that is not plain, so many more have to come. */
const MANY_STRAYED = 3;
const STRAYED_AGAIN = -96;
/** Of so many records one is read in the order that is expected. */
const SELDOM = 255;
/** Bytes of a vector. */
const VECTOR = 16;
/** Which bytes of a key are compared: of the first one, before which there is a bracket, not the comma. */
const BUT_COMMA: i32 = -2;
const ALL: i32 = -1;
const ONE_SEEN: i64 = 0x100000000;
/** What is behind the state's address so that the first key is the follower of what is there. */
const ROOT: usize = FIRST_KEY - FOLLOWER;

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
  store<u64>(state, <u64>load<u32>(state, NEEDED), MISSING);
  const strayed = load<i32>(state, STRAYED);
  if (strayed >= MANY_STRAYED && (load<u32>(state, STAMP) & SELDOM) != 0) {
    const next = readAnyOrder(state, start);
    if (next != 0) return next;
  } else if (strayed > 0) store<i32>(state, 0, STRAYED);
  const at = load<u8>(start) == OPEN ? start : skipSpace(start);
  return load<u8>(at) == OPEN ? readFields(state, at, state + ROOT) : IS_LEFT;
}

/** Take a record whose keys come in any order; the place of the line after it, or 0 where that can't be. */
function readAnyOrder(state: usize, start: usize): usize {
  const row = load<i32>(state, SIZE);
  const next: usize = load<u32>(state, ENDS_OF_VALUES) == 0 ? 0 : scanAnyOrder(state, start);
  if (next == 0) store<i32>(state, STRAYED_AGAIN, STRAYED);
  else if (load<i32>(state, UNKNOWN_COUNT) != 0) noteUnknown(state, <usize>(row << 2));
  return next;
}

/** Read on behind the value of a key, or at the opening bracket, which stands where commas do. */
function readFields(state: usize, start: usize, after: usize): usize {
  const stamp = load<u32>(state, STAMP);
  const row = <usize>(load<i32>(state, SIZE) * load<i32>(state, STRIDE));
  let tally = load<i64>(state, MISSING);
  let previous = after;
  let compared = after == state + ROOT ? BUT_COMMA : ALL;
  let at = start;
  while (true) {
    let key = <usize>load<u32>(previous, FOLLOWER);
    const literal = v128.load(<usize>load<u32>(key, LITERAL) - 1);
    const others = ~i8x16.bitmask(i8x16.eq(v128.load(at), literal));
    const unlike = others & load<i32>(key, LITERAL_BITS) & compared;
    if (unlike == 0 || (unlike == IS_LONGER && isRestSame(key, at)))
      at += load<u32>(key, LITERAL_BYTES) + 1;
    else {
      at = compared == BUT_COMMA ? at + 1 : skipSpace(at);
      if (load<u8>(at) <= SPACE) at = skipSpace(at);
      if (load<u8>(at) == CLOSE) return finish(state, at + 1, tally);
      at = readKey(state, previous, at, compared);
      if (at == 0) return IS_LEFT;
      key = <usize>load<u32>(previous, FOLLOWER);
    }
    if (load<u32>(key, LAST_STAMP) == stamp) return IS_LEFT;
    store<u32>(key, stamp, LAST_STAMP);
    compared = ALL;
    previous = key;
    const cell = (row + <usize>load<u32>(key, FIELD)) << 2;
    const next = quickValue(state, key, at, cell);
    if (next != 0) {
      at = next;
      tally += load<i64>(key, TALLY);
      continue;
    }
    if (load<u8>(at) <= SPACE) at = skipSpace(at);
    const kind = load<i32>(key, KIND);
    let result: usize;
    if (kind == OF_UNKNOWN) result = skipScalar(state, at);
    else if (load<u32>(at) != NULL) {
      tally += load<i64>(key, TALLY);
      result = readValue(state, key, kind, at, cell);
    } else {
      tally += ONE_SEEN;
      if (load<u32>(key, MAY_LACK) == 0) result = IS_LEFT;
      else {
        store<i32>(<usize>load<u32>(state, STARTS) + cell, -1);
        result = at + 4;
      }
    }
    const isRight = result > <usize>LAST_REASON && kind != OF_INSTANT;
    at = isRight ? result : judgeValue(state, key, at, result);
    if (at > <usize>LAST_REASON) continue;
    store<i64>(state, tally, MISSING);
    return at;
  }
}

/** Whether what is behind the first 16 bytes of a key is expected there, too. */
function isRestSame(key: usize, at: usize): bool {
  const literal = <usize>load<u32>(key, LITERAL) - 1;
  const rest = load<i32>(key, LITERAL_BYTES) + 1 - VECTOR;
  if (rest > VECTOR) return sameBytes(at + VECTOR, literal + VECTOR, rest);
  const last = v128.load(literal + <usize>rest);
  return !v128.any_true(v128.xor(v128.load(at + <usize>rest), last));
}

/** Read a key, and note that it comes after another; the place of its value, or 0 where that is left to others. */
function readKey(state: usize, previous: usize, start: usize, compared: i32): usize {
  let key = <usize>load<u32>(previous, FOLLOWER);
  let at = start;
  if (compared == ALL) {
    if (load<u8>(at) != COMMA) return 0;
    at++;
  }
  const isApart = load<u8>(at) <= SPACE;
  if (isApart) at = skipSpace(at);
  if (load<u8>(at) != QUOTE) return 0;
  if (!isApart || !isKeyAt(key, at)) key = findKey(state, at);
  if (key == 0) return 0;
  at += load<u32>(key, LITERAL_BYTES) - 1;
  if (load<u8>(at) <= SPACE) at = skipSpace(at);
  if (load<u8>(at) != COLON) return 0;
  if (!isApart) store<i32>(state, load<i32>(state, STRAYED) + 1, STRAYED);
  store<u32>(previous, key, FOLLOWER);
  return load<u8>(at, 1) <= SPACE ? skipSpace(at + 1) : at + 1;
}

/** Keep the record that ends before a place; the place of the line after it, or that it is left to others. */
function finish(state: usize, close: usize, tally: i64): usize {
  const line = load<u8>(close) == LF ? close : skipSpace(close);
  if (load<u8>(line) != LF) return IS_LEFT;
  const end = load<u8>(line - 1) == CR ? line - 1 : line;
  if (<i32>tally != 0 || isFaulty(state)) {
    store<i64>(state, tally, MISSING);
    return reject(state, close, end);
  }
  const row = load<i32>(state, SIZE);
  if (<i32>(tally >> 32) != load<i32>(state, WIDTH))
    noteAbsent(state, row * load<i32>(state, STRIDE));
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
