import { daysFromCivil, isCalendarDate } from "./calendar.ts";

const DATE = /^(\d{4})-(\d{2})-(\d{2})$/;

/**
 * A full date `YYYY-MM-DD` as days since 1970-01-01, or `undefined` when it is not a day of the
 * calendar in the years 0001 to 9999.
 *
 * @example
 * ```ts
 * import { parseDate } from "@cloudapi/core";
 *
 * console.log(parseDate("1970-01-02")); // => 1
 * console.log(parseDate("2025-02-30")); // => undefined
 * ```
 */
export function parseDate(text: string): number | undefined {
  const match = typeof text === "string" ? DATE.exec(text) : null;
  if (match === null) return undefined;
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  return isCalendarDate(year, month, day) ? daysFromCivil(year, month, day) : undefined;
}
