import { delayMs } from "@cloudapi/core/internal";
import { expect, it } from "vitest";
import { readPollOptions } from "./poll-options.ts";

const backOff = readPollOptions();

it("grows to its bound and never past it", () => {
  const delays = [0, 1, 2, 5, 10, 1_000_000].map((attempt) => delayMs(attempt, backOff, 1));
  expect(delays).toEqual([100, 150, 225, 759.375, 5_000, 5_000]);
});

it("spreads callers over the upper half of each delay", () => {
  expect([0, 0.5, 1].map((random) => delayMs(0, backOff, random))).toEqual([50, 75, 100]);
  for (let i = 0; i < 100; i++) {
    const delay = delayMs(3, backOff);
    expect(delay).toBeGreaterThanOrEqual(337.5 / 2);
    expect(delay).toBeLessThanOrEqual(337.5);
  }
});
