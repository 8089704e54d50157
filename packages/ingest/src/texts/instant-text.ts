import { daysFromCivil, isCalendarDate } from "@cloudapi/core/internal";

const [ZERO, NINE, SPACE, DASH, PLUS, COLON, POINT] = [48, 57, 32, 45, 43, 58, 46] as const;
const [CAPITAL_T, CAPITAL_Z] = [84, 90] as const;
const [DATE_LENGTH, SECONDS_LENGTH, ZONE_LENGTH] = [10, 19, 3] as const;

/** Days since 1970-01-01 of a date such as `2024-02-29`; NaN for what is in another spelling, or none of the years 1 to 9999. */
export function readDay(bytes: Buffer, start: number, end: number): number {
  const isRight =
    end - start === DATE_LENGTH && bytes[start + 4] === DASH && bytes[start + 7] === DASH;
  return isRight ? dayAt(bytes, start) : Number.NaN;
}

/**
 * A date and time in UTC, `2024-03-10 02:30:00.5+00` or without the zone, as the servers write it; what is read last is told until the next
 * is read.
 */
export class InstantText {
  epochMs = 0;
  /** Whether it has digits finer than milliseconds that are not zero. */
  isFiner = false;
  #end = 0;

  /** Whether it is one, of the years 1 to 9999. */
  read(bytes: Buffer, start: number, end: number): boolean {
    if (end - start < SECONDS_LENGTH || !hasMarks(bytes, start)) return false;
    const days = dayAt(bytes, start);
    const hour = twoDigits(bytes, start + 11);
    const minute = twoDigits(bytes, start + 14);
    const second = twoDigits(bytes, start + 17);
    if (!(hour <= 23 && minute <= 59 && second <= 59)) return false;
    const seconds = days * 86_400 + (hour * 60 + minute) * 60 + second;
    this.#end = hasZone(bytes, end) ? end - ZONE_LENGTH : end;
    this.epochMs = seconds * 1000;
    return this.#readFraction(bytes, start + SECONDS_LENGTH) && !Number.isNaN(days);
  }

  /** Write what was read as ISO 8601 has it, in its place; where it ends. */
  write(bytes: Buffer, start: number): number {
    bytes[start + DATE_LENGTH] = CAPITAL_T;
    bytes[this.#end] = CAPITAL_Z;
    return this.#end + 1;
  }

  #readFraction(bytes: Buffer, start: number): boolean {
    this.isFiner = false;
    const end = this.#end;
    if (start === end) return true;
    if (bytes[start] !== POINT || start + 1 === end) return false;
    let unit = 100;
    for (let at = start + 1; at < end; at++) {
      const digit = (bytes[at] as number) - ZERO;
      if (digit < 0 || digit > 9) return false;
      if (unit >= 1) this.epochMs += digit * unit;
      else if (digit > 0) this.isFiner = true;
      unit = unit > 1 ? unit / 10 : 0;
    }
    return true;
  }
}

function hasMarks(bytes: Buffer, start: number): boolean {
  return (
    bytes[start + 4] === DASH &&
    bytes[start + 7] === DASH &&
    bytes[start + 10] === SPACE &&
    bytes[start + 13] === COLON &&
    bytes[start + 16] === COLON
  );
}

function hasZone(bytes: Buffer, end: number): boolean {
  return bytes[end - 3] === PLUS && bytes[end - 2] === ZERO && bytes[end - 1] === ZERO;
}

function dayAt(bytes: Buffer, start: number): number {
  const year = twoDigits(bytes, start) * 100 + twoDigits(bytes, start + 2);
  const month = twoDigits(bytes, start + 5);
  const day = twoDigits(bytes, start + 8);
  return isCalendarDate(year, month, day) ? daysFromCivil(year, month, day) : Number.NaN;
}

/** Two digits as a number; NaN when either is none. */
function twoDigits(bytes: Buffer, at: number): number {
  const tens = bytes[at] as number;
  const ones = bytes[at + 1] as number;
  const isBoth = tens >= ZERO && tens <= NINE && ones >= ZERO && ones <= NINE;
  return isBoth ? (tens - ZERO) * 10 + (ones - ZERO) : Number.NaN;
}
