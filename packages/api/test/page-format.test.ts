import { expect, it } from "vitest";
import {
  formatAge,
  formatBytes,
  formatDecimal,
  formatDollars,
  formatMeasure,
  formatMs,
  formatShare,
  formatTime,
} from "../pages/dashboard/format.ts";

it("writes sizes, times and shares with the digits that matter", () => {
  expect([0, 1023, 1024, 1536, 150 * 1024, 1024 ** 3].map(formatBytes)).toEqual([
    "0 B",
    "1023 B",
    "1.0 KiB",
    "1.5 KiB",
    "150 KiB",
    "1.0 GiB",
  ]);
  expect([null, 0.25, 54.234, 357.2, 1060, 180_000].map(formatMs)).toEqual([
    "–",
    "0.3 ms",
    "54.2 ms",
    "357 ms",
    "1.06 s",
    "3.0 min",
  ]);
  expect(
    [
      [0, 0],
      [1, 3],
      [1, 100_000],
      [1, 1],
    ].map(([a = 0, b = 0]) => formatShare(a, b)),
  ).toEqual(["–", "33.3 %", "< 0.01 %", "100 %"]);
  expect([0, 0.00001, 0.0005, 12.345].map(formatDollars)).toEqual([
    "$0",
    "< $0.0001",
    "$0.0005",
    "$12.35",
  ]);
});

it("keeps every digit of decimals", () => {
  expect(["0.00", "1234567.89", "-12345", "99999999999999999999.01"].map(formatDecimal)).toEqual([
    "0.00",
    "1,234,567.89",
    "-12,345",
    "99,999,999,999,999,999,999.01",
  ]);
  expect(["0.00055555555", "1234", "a day"].map(formatMeasure)).toEqual([
    "0.0005556",
    "1,234",
    "a day",
  ]);
});

it("tells instants in UTC, and how long ago they were", () => {
  expect(formatTime("2025-01-05T23:59:59.999Z")).toBe("5 Jan 2025 23:59");
  const now = Date.parse("2025-01-05T00:00:00Z");
  const ages = [
    "2025-01-04T23:59:30Z",
    "2025-01-04T23:58:00Z",
    "2025-01-04T22:59:00Z",
    "2025-01-02T00:00:00Z",
  ];
  expect(ages.map((each) => formatAge(each, now))).toEqual([
    "just now",
    "2 minutes ago",
    "1 hour ago",
    "3 days ago",
  ]);
  expect(formatAge(null, now)).toBe("never");
});
