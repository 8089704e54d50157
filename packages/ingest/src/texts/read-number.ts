import { type FlatField, LOW } from "@cloudapi/records/internal";
import type { TextReader } from "./field-reader.ts";

const [MINUS, POINT, ZERO, NINE] = [0x2d, 0x2e, 0x30, 0x39] as const;
const HIGH = 1 - LOW;
/** Numbers of so many digits are whole numbers and powers of ten that doubles hold, and their quotient is the nearest double. */
const MOST_DIGITS = 15;
const POWERS = Array.from({ length: MOST_DIGITS + 1 }, (_, i) => 10 ** i);
const TWO_32 = 2 ** 32;
const MOST_HIGH = 0x7fffffff;
/** A number as servers write it. */
const NUMBER = /^-?\d{1,400}(?:\.\d{1,400})?(?:e[+-]?\d{1,3})?$/;

/** Numbers that a double holds. */
export function numberReader({ checker }: FlatField): TextReader {
  return (flat, at, start, end) => {
    const { bytes } = flat;
    let value = fewDigits(bytes, start, end);
    if (Number.isNaN(value)) value = manyDigits(bytes.toString("latin1", start, end));
    flat.numbers[at] = value;
    return checker.passes?.(value) === true;
  };
}

/** A number of few digits without an exponent; NaN for others. */
function fewDigits(bytes: Buffer, start: number, end: number): number {
  const first = bytes[start] === MINUS ? start + 1 : start;
  if (first === end || end - first > MOST_DIGITS + 1) return Number.NaN;
  let digits = 0;
  let point = end;
  for (let at = first; at < end; at++) {
    const byte = bytes[at] as number;
    if (byte >= ZERO && byte <= NINE) digits = digits * 10 + (byte - ZERO);
    else if (byte === POINT && point === end && at > first && at + 1 < end) point = at;
    else return Number.NaN;
  }
  if (point === end && end - first > MOST_DIGITS) return Number.NaN;
  const value = point === end ? digits : digits / (POWERS[end - point - 1] as number);
  return first > start ? -value : value;
}

function manyDigits(text: string): number {
  return NUMBER.test(text) ? Number(text) : Number.NaN;
}

/** Integers of 64 bits. */
export function integerReader({ checker, takesAll }: FlatField): TextReader {
  return (flat, at, start, end) => {
    if (!readInteger(flat.bytes, start, end, { words: flat.words, at, scale: 0 })) return false;
    if (takesAll) return true;
    return checker.passes?.(BigInt(flat.bytes.toString("latin1", start, end))) === true;
  };
}

/** Decimals that have all digits of their scale. */
export function decimalReader(
  { checker, takesAll }: FlatField,
  { precision, scale }: { readonly precision: number; readonly scale: number },
): TextReader {
  return (flat, at, start, end) => {
    const { bytes, words } = flat;
    const first = bytes[start] === MINUS ? start + 1 : start;
    const digits = end - first - (scale > 0 ? 1 : 0);
    // A zero before the point is none of the digits.
    if (digits > (bytes[first] === ZERO ? Math.max(precision, scale + 1) : precision)) return false;
    if (scale > 0 && bytes[end - scale - 1] !== POINT) return false;
    if (!readInteger(bytes, start, end, { words, at, scale })) return false;
    return takesAll || checker.passes?.(bytes.toString("latin1", start, end)) === true;
  };
}

/**
 * Read digits into the two words of an integer of 64 bits, without leading zeros and the sign of zero. The point, which is before the last
 * `scale` digits if there are any, is passed over.
 */
function readInteger(
  bytes: Buffer,
  start: number,
  end: number,
  { words, at, scale }: { readonly words: Int32Array; readonly at: number; readonly scale: number },
): boolean {
  const isNegative = bytes[start] === MINUS;
  const first = isNegative ? start + 1 : start;
  const point = scale > 0 ? end - scale - 1 : end;
  if (first >= point || end - first > MOST_INTEGER) return false;
  if (bytes[first] === ZERO && point > first + 1) return false;
  let few = 0;
  let [high, low] = [0, 0];
  let count = 0;
  for (let i = first; i < end; i++) {
    if (i === point) continue;
    const digit = (bytes[i] as number) - ZERO;
    if (digit < 0 || digit > 9) return false;
    if (++count <= MOST_DIGITS) few = few * 10 + digit;
    else {
      if (count === MOST_DIGITS + 1) {
        high = Math.floor(few / TWO_32);
        low = few % TWO_32;
      }
      const next = low * 10 + digit;
      low = next % TWO_32;
      high = high * 10 + Math.floor(next / TWO_32);
    }
  }
  if (count <= MOST_DIGITS) {
    high = Math.floor(few / TWO_32);
    low = few % TWO_32;
  }
  if (high > MOST_HIGH || (isNegative && high === 0 && low === 0)) return false;
  words[at * 2 + LOW] = isNegative ? -low | 0 : low | 0;
  words[at * 2 + HIGH] = isNegative ? ~high + (low === 0 ? 1 : 0) : high;
  return true;
}

/** Digits and a point: more are left to others, as is the least of all integers. */
const MOST_INTEGER = 20;
