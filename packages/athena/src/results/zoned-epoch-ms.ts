const HOUR_MS = 3_600_000;
/** No zone is further from UTC than this, nor changes its offset by more at once. */
const FURTHEST_MS = 26 * HOUR_MS;

/** So far from 1970 a Date reaches, less what is looked at around it. */
const LAST_MS = 8.64e15 - 2 * FURTHEST_MS;

const formats = new Map<string, Intl.DateTimeFormat | undefined>();

/**
 * The instant of a local time (given as if it were UTC) in a region's time zone; `undefined` where the region is not
 * known or has that local time twice or not at all.
 */
export function zonedEpochMs(localMs: number, region: string): number | undefined {
  const format = formatOf(region);
  if (format === undefined || !(Math.abs(localMs) <= LAST_MS)) return undefined;
  // The offsets in force before and after are the only ones that can hold at the local time itself.
  const candidates = new Set(
    [-FURTHEST_MS, 0, FURTHEST_MS].map((away) => localMs - offsetMs(format, localMs + away)),
  );
  const fitting = [...candidates].filter((ms) => ms + offsetMs(format, ms) === localMs);
  return fitting.length === 1 ? fitting[0] : undefined;
}

function formatOf(region: string): Intl.DateTimeFormat | undefined {
  if (!formats.has(region)) formats.set(region, createFormat(region));
  return formats.get(region);
}

function createFormat(timeZone: string): Intl.DateTimeFormat | undefined {
  try {
    return new Intl.DateTimeFormat("en-US", {
      timeZone,
      hourCycle: "h23",
      era: "short",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
    });
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** How far the region's clocks are ahead of UTC at an instant, in milliseconds. */
function offsetMs(format: Intl.DateTimeFormat, epochMs: number): number {
  const wholeMs = Math.floor(epochMs / 1000) * 1000;
  const parts = new Map(format.formatToParts(wholeMs).map(({ type, value }) => [type, value]));
  const number = (type: Intl.DateTimeFormatPartTypes) => Number(parts.get(type));
  const year = parts.get("era") === "BC" ? 1 - number("year") : number("year");
  const shown = new Date(0);
  shown.setUTCFullYear(year, number("month") - 1, number("day"));
  shown.setUTCHours(number("hour"), number("minute"), number("second"));
  return shown.getTime() - wholeMs;
}
