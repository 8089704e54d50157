import {
  ENDS_OF_VALUES,
  KEY_BYTES,
  KEY_SHIFT,
  KEY_SLOTS,
  KEYS,
  KIND,
  LAST_REASON,
  LINE_END,
  LITERAL,
  LITERAL_BYTES,
  MAY_LACK,
  MOST_ENDS,
  PLACES_OF_VALUES,
  SIZE,
  STARTS,
  STRIDE,
  WIDTH,
} from "../src/kernel/scan-layout";
import { sameBytes, skipSpace } from "./bytes";
import { firstHash } from "./find-key";
import { keepRecord } from "./keep-record";
import { quickValue } from "./quick-value";
import { readValue } from "./read-value";

const QUOTE: u8 = 0x22;
const COMMA: u8 = 0x2c;
const OPEN: u8 = 0x7b;
const CLOSE: u8 = 0x7d;
const BACKSLASH: u8 = 0x5c;
const SPACE: u8 = 0x20;
const LF: u8 = 0x0a;
/** CR and LF. */
const LINE_BREAK: u16 = 0x0a0d;
const NULL: u32 = 0x6c6c756e;
/** So many bytes are looked at at once, with a bit for each. */
const AT_ONCE: usize = 64;
/** Slots of keys, less one of which are bits of a hash. */
const SLOTS: u64 = 1_024;

/**
 * Take a record whose keys come in any order, if all of it is plain: where its values are comes first, then they are read in the order of
 * the contract, so that a processor foresees of what kind each is. Returns the place of the line after it; 0 where it is nothing of the kind.
 */
export function scanAnyOrder(state: usize, start: usize): usize {
  if (load<u8>(start) != OPEN) return 0;
  const ends = <usize>load<u32>(state, ENDS_OF_VALUES);
  const behind = noteCommas(state, start, ends);
  if (behind == 0) return 0;
  const end = <usize>load<u32>(state, LINE_END);
  const isBare = load<u8>(end) == LF;
  // Another control character is white space of the record, or wrong.
  if (!isBare && load<u16>(end) != LINE_BREAK) return 0;
  const next = isBare ? end + 1 : end + 2;
  let close = end - 1;
  while (load<u8>(close) == SPACE) close--;
  if (load<u8>(close) != CLOSE) return 0;
  store<u32>(behind, close);
  const had = placeValues(state, start + 1, ends, behind);
  if (had == 0 || !readValues(state, had)) return 0;
  return keepRecord(state, end) ? next : 0;
}

/** Note where the commas of a line are that stand in no text; the place behind them, or 0 where there are too many, or an escape. */
function noteCommas(state: usize, start: usize, ends: usize): usize {
  const last = ends + MOST_ENDS * 4;
  const quote = i8x16.splat(QUOTE);
  const comma = i8x16.splat(COMMA);
  const space = i8x16.splat(SPACE);
  const backslash = i8x16.splat(BACKSLASH);
  let inside: u64 = 0;
  let to = ends;
  for (let at = start; ; at += AT_ONCE) {
    const a = v128.load(at);
    const b = v128.load(at, 16);
    const c = v128.load(at, 32);
    const d = v128.load(at, 48);
    const escapes = v128.or(
      v128.or(i8x16.eq(a, backslash), i8x16.eq(b, backslash)),
      v128.or(i8x16.eq(c, backslash), i8x16.eq(d, backslash)),
    );
    if (v128.any_true(escapes)) return 0;
    const controls = bitsOf(
      i8x16.lt_u(a, space),
      i8x16.lt_u(b, space),
      i8x16.lt_u(c, space),
      i8x16.lt_u(d, space),
    );
    const quotes = bitsOf(
      i8x16.eq(a, quote),
      i8x16.eq(b, quote),
      i8x16.eq(c, quote),
      i8x16.eq(d, quote),
    );
    const texts = betweenQuotes(quotes) ^ inside;
    inside = <u64>(<i64>texts >> 63);
    const commas =
      bitsOf(i8x16.eq(a, comma), i8x16.eq(b, comma), i8x16.eq(c, comma), i8x16.eq(d, comma)) &
      ~texts;
    if (to > last) return 0;
    if (controls == 0) {
      to = notePlaces(commas, at, to);
      continue;
    }
    const place = ctz(controls);
    store<u32>(state, <u32>(at + <usize>place), LINE_END);
    return notePlaces(commas & ((1 << place) - 1), at, to);
  }
}

function bitsOf(a: v128, b: v128, c: v128, d: v128): u64 {
  const low = i8x16.bitmask(a) | (i8x16.bitmask(b) << 16);
  const high = i8x16.bitmask(c) | (i8x16.bitmask(d) << 16);
  return <u64>(<u32>low) | ((<u64>(<u32>high)) << 32);
}

/** A bit for each byte from a quote on that opens a text to before the one that closes it. */
function betweenQuotes(quotes: u64): u64 {
  let bits = quotes ^ (quotes << 1);
  bits ^= bits << 2;
  bits ^= bits << 4;
  bits ^= bits << 8;
  bits ^= bits << 16;
  return bits ^ (bits << 32);
}

/** Note the places of bits, four at a time, without a branch for each; the place behind the last of them. */
function notePlaces(bits: u64, at: usize, to: usize): usize {
  const end = to + ((<usize>popcnt(bits)) << 2);
  let rest = bits;
  let out = to;
  do {
    store<u32>(out, at + <usize>ctz(rest));
    rest &= rest - 1;
    store<u32>(out, at + <usize>ctz(rest), 4);
    rest &= rest - 1;
    store<u32>(out, at + <usize>ctz(rest), 8);
    rest &= rest - 1;
    store<u32>(out, at + <usize>ctz(rest), 12);
    rest &= rest - 1;
    out += 16;
  } while (out < end);
  return end;
}

/** Note of each field where its value is; a bit for each that the record has, or 0 where a key is none of them, or there twice. */
function placeValues(state: usize, start: usize, ends: usize, last: usize): u64 {
  const places = <usize>load<u32>(state, PLACES_OF_VALUES);
  const keys = <usize>load<u32>(state, KEYS);
  const slots = <usize>load<u32>(state, KEY_SLOTS);
  const shift = <u64>load<u32>(state, KEY_SHIFT);
  let had: u64 = 0;
  let at = start;
  for (let end = ends; end <= last; end += 4) {
    if (load<u8>(at) <= SPACE) at = skipSpace(at);
    if (load<u8>(at) != QUOTE) return 0;
    const field = <u32>load<u8>(slots + <usize>((firstHash(at + 1) >> shift) & (SLOTS - 1)));
    const key = keys + <usize>(field * KEY_BYTES);
    const length = load<i32>(key, LITERAL_BYTES);
    if (!isLiteral(at, load<u32>(key, LITERAL), length)) return 0;
    const bit = (<u64>1) << (<u64>field);
    if ((had & bit) != 0) return 0;
    had |= bit;
    const place = places + <usize>(field << 3);
    store<u32>(place, <u32>at + length);
    at = <usize>load<u32>(end);
    store<u32>(place, <u32>at, 4);
    at++;
  }
  return had;
}

/** Whether so many bytes of a place are those of a literal; all of up to 32 are compared at once. */
function isLiteral(at: usize, literal: usize, length: i32): bool {
  const low = i8x16.bitmask(i8x16.eq(v128.load(at), v128.load(literal)));
  const high = i8x16.bitmask(i8x16.eq(v128.load(at, 16), v128.load(literal, 16)));
  const differs = ~(<u64>low | ((<u64>high) << 16));
  if (length > 32) return sameBytes(at, literal, length);
  return (differs & (((<u64>1) << (<u64>length)) - 1)) == 0;
}

/** Read the values of the fields that a record has; whether all are right, and nothing else is there. */
function readValues(state: usize, had: u64): bool {
  const width = load<i32>(state, WIDTH);
  const row = <usize>(load<i32>(state, SIZE) * load<i32>(state, STRIDE));
  let key = <usize>load<u32>(state, KEYS);
  let place = <usize>load<u32>(state, PLACES_OF_VALUES);
  let rest = had;
  for (let i = 0; i < width; i++, key += KEY_BYTES, place += 8, rest >>= 1) {
    const cell = (row + <usize>i) << 2;
    let at = <usize>load<u32>(place);
    const isThere = (rest & 1) != 0;
    if (isThere) {
      const quick = quickValue(state, key, at, cell);
      if (quick != 0 && quick == <usize>load<u32>(place, 4)) continue;
    }
    if (isThere && load<u8>(at) <= SPACE) at = skipSpace(at);
    let end = at + 4;
    if (!isThere || load<u32>(at) == NULL) {
      if (load<i32>(key, MAY_LACK) == 0) return false;
      store<i32>(<usize>load<u32>(state, STARTS) + cell, -1);
      if (!isThere) continue;
    } else end = readValue(state, key, load<i32>(key, KIND), at, cell);
    if (end <= <usize>LAST_REASON) return false;
    const last = <usize>load<u32>(place, 4);
    if (end != last && skipSpace(end) != last) return false;
  }
  return true;
}
