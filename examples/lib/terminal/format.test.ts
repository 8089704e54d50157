import { expect, it } from "vitest";
import { countOf, formatBytes, formatCount, formatDuration, formatShare } from "./format.ts";

it("formats sizes, counts and shares", () => {
  expect([512, 1536, 5 * 1024 ** 3].map(formatBytes)).toEqual(["512 B", "1.5 KiB", "5.0 GiB"]);
  expect([formatCount(1_234_567), formatShare(0.0349)]).toEqual(["1,234,567", "3.5%"]);
  expect([countOf(1, "row"), countOf(1000, "row")]).toEqual(["1 row", "1,000 rows"]);
});

it("tells durations in the largest two units that follow each other", () => {
  const seconds = [0, 0.4, 59, 90, 3600, 3601, 86_400, 93_600, 64 * 86_400];
  expect(seconds.map(formatDuration)).toEqual([
    "0 s",
    "0 s",
    "59 s",
    "1 min 30 s",
    "1 h",
    "1 h",
    "1 day",
    "1 day 2 h",
    "64 days",
  ]);
});
