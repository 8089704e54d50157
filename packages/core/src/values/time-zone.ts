import { daysFromCivil } from "./calendar.ts";

const DAY_MS = 86_400_000;
const QUARTER_MS = 900_000;
const MAX_CACHED = 10_000;
/** So far from 1970 a Date reaches, less what is looked at around an instant. */
const LAST_MS = 8.64e15 - 2 * DAY_MS;
const OFFSET = /^([+-])(\d\d):?(\d\d)$/;

/** A zone: what local times are in it, as milliseconds since 1970-01-01T00:00 on its clocks. */
export interface TimeZone {
  readonly name: string;
  /** Milliseconds by which its clocks are ahead of UTC at an instant. */
  readonly offsetMs: (epochMs: number) => number;
}

/** The zone of an IANA name or an offset such as `+01:00`; `undefined` where there is none. */
export function timeZone(name: string): TimeZone | undefined {
  const [, sign, hours, minutes] = OFFSET.exec(name) ?? [];
  if (name === "UTC" || name === "Z") return { name: "UTC", offsetMs: () => 0 };
  if (sign !== undefined) {
    const [hour, minute] = [Number(hours), Number(minutes)];
    if (hour > 23 || minute > 59) return undefined;
    const offsetMs = (sign === "-" ? -1 : 1) * (hour * 60 + minute) * 60_000;
    return { name, offsetMs: () => offsetMs };
  }
  const clock = clockOf(name);
  return clock && { name, offsetMs: cached(clock) };
}

/**
 * The instants at which a zone's clocks show a local time (given as if it were UTC): none where they are put forward or no
 * Date reaches, two where they are put back.
 */
export function instantsOf(localMs: number, { offsetMs }: TimeZone): readonly number[] {
  if (!(Math.abs(localMs) <= LAST_MS)) return [];
  // The offsets in force a day before and after are the only ones that can hold at the local time itself.
  const offsets = [localMs - DAY_MS, localMs, localMs + DAY_MS].map(offsetMs);
  const instants = [...new Set(offsets)].map((offset) => localMs - offset);
  return instants
    .filter((instant) => instant + offsetMs(instant) === localMs)
    .sort((one, other) => one - other);
}

function clockOf(name: string): ((epochMs: number) => number) | undefined {
  let format: Intl.DateTimeFormat;
  try {
    format = new Intl.DateTimeFormat("en-US", {
      timeZone: name,
      calendar: "gregory",
      numberingSystem: "latn",
      hourCycle: "h23",
      era: "short",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
    });
  } catch {
    return undefined;
  }
  return (epochMs) => {
    const wholeMs = Math.floor(epochMs / 1000) * 1000;
    const parts = Object.fromEntries(
      format.formatToParts(wholeMs).map(({ type, value }) => [type, value]),
    );
    const year = parts["era"] === "BC" ? 1 - Number(parts["year"]) : Number(parts["year"]);
    const [month, day] = [Number(parts["month"]), Number(parts["day"])];
    const [hour, minute] = [Number(parts["hour"]), Number(parts["minute"])];
    const seconds = (hour * 60 + minute) * 60 + Number(parts["second"]);
    return daysFromCivil(year, month, day) * DAY_MS + seconds * 1000 - wholeMs;
  };
}

/** Most quarters of an hour have one offset; where clocks change within one, each instant is asked for. */
function cached(clock: (epochMs: number) => number): (epochMs: number) => number {
  const known = new Map<number, number | undefined>();
  return (epochMs) => {
    const quarter = Math.floor(epochMs / QUARTER_MS);
    if (!known.has(quarter)) {
      const start = clock(quarter * QUARTER_MS);
      const isOne = start === clock((quarter + 1) * QUARTER_MS - 1000);
      if (known.size >= MAX_CACHED) known.clear();
      known.set(quarter, isOne ? start : undefined);
    }
    return known.get(quarter) ?? clock(epochMs);
  };
}
