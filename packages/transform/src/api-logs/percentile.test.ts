import { expect, it } from "vitest";
import { percentile } from "./percentile.ts";

// Values of numpy.percentile(values, share * 100), whose default is definition 7.
it.each([
  [[1, 2, 3, 4], 0.5, 2.5],
  [[1, 2, 3, 4], 0.25, 1.75],
  [[15, 20, 35, 40, 50], 0.4, 29],
  [[1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 0.95, 9.55],
  [[1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 0.99, 9.91],
  [[7], 0.99, 7],
  [[1, 2], 0, 1],
  [[1, 2], 1, 2],
])("of %j at %f is %f", (values, share, expected) => {
  expect(percentile(values, share)).toBeCloseTo(expected, 12);
});

it("of nothing is null", () => {
  expect(percentile([], 0.5)).toBeNull();
});
