import { TrinoError } from "@cloudapi/athena/internal/analysis";
import { escapeRegExp } from "../../types/text/escape-regexp.ts";
import { daysOf, nearestMillis } from "../../types/text/time-text.ts";
import { formatJoda, parseJoda } from "./joda.ts";
import { MONTH_NAMES } from "./month-names.ts";
import { remember } from "./remember.ts";
import type { Udf } from "./udf.ts";
import { udf } from "./udf.ts";
import { dayOfYear, isoWeek } from "./week.ts";

const DAYS = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];

const pad = (value: number, width: number) =>
  (value < 0 ? "-" : "") + String(Math.abs(value)).padStart(width, "0");

type Write = (date: Date) => string;

const hour12 = (date: Date) => pad(date.getUTCHours() % 12 === 0 ? 12 : date.getUTCHours() % 12, 2);
const meridian = (date: Date) => (date.getUTCHours() < 12 ? "AM" : "PM");
const clock = (date: Date) => `${pad(date.getUTCMinutes(), 2)}:${pad(date.getUTCSeconds(), 2)}`;

/** MySQL's patterns, as far as Trino knows them. */
const WRITERS: Record<string, Write> = {
  a: (date) => (DAYS[date.getUTCDay()] ?? "").slice(0, 3),
  b: (date) => (MONTH_NAMES[date.getUTCMonth()] ?? "").slice(0, 3),
  c: (date) => String(date.getUTCMonth() + 1),
  d: (date) => pad(date.getUTCDate(), 2),
  e: (date) => String(date.getUTCDate()),
  f: (date) => pad(date.getUTCMilliseconds() * 1000, 6),
  H: (date) => pad(date.getUTCHours(), 2),
  h: hour12,
  I: hour12,
  i: (date) => pad(date.getUTCMinutes(), 2),
  j: (date) => pad(dayOfYear(date), 3),
  k: (date) => String(date.getUTCHours()),
  l: (date) => String(Number(hour12(date))),
  M: (date) => MONTH_NAMES[date.getUTCMonth()] ?? "",
  m: (date) => pad(date.getUTCMonth() + 1, 2),
  p: meridian,
  r: (date) => `${hour12(date)}:${clock(date)} ${meridian(date)}`,
  S: (date) => pad(date.getUTCSeconds(), 2),
  s: (date) => pad(date.getUTCSeconds(), 2),
  T: (date) => `${pad(date.getUTCHours(), 2)}:${clock(date)}`,
  v: (date) => pad(isoWeek(date).week, 2),
  W: (date) => DAYS[date.getUTCDay()] ?? "",
  x: (date) => pad(isoWeek(date).year, 4),
  Y: (date) => pad(date.getUTCFullYear(), 4),
  y: (date) => pad(Math.abs(date.getUTCFullYear()) % 100, 2),
};

/** The pieces of a pattern: `%Y` or text; an unknown letter stands for itself. */
function pieces(format: string): string[] {
  return format.match(/%[\s\S]|[^%]+|%$/g) ?? [];
}

function refuse(letter: string): TrinoError {
  return new TrinoError(
    "INVALID_FUNCTION_ARGUMENT",
    `%${letter} not supported in date format string`,
  );
}

const REFUSED = new Set(["D", "U", "u", "V", "w", "X"]);

function dateFormat(micros: bigint, format: string): string {
  const date = new Date(nearestMillis(micros));
  return pieces(format)
    .map((piece) => {
      if (!piece.startsWith("%") || piece.length < 2) return piece;
      const letter = piece.slice(1);
      if (REFUSED.has(letter)) throw refuse(letter);
      return WRITERS[letter]?.(date) ?? letter;
    })
    .join("");
}

interface Parts {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
  millis: number;
  pm: boolean | undefined;
  dayOfYear: number | undefined;
}

type Read = [pattern: string, set: (parts: Parts, text: string) => void];

const two = (key: "month" | "day" | "hour" | "minute" | "second"): Read => [
  "\\d{1,2}",
  (parts, text) => void (parts[key] = Number(text)),
];
const monthName: Read = [
  "[A-Za-z]+",
  (parts, text) => {
    const index = MONTH_NAMES.findIndex(
      (name) =>
        name.toLowerCase() === text.toLowerCase() ||
        name.slice(0, 3).toLowerCase() === text.toLowerCase(),
    );
    parts.month = index < 0 ? Number.NaN : index + 1;
  },
];
const weekdayName: Read = ["[A-Za-z]+", () => undefined];

const READERS: Record<string, Read> = {
  a: weekdayName,
  W: weekdayName,
  b: monthName,
  M: monthName,
  c: two("month"),
  m: two("month"),
  d: two("day"),
  e: two("day"),
  H: two("hour"),
  k: two("hour"),
  h: two("hour"),
  I: two("hour"),
  l: two("hour"),
  i: two("minute"),
  S: two("second"),
  s: two("second"),
  f: ["\\d{1,9}", (parts, text) => void (parts.millis = Number(text.padEnd(3, "0").slice(0, 3)))],
  j: ["\\d{1,3}", (parts, text) => void (parts.dayOfYear = Number(text))],
  p: ["[AaPp][Mm]", (parts, text) => void (parts.pm = text.toLowerCase() === "pm")],
  Y: ["[+-]?\\d{1,4}", (parts, text) => void (parts.year = Number(text))],
  y: [
    "\\d{2}",
    (parts, text) =>
      void (parts.year = Number(text) < 70 ? 2000 + Number(text) : 1900 + Number(text)),
  ],
};

const EXPANSIONS: Record<string, string> = { T: "%H:%i:%s", r: "%h:%i:%s %p" };

const readerOf = remember((format) => {
  const sets: Read[1][] = [];
  const expanded = format.replaceAll(/%([Tr])/g, (_, letter: string) => EXPANSIONS[letter] ?? "");
  const source = pieces(expanded)
    .map((piece) => {
      if (!piece.startsWith("%") || piece.length < 2) return escapeRegExp(piece);
      const letter = piece.slice(1);
      if (REFUSED.has(letter) || letter === "v" || letter === "x") throw refuse(letter);
      const read = READERS[letter];
      if (read === undefined) return escapeRegExp(letter);
      sets.push(read[1]);
      return `(${read[0]})`;
    })
    .join("");
  return { rule: new RegExp(`^${source}$`), sets, twelve: /%[hIl]/.test(expanded) };
});

/** `date_parse`: microseconds of the wall clock. */
function dateParse(text: string, format: string): bigint {
  const invalid = (what: string) => new TrinoError("INVALID_FUNCTION_ARGUMENT", what);
  const { rule, sets, twelve } = readerOf(format);
  const match = rule.exec(text);
  if (match === null) throw invalid(`Invalid format: "${text}"`);
  const parts: Parts = {
    year: 1970,
    month: 1,
    day: 1,
    hour: 0,
    minute: 0,
    second: 0,
    millis: 0,
    pm: undefined,
    dayOfYear: undefined,
  };
  for (const [i, set] of sets.entries()) set(parts, match[i + 1] ?? "");
  const hour = twelve ? (parts.hour % 12) + (parts.pm === true ? 12 : 0) : parts.hour;
  const days =
    parts.dayOfYear === undefined
      ? daysOf(parts.year, parts.month, parts.day)
      : ordinal(parts.year, parts.dayOfYear);
  const clockRight = parts.hour <= (twelve ? 12 : 23) && parts.minute <= 59 && parts.second <= 59;
  if (days === undefined || !clockRight)
    throw invalid(`Cannot parse "${text}": Illegal instant or value out of range`);
  return (
    BigInt(days * 86_400 + hour * 3600 + parts.minute * 60 + parts.second) * 1_000_000n +
    BigInt(parts.millis * 1000)
  );
}

function ordinal(year: number, day: number): number | undefined {
  const first = daysOf(year, 1, 1);
  const next = daysOf(year + 1, 1, 1);
  return first === undefined || next === undefined || day < 1 || first + day > next
    ? undefined
    : first + day - 1;
}

/** Patterns of dates: MySQL's and Joda's. */
export const DATE_FORMAT_UDFS: readonly Udf[] = [
  udf("trino_date_format", ["BIGINT", "VARCHAR"], "VARCHAR", dateFormat),
  udf("trino_date_parse", ["VARCHAR", "VARCHAR"], "BIGINT", dateParse),
  udf("trino_format_datetime", ["BIGINT", "VARCHAR", "VARCHAR"], "VARCHAR", formatJoda),
  udf("trino_parse_datetime", ["VARCHAR", "VARCHAR"], "VARCHAR", parseJoda),
];
