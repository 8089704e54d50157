import { instantsOf, type TimeZone, timeZone } from "@cloudapi/core/internal";

const zones = new Map<string, TimeZone | undefined>();

/**
 * The instant of a local time (given as if it were UTC) in a region's time zone; `undefined` where the region is not
 * known or has that local time twice or not at all.
 */
export function zonedEpochMs(localMs: number, region: string): number | undefined {
  const zone = zoneOf(region);
  const instants = zone === undefined ? [] : instantsOf(localMs, zone);
  return instants.length === 1 ? instants[0] : undefined;
}

function zoneOf(region: string): TimeZone | undefined {
  if (!zones.has(region)) zones.set(region, timeZone(region));
  return zones.get(region);
}
