import { expect, it } from "vitest";
import { pollPace } from "./poll-pace.ts";

function firstLook(...took: readonly number[]): number | undefined {
  const pace = pollPace();
  for (const ms of took) pace.took(ms);
  return pace.options().initialDelayMs;
}

it("looks as often as the last queries were short, within bounds", () => {
  expect(firstLook()).toBe(100);
  expect(firstLook(30, 30, 60_000)).toBe(10);
  expect(firstLook(1)).toBe(4);
  expect(firstLook(60_000)).toBe(250);
});

it("forgets what was long ago", () => {
  expect(firstLook(...Array<number>(100).fill(600), ...Array<number>(16).fill(30))).toBe(10);
});
