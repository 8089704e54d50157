import { zonedEpochMs } from "./zoned-epoch-ms.ts";

/** Years before 1 have a sign, and those past 9999 a sign and as many digits as they need. */
const TIMESTAMP = /^([+-]?)(\d{4,9})-(\d\d)-(\d\d)[ T](\d\d):(\d\d):(\d\d)(?:\.(\d+))?$/;
const OFFSET = /^(?:UTC|Z|([+-])(\d\d):(\d\d))$/;

/**
 * `2025-01-15 10:30:45.120` as `2025-01-15T10:30:45.120Z`; digits finer than milliseconds stay unless they are zeros.
 *
 * Years outside 0000 to 9999 are written with a sign and six digits (ECMAScript, "Expanded Years"); an instant
 * outside the range of a Date stays as Athena wrote it.
 */
export function readTimestamp(text: string): string | undefined {
  const local = localOf(text);
  return local === undefined ? undefined : (instant(local.epochMs, local.digits) ?? text);
}

/**
 * The same with a zone behind it. A region (`Europe/Paris`) is resolved by this machine's time zone data; a local time
 * that the region has twice, as when clocks are set back, or not at all stays as Athena wrote it, since it names no one
 * instant.
 */
export function readZonedTimestamp(text: string): string | undefined {
  const match = /^(.*\d) ?(UTC|Z|[+-]\d\d:\d\d| [A-Za-z][\w+/-]*)$/.exec(text);
  const [, before = "", zone = ""] = match ?? [];
  const local = localOf(before);
  if (local === undefined) return undefined;
  const epochMs = epochMsIn(local.epochMs, zone.trim());
  return epochMs === undefined ? text : (instant(epochMs, local.digits) ?? text);
}

/** Date and time as if they were UTC, and the digits after the second. */
function localOf(text: string): { epochMs: number; digits: string } | undefined {
  const match = TIMESTAMP.exec(text);
  if (match === null) return undefined;
  const [, sign, year, month, day, hour, minute, second, digits = ""] = match;
  const date = new Date(0);
  date.setUTCFullYear(sign === "-" ? -Number(year) : Number(year), Number(month) - 1, Number(day));
  const isDate = Number.isNaN(date.getTime()) || date.getUTCDate() === Number(day);
  const isTime = Number(hour) < 24 && Number(minute) < 60 && Number(second) < 60;
  if (!isDate || !isTime || Number(month) < 1 || Number(month) > 12) return undefined;
  const seconds = Number(hour) * 3600 + Number(minute) * 60 + Number(second);
  return { epochMs: date.getTime() + seconds * 1000, digits };
}

function epochMsIn(localMs: number, zone: string): number | undefined {
  const offset = OFFSET.exec(zone);
  if (offset === null) return zonedEpochMs(localMs, zone);
  const minutes = Number(offset[2] ?? 0) * 60 + Number(offset[3] ?? 0);
  return localMs - (offset[1] === "-" ? -minutes : minutes) * 60_000;
}

function instant(epochMs: number, digits: string): string | undefined {
  const date = new Date(epochMs);
  if (Number.isNaN(date.getTime())) return undefined;
  return `${date.toISOString().slice(0, -4)}${digits.replace(/(?<!0)0+$/, "").padEnd(3, "0")}Z`;
}
