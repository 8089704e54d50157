import type { LineScanner } from "./line-scanner.ts";

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const LOG_TIME = /^(\d\d)\/([A-Z][a-z]{2})\/(\d{4}):(\d\d):(\d\d):(\d\d) ([+-])(\d\d)(\d\d)$/;
const MOST_SECONDS = 253_402_300_799;

/** `28/Nov/2026:23:12:03 -0500` as RFC 3339 in UTC; `undefined` when it is not such a time. */
function logTime(text: string): string | undefined {
  const [, day, name = "", year, hour, minute, second, sign, hours, minutes] =
    LOG_TIME.exec(text) ?? [];
  const month = MONTHS.indexOf(name);
  if (month < 0) return undefined;
  const numbers = [Number(year), month, Number(day), Number(hour), Number(minute)] as const;
  // A leap second counts as the second before.
  const local = new Date(Date.UTC(...numbers, Math.min(Number(second), 59)));
  local.setUTCFullYear(Number(year));
  const isTime =
    local.getUTCDate() === Number(day) &&
    local.getUTCHours() === Number(hour) &&
    local.getUTCMinutes() === Number(minute) &&
    Number(second) <= 60 &&
    Number(hours) < 24 &&
    Number(minutes) < 60;
  if (!isTime) return undefined;
  const offset = (Number(hours) * 60 + Number(minutes)) * (sign === "-" ? -60_000 : 60_000);
  return new Date(local.getTime() - offset).toISOString().replace(".000Z", "Z");
}

/** Seconds since 1970 as RFC 3339 in UTC; other text as it is. */
export function epochTime(text: string): string {
  if (!/^\d{1,12}$/.test(text) || Number(text) > MOST_SECONDS) return text;
  return new Date(Number(text) * 1000).toISOString().replace(".000Z", "Z");
}

/** A time in brackets as RFC 3339. */
export function takeTime(line: LineScanner, name: string): string | null {
  const start = line.at;
  const text = line.bracketed(name);
  if (text === null) return null;
  const time = logTime(text);
  if (time !== undefined) return time;
  throw line.fault(name, "a time that exists, such as [28/Nov/2026:23:12:03 -0500]", start);
}
