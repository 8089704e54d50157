import { expect, it } from "vitest";
import { instantsOf, type TimeZone, timeZone } from "./time-zone.ts";

function instants(local: string, zone: string): string[] {
  const found = instantsOf(Date.parse(`${local}Z`), timeZone(zone) as TimeZone);
  return found.map((ms) => new Date(ms).toISOString().slice(0, 19));
}

it.each([
  ["2025-07-01T12:00:00", "Europe/Berlin", ["2025-07-01T10:00:00"]],
  ["2025-07-01T12:00:00", "-03:30", ["2025-07-01T15:30:00"]],
  ["2025-03-30T02:30:00", "Europe/Berlin", []],
  ["2025-10-26T02:30:00", "Europe/Berlin", ["2025-10-26T00:30:00", "2025-10-26T01:30:00"]],
  ["2011-12-29T23:59:59", "Pacific/Apia", ["2011-12-30T09:59:59"]],
  ["2011-12-30T12:00:00", "Pacific/Apia", []],
  ["2011-12-31T00:00:00", "Pacific/Apia", ["2011-12-30T10:00:00"]],
  ["0001-01-02T00:00:00", "Europe/Berlin", ["0001-01-01T23:06:32"]],
])("clocks show %s in %s at %j", (local, zone, expected) => {
  expect(instants(local, zone)).toEqual(expected);
});

it("no instant is one that no Date reaches", () => {
  const zone = timeZone("Europe/Berlin") as TimeZone;
  for (const ms of [8.64e15, -8.64e15, 9e15, Number.NaN]) expect(instantsOf(ms, zone)).toEqual([]);
});

it.each(["Europe/Nowhere", "+24:00", "+01:60", ""])("%j is no zone", (name) => {
  expect(timeZone(name)).toBeUndefined();
});
