import type { Layout } from "@cloudapi/core";
import { text } from "../asl/asl.ts";

const DAYS_31 = "(0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])";
const DAYS_30 = "(0[469]|11)-(0[1-9]|[12][0-9]|30)";
const DAYS_28 = "02-(0[1-9]|1[0-9]|2[0-8])";
const LEAP_YEAR = "([0-9]{2}(0[48]|[2468][048]|[13579][26])|([02468][048]|[13579][26])00)";
const IN_CALENDAR = `([0-9]{4}-(${DAYS_31}|${DAYS_30}|${DAYS_28})|${LEAP_YEAR}-02-29)`;

/** A day that is in the calendar, as a regular expression of JSONata: every evaluator has those, and few check a date. */
export const DAY = `/^${IN_CALENDAR}$/`;

/** The beginning of a time on such a day. */
export const TIME = `/^${IN_CALENDAR}T[0-9]{2}:[0-9]{2}:[0-9]{2}/`;

/** What the label of another run adds to its name. */
export const AGAIN = `($exists($states.input.again) ? $states.input.again = "" ? "" : "-" & $states.input.again : "")`;

/** An expression that says whether a value is a text that fits a pattern; whatever it is, nothing fails. */
export function isText(value: string, pattern: string): string {
  return `($type(${value}) = "string" ? $contains(${value}, ${pattern}) : false)`;
}

/** An expression that says whether a value can be the label of another run: absent, or a short text. */
export function isLabel(value: string): string {
  return `($exists(${value}) ? ${isText(value, "/^[0-9a-zA-Z_-]{0,20}$/")} : true)`;
}

/** An expression that gives the folder of a day under a prefix. */
export function folderExpression(prefix: string, layout: Layout, day: string): string {
  const part = (from: number, length: number) => `$substring(${day}, ${from}, ${length})`;
  const folders: Readonly<Record<Layout, string>> = {
    plain: `$replace(${day}, "-", "/") & "/"`,
    "hive-date": `"dt=" & ${day} & "/"`,
    hive: `"year=" & ${part(0, 4)} & "/month=" & ${part(5, 2)} & "/day=" & ${part(8, 2)} & "/"`,
  };
  return `${text(prefix)} & ${folders[layout]}`;
}

/** An expression that gives the day that an object's key names, or nothing. */
export function dayOfKeyExpression(prefix: string, layout: Layout, key: string): string {
  const patterns: Readonly<Record<Layout, string>> = {
    plain: "/^([0-9]{4})\\/([0-9]{2})\\/([0-9]{2})\\//",
    "hive-date": "/^dt=([0-9]{4})-([0-9]{2})-([0-9]{2})\\//",
    hive: "/^year=([0-9]{4})\\/month=([0-9]{2})\\/day=([0-9]{2})\\//",
  };
  const rest = `$substring(${key}, ${Array.from(prefix).length})`;
  return `$join($match(${rest}, ${patterns[layout]}).groups, "-")`;
}
