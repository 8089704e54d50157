import fc from "fast-check";
import { expect, it } from "vitest";
import { propertyRuns } from "../../../scripts/lib/property-runs.ts";
import { chooseStep, trafficOf } from "./traffic-steps.ts";

const at = (text: string) => Date.parse(text) / 1000;

it("chooses a usual step, of which few enough cover the time", () => {
  const start = at("2025-01-15T00:00:00Z");
  const spans = [0, 47, 48, 15 * 60, 86_399, 3 * 86_400 - 1, 61 * 86_400, 8 * 365 * 86_400];
  expect(spans.map((span) => chooseStep(start, start + span))).toEqual([
    1, 1, 2, 30, 1800, 7200, 172_800, 5_529_600,
  ]);
});

it("covers any span with at most 48 steps", () => {
  const seconds = fc.double({ min: -1e10, max: 1e11, noNaN: true });
  fc.assert(
    fc.property(seconds, seconds, (a, b) => {
      const [first, last] = [Math.min(a, b), Math.max(a, b)];
      const step = chooseStep(first, last);
      expect(Math.floor(last / step) - Math.floor(first / step)).toBeLessThan(48);
    }),
    { numRuns: propertyRuns(300) },
  );
});

it("makes steps without a gap, in order, from counts in any order", () => {
  const counts = [
    { step: 3, statusClass: 5, requests: 1 },
    { step: 1, statusClass: 2, requests: 7 },
    { step: 3, statusClass: 2, requests: 2 },
  ];
  expect(trafficOf(60, counts)).toEqual({
    stepSeconds: 60,
    steps: [
      { start: "1970-01-01T00:01:00.000Z", requests: { "2xx": 7 } },
      { start: "1970-01-01T00:02:00.000Z", requests: {} },
      { start: "1970-01-01T00:03:00.000Z", requests: { "2xx": 2, "5xx": 1 } },
    ],
  });
  expect(trafficOf(60, []).steps).toEqual([]);
});
