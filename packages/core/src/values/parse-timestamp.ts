import { daysFromCivil, isCalendarDate } from "./calendar.ts";

/** An instant read from text: milliseconds since 1970-01-01T00:00:00Z, and whether finer digits were cut. */
export interface ParsedTimestamp {
  readonly epochMs: number;
  readonly truncated: boolean;
}

/** 0001-01-01T00:00:00.000Z, the first instant a column can hold. */
export const MIN_EPOCH_MS = -62_135_596_800_000;
/** 9999-12-31T23:59:59.999Z, the last instant a column can hold. */
export const MAX_EPOCH_MS = 253_402_300_799_999;

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const ZERO = 48;

/**
 * An RFC 3339 date-time as an instant, or `undefined` when it is not one.
 *
 * Strict: a full date that exists in the calendar, `T`, full time with seconds, `Z` or an offset
 * (RFC 3339, section 5.6). Digits finer than milliseconds are cut, not rounded. A leap second, which is
 * 23:59:60 in UTC, counts as 23:59:59.999, so that it keeps its day. The instant must lie in the
 * UTC years 0001 to 9999.
 *
 * @example
 * ```ts
 * import { parseTimestamp } from "@cloudapi/core";
 *
 * console.log(parseTimestamp("2025-01-15T10:30:45.1239+01:00")); // => { epochMs: 1736933445123, truncated: true }
 * console.log(parseTimestamp("2025-02-30T00:00:00Z")); // => undefined
 * ```
 */
export function parseTimestamp(text: string): ParsedTimestamp | undefined {
  if (typeof text !== "string" || text.length < 20) return undefined;
  const days = readDate(text);
  if (days === undefined) return undefined;
  const separator = text.charCodeAt(10);
  if (separator !== 84 && separator !== 116) return undefined;
  const hour = twoDigits(text, 11);
  const minute = twoDigits(text, 14);
  const second = twoDigits(text, 17);
  if (text.charCodeAt(13) !== 58 || text.charCodeAt(16) !== 58) return undefined;
  if (!(hour <= 23 && minute <= 59 && second <= 60)) return undefined;
  const fraction = readFraction(text);
  if (fraction === undefined) return undefined;
  const offset = readOffsetMinutes(text, fraction.end);
  if (offset === undefined) return undefined;
  const minutes = hour * 60 + minute - offset;
  const minuteMs = days * DAY_MS + minutes * MINUTE_MS;
  if (second === 60) return leapSecond(minuteMs, fraction.truncated);
  return inRange(minuteMs + second * 1000 + fraction.ms, fraction.truncated);
}

function readDate(text: string): number | undefined {
  if (text.charCodeAt(4) !== 45 || text.charCodeAt(7) !== 45) return undefined;
  const year = twoDigits(text, 0) * 100 + twoDigits(text, 2);
  const month = twoDigits(text, 5);
  const day = twoDigits(text, 8);
  return isCalendarDate(year, month, day) ? daysFromCivil(year, month, day) : undefined;
}

/** Two decimal digits as a number; NaN when either is not a digit, so that every comparison with it fails. */
function twoDigits(text: string, at: number): number {
  const tens = text.charCodeAt(at) - ZERO;
  const ones = text.charCodeAt(at + 1) - ZERO;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : Number.NaN;
}

function readFraction(text: string): { ms: number; truncated: boolean; end: number } | undefined {
  if (text.charCodeAt(19) !== 46) return { ms: 0, truncated: false, end: 19 };
  let end = 20;
  let ms = 0;
  let truncated = false;
  for (; end < text.length; end++) {
    const digit = text.charCodeAt(end) - ZERO;
    if (digit < 0 || digit > 9) break;
    if (end < 23) ms = ms * 10 + digit;
    else if (digit !== 0) truncated = true;
  }
  if (end === 20) return undefined;
  if (end === 21) ms *= 100;
  else if (end === 22) ms *= 10;
  return { ms, truncated, end };
}

function readOffsetMinutes(text: string, at: number): number | undefined {
  const sign = text.charCodeAt(at);
  if (sign === 90 || sign === 122) return text.length === at + 1 ? 0 : undefined;
  if ((sign !== 43 && sign !== 45) || text.length !== at + 6) return undefined;
  const hours = twoDigits(text, at + 1);
  const minutes = twoDigits(text, at + 4);
  if (text.charCodeAt(at + 3) !== 58 || !(hours <= 23 && minutes <= 59)) return undefined;
  return (sign === 45 ? -1 : 1) * (hours * 60 + minutes);
}

/** Second 60 exists only in the last minute of a UTC day; its last millisecond before stands for it. */
function leapSecond(minuteMs: number, truncated: boolean): ParsedTimestamp | undefined {
  const isLastMinute = ((minuteMs % DAY_MS) + DAY_MS) % DAY_MS === DAY_MS - MINUTE_MS;
  return isLastMinute ? inRange(minuteMs + MINUTE_MS - 1, truncated) : undefined;
}

function inRange(epochMs: number, truncated: boolean): ParsedTimestamp | undefined {
  return epochMs >= MIN_EPOCH_MS && epochMs <= MAX_EPOCH_MS ? { epochMs, truncated } : undefined;
}
