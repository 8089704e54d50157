import {
  DAY,
  DAY_MS,
  MONTH_BYTES,
  MONTH_DAYS,
  MONTH_EVE,
  MONTHS,
  NUMBER,
} from "../src/kernel/scan-layout";

const QUOTE: u8 = 0x22;
const CAPITAL_Z: u8 = 0x5a;
const MS_OF_DAY: f64 = 86400000;
/** Bits of the bytes of a day and of the letter behind it. */
export const DAY_BITS = 0x7ff;
/** Stands for days of what is no date. */
export const NO_DAY: i32 = -0x80000000;

/** Read an instant in UTC with seconds or milliseconds behind its quote into `NUMBER`; the place behind its other quote, or 0. */
export function scanInstant(state: usize, start: usize): usize {
  const length: usize = load<u8>(start, 20) == QUOTE ? 20 : 24;
  return load<u8>(start + length) == QUOTE && readInstant(state, start, length)
    ? start + length + 1
    : 0;
}

/** Whether so many bytes, 20 or 24, are an instant in UTC with seconds or milliseconds, which goes to `NUMBER`. */
export function readInstant(state: usize, start: usize, length: usize): bool {
  if (load<u8>(start + length - 1) != CAPITAL_Z) return false;
  const seconds = secondsAt(start + 11);
  const ms = length == 20 ? 0 : millisecondsAt(start + 19);
  if ((seconds | ms) < 0 || !findDay(state, start)) return false;
  store<f64>(state, load<f64>(state, DAY_MS) + <f64>(seconds * 1000 + ms), NUMBER);
  return true;
}

/** The seconds of a time such as `10:30:45`; -1 for what is none. */
export function secondsAt(at: usize): i32 {
  const word = load<u64>(at) ^ 0x30303a30303a3030;
  if ((((word + 0x76767f76767f7676) | word) & 0x8080808080808080) != 0) return -1;
  const hour = <i32>(word & 15) * 10 + <i32>((word >> 8) & 15);
  const minute = <i32>((word >> 24) & 15) * 10 + <i32>((word >> 32) & 15);
  const second = <i32>((word >> 48) & 15) * 10 + <i32>((word >> 56) & 15);
  if (hour > 23 || minute > 59 || second > 59) return -1;
  return (hour * 60 + minute) * 60 + second;
}

/** What `.123` stands for; -1 for what is none. */
function millisecondsAt(at: usize): i32 {
  const word = load<u32>(at) ^ 0x3030302e;
  if ((((word + 0x7676767f) | word) & 0x80808080) != 0) return -1;
  return <i32>((word >> 8) & 15) * 100 + <i32>((word >> 16) & 15) * 10 + <i32>(word >> 24);
}

/** Whether `2025-01-15T` is a day; its first millisecond goes to `DAY_MS`. */
export function findDay(state: usize, at: usize): bool {
  const bytes = v128.load(at);
  const known = i8x16.bitmask(i8x16.eq(bytes, v128.load(state, DAY)));
  if ((known & DAY_BITS) == DAY_BITS) return true;
  const days = load<u8>(at, 10) == 0x54 ? dateAt(state, at) : NO_DAY;
  if (days == NO_DAY) return false;
  v128.store(state, bytes, DAY);
  store<f64>(state, <f64>days * MS_OF_DAY, DAY_MS);
  return true;
}

/** Days since 1970-01-01 of a date such as `2025-01-15`; `NO_DAY` for what is none. */
export function dateAt(state: usize, at: usize): i32 {
  const start = load<u64>(at);
  // Months have places of their own; what else has the place of one is compared with it.
  const place = (<usize>(start >> 40) & 1) * 10 + (<usize>(start >> 48) & 15);
  const month = state + MONTHS + (place & 15) * MONTH_BYTES;
  if (load<u64>(month) != start && !findMonth(month, at)) return NO_DAY;
  const day = twoDigits(at + 8);
  if (day < 1 || day > load<i32>(month, MONTH_DAYS)) return NO_DAY;
  return load<i32>(month, MONTH_EVE) + day;
}

/** Whether `2025-01-` is what dates of a month begin with, which then is put into its place. */
function findMonth(place: usize, at: usize): bool {
  const year = twoDigits(at) * 100 + twoDigits(at + 2);
  const month = twoDigits(at + 5);
  const isSpelt = load<u8>(at, 4) == 0x2d && load<u8>(at, 7) == 0x2d;
  if (!isSpelt || year < 1 || year > 9999 || month < 1 || month > 12) return false;
  store<u64>(place, load<u64>(at));
  store<i32>(place, daysTo(year, month, 1) - 1, MONTH_EVE);
  store<i32>(place, daysIn(year, month), MONTH_DAYS);
  return true;
}

/** Two digits as a number; one that no year and no day has for other bytes. */
export function twoDigits(at: usize): i32 {
  const tens = <u32>load<u8>(at) - 0x30;
  const ones = <u32>load<u8>(at, 1) - 0x30;
  return tens <= 9 && ones <= 9 ? <i32>(tens * 10 + ones) : 100000;
}

function daysIn(year: i32, month: i32): i32 {
  if (month == 2) return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0 ? 29 : 28;
  return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
}

/** Days since 1970-01-01; years are counted from March, so that a leap day comes last. */
function daysTo(year: i32, month: i32, day: i32): i32 {
  const y = month <= 2 ? year - 1 : year;
  const era = y / 400;
  const ofEra = y - era * 400;
  const ofYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
  return era * 146097 + ofEra * 365 + ofEra / 4 - ofEra / 100 + ofYear - 719468;
}
