import { expect, it } from "vitest";
import { nextRuns } from "./next-runs.ts";

function runs(expression: string, from: string, count = 3, timeZone = "UTC"): string[] {
  const found = nextRuns({ expression, timeZone, from: new Date(from), count });
  return found.runs.map((run) => run.toISOString().slice(0, 16));
}

it("fires at the minutes and hours of a day", () => {
  expect(runs("cron(0 2 * * ? *)", "2025-12-30T02:00:00Z")).toEqual([
    "2025-12-31T02:00",
    "2026-01-01T02:00",
    "2026-01-02T02:00",
  ]);
  expect(runs("cron(0/20 8-9 ? * MON-FRI *)", "2026-11-27T09:30:00Z")).toEqual([
    "2026-11-27T09:40",
    "2026-11-30T08:00",
    "2026-11-30T08:20",
  ]);
});

it("knows the last day, the nearest weekday, the third Friday and a leap day", () => {
  expect(runs("cron(0 0 L * ? 2024)", "2024-01-31T00:00:00Z", 2)).toEqual([
    "2024-02-29T00:00",
    "2024-03-31T00:00",
  ]);
  expect(runs("cron(0 0 1W * ? 2025)", "2025-01-31T00:00:00Z", 3)).toEqual([
    "2025-02-03T00:00",
    "2025-03-03T00:00",
    "2025-04-01T00:00",
  ]);
  expect(runs("cron(0 0 LW * ? 2025)", "2025-05-01T00:00:00Z", 1)).toEqual(["2025-05-30T00:00"]);
  expect(runs("cron(0 0 ? * 6#3 2025)", "2025-01-01T00:00:00Z", 2)).toEqual([
    "2025-01-17T00:00",
    "2025-02-21T00:00",
  ]);
  expect(runs("cron(0 0 ? * FRIL 2025)", "2025-01-01T00:00:00Z", 1)).toEqual(["2025-01-31T00:00"]);
  expect(runs("cron(0 0 29 2 ? *)", "2097-01-01T00:00:00Z", 1)).toEqual(["2104-02-29T00:00"]);
});

it("passes over a local time that clocks skip, and takes one that comes twice once", () => {
  const spring = nextRuns({
    expression: "cron(30 2 * * ? *)",
    timeZone: "Europe/Berlin",
    from: new Date("2026-03-28T12:00:00Z"),
    count: 1,
  });
  expect(spring.runs.map((run) => run.toISOString())).toEqual(["2026-03-30T00:30:00.000Z"]);
  expect(spring.skipped).toEqual(["2026-03-29T02:30:00"]);
  expect(runs("cron(30 2 * * ? *)", "2026-10-24T12:00:00Z", 2, "Europe/Berlin")).toEqual([
    "2026-10-25T00:30",
    "2026-10-26T01:30",
  ]);
});

it("fires at a rate, and once at a time", () => {
  expect(runs("rate(12 hours)", "2026-01-01T00:00:00Z", 2)).toEqual([
    "2026-01-01T00:00",
    "2026-01-01T12:00",
  ]);
  expect(runs("at(2026-01-31T02:00:00)", "2026-01-01T00:00:00Z", 5, "America/New_York")).toEqual([
    "2026-01-31T07:00",
  ]);
  expect(runs("at(2026-01-31T02:00:00)", "2026-02-01T00:00:00Z")).toEqual([]);
});

it.each(["cron(30 2 31 2 ? *)", "cron(0 0 1 1 ? 1999)", "cron(0 0 ? 2 2#5 2025)"])(
  "%s never fires",
  (expression) => {
    expect(runs(expression, "2026-01-01T00:00:00Z")).toEqual([]);
  },
);

it.each([
  ["0 2 * * ? *", "must be cron(...), rate(...) or at(...)"],
  ["cron(0 2 * * *)", "six fields"],
  ["cron(0 2 * * * *)", "one of day-of-month and day-of-week must be ?"],
  ["cron(0 2 ? * ? *)", "one of day-of-month and day-of-week must be ?"],
  ["cron(60 2 * * ? *)", "must lie from 0 to 59"],
  ["cron(0 24 * * ? *)", "must lie from 0 to 23"],
  ["cron(0 2 32 * ? *)", "must lie from 1 to 31"],
  ["cron(0 2 ? * 0 *)", "must lie from 1 to 7"],
  ["cron(0 2 ? * MON#6 *)", "the first to the fifth"],
  ["cron(0/0 2 * * ? *)", "step of 0"],
  ["cron(0 2 * FOO ? *)", "must lie from 1 to 12"],
  ["rate(0 days)", "rate takes a whole number"],
  ["rate(1 week)", "rate takes a whole number"],
  ["at(2026-02-30T00:00:00)", "at takes a time"],
  ["at(2026-01-01)", "at takes a time"],
])("refuses %s", (expression, message) => {
  expect(() => runs(expression, "2026-01-01T00:00:00Z")).toThrow(message);
});

it("refuses a zone that there is none of, and an offset, which would ignore changes of clocks", () => {
  expect(() => runs("rate(1 day)", "2026-01-01T00:00:00Z", 1, "Europe/Nowhere")).toThrow(
    "timeZone",
  );
  expect(() => runs("rate(1 day)", "2026-01-01T00:00:00Z", 1, "+01:00")).toThrow("timeZone");
});
