import { parseDate } from "@cloudapi/core";

/** Whole UTC days, first and last included. */
export interface DayRange {
  /** `YYYY-MM-DD`. */
  readonly start: string;
  readonly end: string;
  /** Days since 1970-01-01. */
  readonly startDay: number;
  readonly endDay: number;
}

/**
 * Check a start and end date.
 *
 * @throws {TypeError} for what is not a string
 * @throws {RangeError} for a date that is not in the calendar, or a start after the end
 */
export function readDayRange(what: string, start: unknown, end: unknown): DayRange {
  const startDay = readDay(`${what}: startDate`, start);
  const endDay = readDay(`${what}: endDate`, end);
  if (startDay > endDay)
    throw new RangeError(`${what}: startDate ${String(start)} is after endDate ${String(end)}.`);
  return { start: start as string, end: end as string, startDay, endDay };
}

function readDay(what: string, date: unknown): number {
  if (typeof date !== "string")
    throw new TypeError(
      `${what} must be a date like "2025-01-15", not ${date === null ? "null" : typeof date}.`,
    );
  const day = parseDate(date);
  if (day === undefined)
    throw new RangeError(
      `${what} must be a calendar date like "2025-01-15", not "${date.slice(0, 40)}".`,
    );
  return day;
}

/** Year, month and day of a count of days since 1970-01-01. */
export function civilOfDay(day: number): { year: number; month: number; day: number } {
  const date = new Date(day * 86_400_000);
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() };
}
