import { type TimeZone, timeZone } from "@cloudapi/core/internal";

const UTC_NAMES = new Set([
  "utc",
  "z",
  "ut",
  "uct",
  "gmt",
  "zulu",
  "greenwich",
  "universal",
  "gmt0",
  "etc/utc",
  "etc/gmt",
  "etc/uct",
  "etc/zulu",
  "etc/universal",
  "etc/greenwich",
  "+00:00",
  "-00:00",
]);

/** A time zone as Trino spells it: `UTC`, `Europe/Paris`, `+02:00`; `undefined` when there is no such zone. */
export function canonicalZone(text: string): string | undefined {
  const name = text.trim();
  if (UTC_NAMES.has(name.toLowerCase())) return "UTC";
  const offset = /^(?:utc|gmt|ut)?([+-])(\d{1,2})(?::?(\d{2}))?$/i.exec(name);
  if (offset !== null)
    return canonicalOffset(offset[1] ?? "+", Number(offset[2]), Number(offset[3] ?? 0));
  return regions().get(name.toLowerCase());
}

function canonicalOffset(sign: string, hours: number, minutes: number): string | undefined {
  if (minutes > 59 || hours * 60 + minutes > 14 * 60) return undefined;
  if (hours === 0 && minutes === 0) return "UTC";
  return `${sign}${String(hours).padStart(2, "0")}:${String(minutes).padStart(2, "0")}`;
}

let known: Map<string, string> | undefined;

function regions(): Map<string, string> {
  known ??= new Map(
    [...Intl.supportedValuesOf("timeZone"), ...OLD_NAMES].map((name) => [name.toLowerCase(), name]),
  );
  return known;
}

/** Names still in daily use that Intl lists only under another spelling. */
const OLD_NAMES = [
  "Asia/Kolkata",
  "Asia/Calcutta",
  "Asia/Ho_Chi_Minh",
  "Asia/Saigon",
  "Asia/Kathmandu",
  "Asia/Yangon",
  "Europe/Kyiv",
  "Europe/Kiev",
  "America/Argentina/Buenos_Aires",
  "America/Buenos_Aires",
  "US/Pacific",
  "US/Eastern",
  "US/Central",
  "US/Mountain",
  "Asia/Singapore",
  "Japan",
  "Singapore",
  "Israel",
];

/** Seconds east of UTC of a zone at an instant, in milliseconds since 1970; before standard time zones show the sun's. */
export function zoneOffsetSeconds(zone: string, epochMs: number): number {
  return zoneOf(zone).offsetMs(Math.max(epochMs, OLDEST_MS)) / 1000;
}

/** No zone has changed so early, and no Date reaches the first times that a timestamp can be. */
const OLDEST_MS = Date.UTC(1600, 0, 1);

const zones = new Map<string, TimeZone>();

function zoneOf(name: string): TimeZone {
  const zone = zones.get(name) ?? timeZone(name);
  if (zone === undefined) throw new RangeError(`There is no time zone ${name}.`);
  zones.set(name, zone);
  return zone;
}

const DAY_MS = 86_400_000;

/**
 * The instant at which a zone's clocks show a local time, in milliseconds: the first where they show it twice, and by
 * the clocks of the day before where they skip it.
 */
export function localToEpochMs(zone: string, localMs: number): number {
  return Math.min(...instantsAt(zone, localMs), ...skippedAt(zone, localMs));
}

/** Whether a zone's clocks skip a local time. */
export function isSkipped(zone: string, localMs: number): boolean {
  return instantsAt(zone, localMs).length === 0;
}

function instantsAt(zone: string, localMs: number): number[] {
  return [localMs - DAY_MS, localMs + DAY_MS]
    .map((near) => localMs - zoneOffsetSeconds(zone, near) * 1000)
    .filter((instant) => instant + zoneOffsetSeconds(zone, instant) * 1000 === localMs);
}

function skippedAt(zone: string, localMs: number): number[] {
  return isSkipped(zone, localMs)
    ? [localMs - zoneOffsetSeconds(zone, localMs - DAY_MS) * 1000]
    : [];
}
