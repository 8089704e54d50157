import {
  BACKSLASHES,
  DAY,
  DAY_MS,
  EVENT_FIELD,
  FIELD,
  FRACTION_DIGITS,
  IS_INTEGER,
  KNOWN,
  KNOWN_MASK,
  NOT_QUICK,
  NUMBERS,
  POWERS,
  PREFIX,
  PREFIX_BITS,
  QUICK,
  QUICK_CHECKS,
  QUICK_FEWEST,
  QUICK_KNOWN,
  QUICK_MORE,
  QUICK_NUMBER,
  QUICK_TEXT,
  QUOTES,
  SLOT_BYTES,
  SLOT_TEXT,
  SPACES,
  ZEROS,
} from "../src/kernel/scan-layout";
import { hashOfShort } from "./bytes";
import { isInRange } from "./keep-record";
import { putPlace } from "./put-place";
import { DAY_BITS, findDay } from "./scan-instant";
import { isBetween, MOST_DIGITS } from "./scan-number";
import { isOfFormat } from "./test-text";

// Values as nearly all of them are spelled, each read in one go where a record is read: functions that have one caller become part
// of it. None of them ends in a choice between two places, for the processor would wait for it before it goes on behind the value.

const QUOTE: u8 = 0x22;
const MINUS: u8 = 0x2d;
const POINT: u8 = 0x2e;
const ZERO: u8 = 0x30;
/** `Z"` */
const ZONE_END: u16 = 0x225a;
const MILLISECOND_DIGITS = 3;

/** Read a value that is spelled as usual into a place of the row; the place behind it, or 0 for what has to be looked at again. */
export function quickValue(state: usize, key: usize, at: usize, cell: usize): usize {
  const how = load<i32>(key, QUICK);
  if (how == QUICK_TEXT) return quickText(state, key, at, cell);
  if (how == QUICK_NUMBER) return quickNumber(state, key, at, cell);
  if (how == QUICK_KNOWN) return quickKnown(state, key, at, cell);
  return how == NOT_QUICK ? 0 : quickInstant(state, key, at, cell);
}

/** A bit for each of 16 bytes that is a control character, a quote, a backslash, or not ASCII. */
function specialsAt(state: usize, at: usize): i32 {
  const bytes = v128.load(at);
  const ends = v128.or(
    i8x16.eq(bytes, v128.load(state, QUOTES)),
    i8x16.eq(bytes, v128.load(state, BACKSLASHES)),
  );
  return i8x16.bitmask(v128.or(i8x16.lt_s(bytes, v128.load(state, SPACES)), ends));
}

function quickText(state: usize, key: usize, at: usize, cell: usize): usize {
  if (load<u8>(at) != QUOTE) return 0;
  const start = at + 1;
  let end = start;
  let specials = specialsAt(state, end);
  while (specials == 0) {
    end += 16;
    specials = specialsAt(state, end);
  }
  end += <usize>ctz(specials);
  if (load<u8>(end) != QUOTE) return 0;
  const more = <u32>(end - start) - load<u32>(key, QUICK_FEWEST);
  if (more > load<u32>(key, QUICK_MORE)) return 0;
  const checks = load<i32>(key, QUICK_CHECKS);
  if (checks != 0) {
    const prefix = v128.load(<usize>load<u32>(key, PREFIX));
    const others = ~i8x16.bitmask(i8x16.eq(v128.load(start), prefix));
    if ((others & checks & PREFIX_BITS) != 0) return 0;
    if (checks > PREFIX_BITS && !isOfFormat(key, start, end)) return 0;
  }
  putPlace(state, cell, start, end);
  return end + 1;
}

function quickKnown(state: usize, key: usize, at: usize, cell: usize): usize {
  if (load<u8>(at) != QUOTE) return 0;
  const specials = specialsAt(state, at + 1);
  const length = <usize>ctz(specials);
  const end = at + 1 + length;
  // Of 16 bytes that are none of them there are 32.
  if (length - 1 > 14 || load<u8>(end) != QUOTE) return 0;
  const ones = v128.load(state + ZEROS - length);
  const own = v128.and(v128.load(at, 1), ones);
  const hash = hashOfShort(i64x2.extract_lane(own, 0), i64x2.extract_lane(own, 1));
  const slot =
    <usize>load<u32>(key, KNOWN) + <usize>((hash & load<u32>(key, KNOWN_MASK)) * SLOT_BYTES);
  if (load<u32>(slot) != <u32>length) return 0;
  const known = v128.and(v128.load(slot, SLOT_TEXT), ones);
  if (v128.any_true(v128.xor(known, own))) return 0;
  putPlace(state, cell, at + 1, end);
  return end + 1;
}

function quickNumber(state: usize, key: usize, at: usize, cell: usize): usize {
  let first = at;
  let digit = <u32>load<u8>(at) - ZERO;
  if (digit > 9) {
    if (load<u8>(at) != MINUS) return 0;
    digit = <u32>load<u8>(++first) - ZERO;
    if (digit > 9) return 0;
  }
  let end = first;
  let digits: u64 = 0;
  for (; digit <= 9; digit = <u32>load<u8>(++end) - ZERO) digits = digits * 10 + digit;
  const whole = end - first;
  if (whole > MOST_DIGITS || (load<u8>(first) == ZERO && whole > 1)) return 0;
  let value = <f64>(<i64>digits);
  if (load<u8>(end) == POINT) {
    if (load<u32>(key, IS_INTEGER) != 0) return 0;
    const point = end;
    digit = <u32>load<u8>(++end) - ZERO;
    for (; digit <= 9; digit = <u32>load<u8>(++end) - ZERO) digits = digits * 10 + digit;
    const fraction = end - point - 1;
    if (fraction == 0 || whole + fraction > MOST_DIGITS) return 0;
    value = <f64>(<i64>digits) / load<f64>(state + (fraction << 3), POWERS);
  }
  // An exponent comes after it.
  if ((load<u8>(end) | 0x20) == 0x65) return 0;
  if (first != at) value = -value;
  if (!isBetween(key, value)) return 0;
  putPlace(state, cell, at, end);
  store<f64>(<usize>load<u32>(state, NUMBERS) + (cell << 1), value);
  return end;
}

function quickInstant(state: usize, key: usize, at: usize, cell: usize): usize {
  if (load<u8>(at) != QUOTE) return 0;
  const word = load<u64>(at, 12) ^ 0x30303a30303a3030;
  if ((((word + 0x76767f76767f7676) | word) & 0x8080808080808080) != 0) return 0;
  // Hours, minutes and seconds, each in the byte of its tens.
  const parts = (word * 10 + (word >> 8)) & 0x00ff0000ff0000ff;
  if (((parts + 0x0044000044000068) & 0x0080000080000080) != 0) return 0;
  const minutes = <i32>(parts & 0xff) * 60 + <i32>((parts >> 24) & 0xff);
  let ms = (minutes * 60 + <i32>(parts >> 48)) * 1000;
  const digits = load<i32>(key, FRACTION_DIGITS);
  let end = at + 22;
  if (load<u16>(at, 20) != ZONE_END) {
    const fraction = load<u32>(at, 20) ^ 0x3030302e;
    if ((((fraction + 0x7676767f) | fraction) & 0x80808080) != 0) return 0;
    if (load<u16>(at, 24) != ZONE_END || (digits >= 0 && digits != MILLISECOND_DIGITS)) return 0;
    const tens = <i32>((fraction >> 8) & 15) * 10 + <i32>((fraction >> 16) & 15);
    ms += tens * 10 + <i32>(fraction >> 24);
    end = at + 26;
  } else if (digits > 0) return 0;
  const known = i8x16.bitmask(i8x16.eq(v128.load(at, 1), v128.load(state, DAY)));
  if ((known & DAY_BITS) != DAY_BITS && !findDay(state, at + 1)) return 0;
  const time = load<f64>(state, DAY_MS) + <f64>ms;
  if (load<i32>(key, FIELD) == load<i32>(state, EVENT_FIELD) && !isInRange(state, time)) return 0;
  putPlace(state, cell, at + 1, end - 1);
  store<f64>(<usize>load<u32>(state, NUMBERS) + (cell << 1), time);
  return end;
}
