import { parseDate, parseTimestamp } from "@cloudapi/core";
import {
  type ReadTime,
  type TimestampFormat,
  timeReader,
} from "../adapting/timestamps/timestamp-format.ts";

/** A way in which a time or a day may be written. */
export interface TimeWriting {
  readonly kind: "timestamp" | "date";
  /** `undefined` where it is what a contract expects anyway. */
  readonly format: TimestampFormat | undefined;
  /** Whether the text has no zone, so that UTC is a choice. */
  readonly isLocal: boolean;
  readonly fits: (text: string) => boolean;
}

type Pattern = `${string}%${string}`;

const CLOCKS = ["%H:%M:%S", "%H:%M", "%H:%M:%S.%f", "%I:%M:%S %p", "%I:%M %p"] as const;
const DAYS = [
  "%d.%m.%Y",
  "%m.%d.%Y",
  "%d/%m/%Y",
  "%m/%d/%Y",
  "%d-%m-%Y",
  "%m-%d-%Y",
  "%Y/%m/%d",
  "%d.%m.%y",
  "%d/%m/%y",
  "%m/%d/%y",
  "%d-%b-%Y",
  "%d %b %Y",
  "%b %d, %Y",
  "%d/%b/%Y",
] as const satisfies readonly Pattern[];
const OTHERS = [
  "%Y%m%dT%H%M%S",
  "%Y%m%d:%H%M",
  "%Y%m%d %H:%M:%S",
  "%Y%m%d %H:%M",
  "%a %b %d %H:%M:%S %Y",
] as const satisfies readonly Pattern[];
const WITH_OFFSET = [
  "%a, %d %b %Y %H:%M:%S %z",
  "%d %b %Y %H:%M:%S %z",
  "%Y%m%dT%H%M%S%z",
] as const satisfies readonly Pattern[];

/** A number as much as a day, which only its name tells. */
export const DIGITS = "%Y%m%d";
const UTC = "UTC";
const OFFSET_BEHIND = /:\d\d(?:[.,]\d+)?\s?(?:Z|UTC|[+-]\d\d(?::?\d\d)?)$/i;
/** What all of them have: digits, and a sign that divides them, or eight digits. */
const MAY_BE_TIME = /^(?=.*\d)(?=.*[-/.: ,T]).{6,40}$|^(?:19|20)\d{6}$/;

let writings: readonly TimeWriting[] | undefined;

/** All that are known; those that come first are preferred. */
function allWritings(): readonly TimeWriting[] {
  writings ??= [
    plain("timestamp", (text) => parseTimestamp(text) !== undefined),
    plain("date", (text) => parseDate(text) !== undefined),
    ...sqlWritings(),
    writing("timestamp", "apache", false),
    ...DAYS.map((day) => writing("date", day, false)),
    ...DAYS.flatMap((day) => CLOCKS.map((clock) => local(`${day} ${clock}`))),
    ...["%Y-%m-%d %I:%M:%S %p", "%Y-%m-%d %I:%M %p", ...OTHERS].map((each) =>
      local(each as Pattern),
    ),
    writing("date", DIGITS, false),
    ...WITH_OFFSET.map((each) => writing("timestamp", each, false)),
  ];
  return writings;
}

function plain(kind: TimeWriting["kind"], fits: TimeWriting["fits"]): TimeWriting {
  return { kind, format: undefined, isLocal: false, fits };
}

/** Where all have an offset the zone that has to be said means nothing. */
function sqlWritings(): readonly TimeWriting[] {
  const sql = writing("timestamp", { format: "sql", zone: UTC }, true);
  const hasOffset = (text: string) => OFFSET_BEHIND.test(text) && sql.fits(text);
  return [{ ...sql, isLocal: false, fits: hasOffset }, sql];
}

function local(format: Pattern): TimeWriting {
  return writing("timestamp", { format, zone: UTC }, true);
}

function writing(
  kind: TimeWriting["kind"],
  format: TimestampFormat,
  isLocal: boolean,
): TimeWriting {
  const read = timeReader(format, kind) as ReadTime;
  return { kind, format, isLocal, fits: (text) => typeof read(text) === "string" };
}

/** The writings that fit a text, of some or of all. */
export function timeWritings(
  text: string,
  among: readonly TimeWriting[] = allWritings(),
): readonly TimeWriting[] {
  if (among.length === 0 || !MAY_BE_TIME.test(text)) return [];
  return among.filter(({ fits }) => fits(text));
}

/** Whether writings that fit the same texts read other days from them: `03/04/2024`. */
export function isAmbiguous([first, ...others]: readonly TimeWriting[]): boolean {
  const name = (each: TimeWriting | undefined) =>
    typeof each?.format === "object" ? each.format.format : (each?.format ?? "");
  const order = (text: string) =>
    [...text.matchAll(/%[dmbYyj]/g)].map(([directive]) => directive).join("");
  return others.some((other) => order(name(other)) !== order(name(first)) && name(first) !== "");
}

/** The format as it is written in a sentence. */
export function formatName(format: TimestampFormat | ""): string {
  return typeof format === "string" ? format : format.format;
}
