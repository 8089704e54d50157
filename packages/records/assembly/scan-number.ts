import { GREATEST, IS_BOUNDED, IS_INTEGER, LEAST, NUMBER, POWERS } from "../src/kernel/scan-layout";

const MINUS: u8 = 0x2d;
const POINT: u8 = 0x2e;
const ZERO: u8 = 0x30;
/** Numbers of so many digits are whole numbers and powers of ten that doubles hold, and their quotient is the nearest double. */
export const MOST_DIGITS: usize = 15;

/** Read a number that has few digits and no exponent into `NUMBER`; where it ends, or 0 where it is left to others. */
export function scanNumber(state: usize, start: usize): usize {
  return scanDecimal(state, start, POINT);
}

/** The same with another byte before the decimals. */
export function scanDecimal(state: usize, start: usize, decimal: u8): usize {
  const first = load<u8>(start) == MINUS ? start + 1 : start;
  let at = first;
  let digits: u64 = 0;
  let digit = <u32>load<u8>(at) - ZERO;
  for (; digit <= 9; digit = <u32>load<u8>(++at) - ZERO) digits = digits * 10 + digit;
  const whole = at - first;
  if (whole == 0 || whole > MOST_DIGITS || (whole > 1 && load<u8>(first) == ZERO)) return 0;
  let value: f64;
  if (load<u8>(at) == decimal) {
    const point = at;
    digit = <u32>load<u8>(++at) - ZERO;
    for (; digit <= 9; digit = <u32>load<u8>(++at) - ZERO) digits = digits * 10 + digit;
    const fraction = at - point - 1;
    if (fraction == 0 || whole + fraction > MOST_DIGITS) return 0;
    value = <f64>(<i64>digits) / load<f64>(state + (fraction << 3), POWERS);
  } else value = <f64>(<i64>digits);
  store<f64>(state, first > start ? -value : value, NUMBER);
  // An exponent, or something else, comes after it.
  const byte = load<u8>(at);
  return (byte | 0x20) == 0x65 ? 0 : at;
}

/** Whether a number is within the bounds of its key; after a no, others can tell. */
export function isWithin(key: usize, value: f64): bool {
  if (load<u32>(key, IS_BOUNDED) == 0 || !isBetween(key, value)) return false;
  return load<u32>(key, IS_INTEGER) == 0 || value == nearest(value);
}

/** Whether a number is within bounds that its key has. */
export function isBetween(key: usize, value: f64): bool {
  return value >= load<f64>(key, LEAST) && value <= load<f64>(key, GREATEST);
}
