import jsonata from "jsonata";
import { expect, it } from "vitest";
import { DAY, isText, TIME } from "./day.ts";

async function fits(value: unknown, pattern: string): Promise<unknown> {
  return jsonata(isText("value", pattern)).evaluate({ value });
}

/** Whether the calendar of JavaScript has a day of that name. */
function isInCalendar(day: string): boolean {
  const ms = Date.parse(`${day.slice(0, 7)}-01T00:00:00Z`);
  if (Number.isNaN(ms)) return false;
  const at = new Date(ms + (Number(day.slice(8)) - 1) * 86_400_000);
  return at.toISOString().slice(0, 10) === day;
}

it.each(["2000", "2024", "2025", "2026", "2096", "2099", "2100", "2400"])(
  "takes the days that %s has, and no others",
  async (year) => {
    const two = Array.from({ length: 40 }, (_, at) => String(at).padStart(2, "0"));
    const all = two.slice(0, 14).flatMap((month) => two.map((day) => `${year}-${month}-${day}`));
    const taken = await Promise.all(all.map((day) => fits(day, DAY)));
    expect(all.filter((_, at) => taken[at] === true)).toEqual(all.filter(isInCalendar));
  },
);

it.each([
  ["2024-02-29T02:00:00Z", true],
  ["2026-02-28T02:00:00.123+01:00", true],
  ["2026-02-29T02:00:00Z", false],
  ["2026-04-31T02:00:00Z", false],
  ["2026-02-28", false],
  [5, false],
])("says of the time %j: %j", async (time, expected) => {
  expect(await fits(time, TIME)).toBe(expected);
});

it.each([" 2026-01-01", "2026-01-01 ", "2026-1-1", "", undefined])("takes no %j", async (day) => {
  expect(await fits(day, DAY)).toBe(false);
});
