import { readField } from "./cron-field.ts";

/** Whether a day is one of an expression's; `weekday` is 1 for Sunday to 7, `last` the month's last day. */
export type DayTest = (day: CronDay) => boolean;

/** A day as cron expressions see it. */
export interface CronDay {
  readonly day: number;
  readonly weekday: number;
  readonly last: number;
}

/** A cron expression of EventBridge, taken apart. */
export interface Cron {
  readonly minutes: readonly number[];
  readonly hours: readonly number[];
  readonly months: ReadonlySet<number>;
  readonly years: ReadonlySet<number>;
  readonly isDay: DayTest;
}

const MONTHS = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
const WEEKDAYS = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];
const MINUTE = { name: "minutes", min: 0, max: 59 };
const HOUR = { name: "hours", min: 0, max: 23 };
const DAY = { name: "day of month", min: 1, max: 31 };
const MONTH = { name: "month", min: 1, max: 12, names: MONTHS };
const WEEKDAY = { name: "day of week", min: 1, max: 7, names: WEEKDAYS };
const YEAR = { name: "year", min: 1970, max: 2199 };

/** Read the inside of `cron(...)`: six fields, as EventBridge Scheduler has them; a text that says what is wrong. */
export function parseCron(text: string): Cron | string {
  const fields = text.trim().split(/\s+/);
  if (fields.length !== 6)
    return `cron takes six fields (minutes hours day-of-month month day-of-week year), not ${fields.length}`;
  const [minute = "", hour = "", day = "", month = "", weekday = "", year = ""] = fields;
  const minutes = readField(minute, MINUTE);
  if (typeof minutes === "string") return minutes;
  const hours = readField(hour, HOUR);
  if (typeof hours === "string") return hours;
  const months = readField(month, MONTH);
  if (typeof months === "string") return months;
  const years = readField(year, YEAR);
  if (typeof years === "string") return years;
  if ((day === "?") === (weekday === "?"))
    return "one of day-of-month and day-of-week must be ?, and only one";
  const isDay = weekday === "?" ? dayOfMonth(day) : dayOfWeek(weekday);
  if (typeof isDay === "string") return isDay;
  return { minutes: sorted(minutes), hours: sorted(hours), months, years, isDay };
}

function sorted(values: ReadonlySet<number>): number[] {
  return [...values].sort((one, other) => one - other);
}

/** `15`, `1-7`, `L` (the last), `L-2`, `15W` (the nearest Monday to Friday), `LW`. */
function dayOfMonth(text: string): DayTest | string {
  const last = /^L(?:-(\d{1,2}))?$/i.exec(text);
  if (last !== null) return ({ day, last: end }) => day === end - Number(last[1] ?? 0);
  if (/^LW$/i.test(text)) return (day) => isNearestWorkday(day, day.last);
  const near = /^(\d{1,2})W$/i.exec(text);
  if (near !== null) {
    const wanted = Number(near[1]);
    if (wanted < 1 || wanted > 31) return `day of month "${text}" must lie from 1 to 31`;
    return (day) => wanted <= day.last && isNearestWorkday(day, wanted);
  }
  const days = readField(text, DAY);
  return typeof days === "string" ? days : ({ day }) => days.has(day);
}

/** Whether a day is the Monday to Friday next to another one of its month. */
function isNearestWorkday({ day, weekday, last }: CronDay, wanted: number): boolean {
  const weekdayOfWanted = ((((weekday - 1 + wanted - day) % 7) + 7) % 7) + 1;
  if (weekdayOfWanted === 7) return day === (wanted === 1 ? 3 : wanted - 1);
  if (weekdayOfWanted === 1) return day === (wanted === last ? wanted - 2 : wanted + 1);
  return day === wanted;
}

/** `2-6`, `MON-FRI`, `6#3` (the third Friday), `6L` (the last Friday), `L` (Saturday). */
function dayOfWeek(text: string): DayTest | string {
  if (/^L$/i.test(text)) return ({ weekday }) => weekday === 7;
  const nth = /^([A-Z0-9]{1,3})(?:#(\d)|L)$/i.exec(text);
  const days = readField(nth?.[1] ?? text, WEEKDAY);
  if (typeof days === "string") return days;
  if (nth === null) return ({ weekday }) => days.has(weekday);
  if (nth[2] === undefined) return ({ day, weekday, last }) => days.has(weekday) && day + 7 > last;
  const which = Number(nth[2]);
  if (which < 1 || which > 5) return `day of week "${text}" must name the first to the fifth`;
  return ({ day, weekday }) => days.has(weekday) && Math.ceil(day / 7) === which;
}
