import type { FieldPlace, FieldReader } from "./field-reader.ts";
import { IntegerText } from "./integer-text.ts";

const [MINUS, POINT, ZERO, NINE] = [0x2d, 0x2e, 0x30, 0x39] as const;
/** Numbers of so many digits are whole numbers and powers of ten that doubles hold, and their quotient is the nearest double. */
const MOST_DIGITS = 15;
const POWERS = Array.from({ length: MOST_DIGITS + 1 }, (_, i) => 10 ** i);
/** Fewer digits are an integer of 32 bits. */
const FEWEST_DIGITS = 10;
/** A number as servers write it. */
const NUMBER = /^-?\d{1,400}(?:\.\d{1,400})?(?:e[+-]?\d{1,3})?$/;

/** Numbers that a double holds. */
export function numberReader({ field: { checker }, at }: FieldPlace): FieldReader {
  const passes = checker.passes ?? (() => false);
  // Called with a double, a function that isn't known here makes an object of it.
  const isAnyNumber = passes === Number.isFinite;
  return ({ bytes, starts, ends, numbers, size, width }, refused) => {
    for (let row = 0, place = at; row < size; row++, place += width) {
      const start = starts[place] as number;
      if (start < 0) continue;
      const value = numberAt(bytes, start, ends[place] as number);
      numbers[place] = value;
      if (!(isAnyNumber ? Number.isFinite(value) : passes(value))) refused[row] = 1;
    }
  };
}

function numberAt(bytes: Buffer, start: number, end: number): number {
  if (end - start < FEWEST_DIGITS) {
    const value = smallAt(bytes, start, end);
    if (value >= 0) return value;
  }
  const few = fewDigits(bytes, start, end);
  return Number.isNaN(few) ? manyDigits(bytes.toString("latin1", start, end)) : few;
}

/** Digits alone, of which an integer of 32 bits has room for so many; -1 for anything else. */
function smallAt(bytes: Buffer, start: number, end: number): number {
  let value = 0;
  for (let at = start; at < end; at++) {
    const digit = (bytes[at] as number) - ZERO;
    if (digit < 0 || digit > 9) return -1;
    value = value * 10 + digit;
  }
  return start === end ? -1 : value;
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
export function integerReader({ field: { checker, takesAll }, at }: FieldPlace): FieldReader {
  const integer = new IntegerText(0);
  return (flat, refused) => {
    const { bytes, starts, ends, size, width } = flat;
    integer.open(flat);
    for (let row = 0, place = at; row < size; row++, place += width) {
      const start = starts[place] as number;
      if (start < 0) continue;
      const end = ends[place] as number;
      const isTaken =
        integer.read(start, end, place) &&
        (takesAll || checker.passes?.(BigInt(bytes.toString("latin1", start, end))) === true);
      if (!isTaken) refused[row] = 1;
    }
  };
}

/** Decimals that have all digits of their scale. */
export function decimalReader(
  { field: { checker, takesAll }, at }: FieldPlace,
  { precision, scale }: { readonly precision: number; readonly scale: number },
): FieldReader {
  const mark = scale > 0 ? 1 : 0;
  // A zero before the point is none of the digits.
  const behindZero = Math.max(precision, scale + 1);
  const integer = new IntegerText(scale);
  return (flat, refused) => {
    const { bytes, starts, ends, size, width } = flat;
    integer.open(flat);
    for (let row = 0, place = at; row < size; row++, place += width) {
      const start = starts[place] as number;
      if (start < 0) continue;
      const end = ends[place] as number;
      const first = bytes[start] === MINUS ? start + 1 : start;
      const isTaken =
        end - first - mark <= (bytes[first] === ZERO ? behindZero : precision) &&
        (mark === 0 || bytes[end - scale - 1] === POINT) &&
        integer.read(start, end, place) &&
        (takesAll || checker.passes?.(bytes.toString("latin1", start, end)) === true);
      if (!isTaken) refused[row] = 1;
    }
  };
}
