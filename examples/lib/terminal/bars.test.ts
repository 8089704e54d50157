import { expect, it } from "vitest";
import { bar, sparkline } from "./bars.ts";

it("draws bars in eighths and never beyond the width", () => {
  const shares = [0, 0.5, 1, 2, 1 / 32];
  expect(shares.map((share) => bar(share, 4))).toEqual(["", "██", "████", "████", "▏"]);
});

it("draws a value as high as its share of the greatest, and the least above none", () => {
  expect(sparkline([0, 1, 50, 51, 100])).toBe("·▁▄▅█");
  expect([sparkline([]), sparkline([0, 0])]).toEqual(["", "··"]);
});
