import { DAY_MS, FRACTION_DIGITS, NUMBER, TAKES_OFFSET } from "../src/kernel/scan-layout";
import { findDay, secondsAt, twoDigits } from "./scan-instant";

const CAPITAL_Z: u8 = 0x5a;
const PLUS: u8 = 0x2b;
const MINUS: u8 = 0x2d;
const POINT: u8 = 0x2e;
const COLON: u8 = 0x3a;
const ZERO: u8 = 0x30;
/** Digits of a fraction; those behind the third have to be zeros, since others are counted. */
const MOST_FRACTION: i32 = 12;
/** The first and the last instant that a column holds. */
const FIRST_MS: f64 = -62135596800000;
const LAST_MS: f64 = 253402300799999;

/** Read an instant of the spelling of its key, with an offset or any fraction, into `NUMBER`; the place behind it, or 0. */
export function scanOddInstant(state: usize, key: usize, start: usize): usize {
  const seconds = secondsAt(start + 11);
  if (seconds < 0 || !findDay(state, start)) return 0;
  let at = start + 19;
  let ms = 0;
  let digits = 0;
  if (load<u8>(at) == POINT) {
    let digit = <u32>load<u8>(++at) - ZERO;
    for (; digit <= 9; digit = <u32>load<u8>(++at) - ZERO) {
      if (digits < 3) ms = ms * 10 + <i32>digit;
      else if (digit != 0) return 0;
      digits++;
    }
    if (digits == 0 || digits > MOST_FRACTION) return 0;
  }
  const wanted = load<i32>(key, FRACTION_DIGITS);
  if (wanted >= 0 && wanted != digits) return 0;
  for (let missing = digits; missing > 0 && missing < 3; missing++) ms *= 10;
  const zone = load<u8>(at);
  let minutes = 0;
  if (zone == CAPITAL_Z) at++;
  else {
    if (load<u32>(key, TAKES_OFFSET) == 0 || (zone != PLUS && zone != MINUS)) return 0;
    const hour = twoDigits(at + 1);
    const minute = twoDigits(at + 4);
    if (hour > 23 || minute > 59 || load<u8>(at, 3) != COLON) return 0;
    minutes = zone == MINUS ? -(hour * 60 + minute) : hour * 60 + minute;
    at += 6;
  }
  const time = load<f64>(state, DAY_MS) + <f64>((seconds - minutes * 60) * 1000 + ms);
  if (time < FIRST_MS || time > LAST_MS) return 0;
  store<f64>(state, time, NUMBER);
  return at;
}
